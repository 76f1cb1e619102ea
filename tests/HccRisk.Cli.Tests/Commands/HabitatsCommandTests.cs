using System.CommandLine;
using HccRisk.Cli.Commands;
using HccRisk.Core.Csv;
using HccRisk.Imaging;
using HccRisk.Imaging.Nifti;
using HccRisk.Oracles;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

public sealed class HabitatsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Two halves of a lesion that differ in both phases, in patients with other shares of them; one lacks a phase.</summary>
    [Fact]
    public async Task Habitats_LearnedAndFoundAgain_AreTheSame()
    {
        Patient("A", 4, withPortal: true);
        Patient("B", 6, withPortal: true);
        Patient("C", 5, withPortal: false);
        string[] learn =
        [
            "--folder", _folder["in"], "--series", "arterial,portal", "-k", "2", "--write-model", _folder["m.json"], "--csv", _folder["a.csv"], "--maps", _folder["maps"], "--plot", _folder["p.png"],
        ];

        var (code, text, error) = await Run(learn);
        var (_, again, _) = await Run("--folder", _folder["in"], "--model", _folder["m.json"], "--csv", _folder["b.csv"]);

        Assert.Equal(0, code);
        Assert.StartsWith("2 habitats of arterial, portal (ZScoreImage), learned from 2000 voxels of 2 patients", text, StringComparison.Ordinal);
        Assert.Contains("2 of 3 patients have habitats", again, StringComparison.Ordinal);
        Assert.Contains("not learned from: C: portal", error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(_folder["a.csv"]), File.ReadAllText(_folder["b.csv"]));
        var table = CsvTable.Read(_folder["a.csv"], "habitats");
        string Cell(int row, string column) => table.Rows[row].Cells[table.IndexOf(column)];
        Assert.Equal(("0.4", "0.6", ""), (Cell(0, "habitat_H1_fraction"), Cell(1, "habitat_H1_fraction"), Cell(2, "habitat_H1_fraction")));

        // 10 x 10 x 10 voxels: 2,700 faces between them, of which 100 part the halves.
        Assert.Equal((100 / 2700.0).ToString("R", System.Globalization.CultureInfo.InvariantCulture), Cell(0, "habitat_contact_H1_H2"));
        var map = NiftiFile.ReadVolume(Path.Combine(_folder["maps"], "A_habitats.nii.gz"));
        Assert.Equal((400, 600), (map.Voxels.Count(1f), map.Voxels.Count(2f)));
        Assert.Equal(["A_habitats.nii.gz", "B_habitats.nii.gz"], Directory.GetFiles(_folder["maps"]).Select(Path.GetFileName).Order());
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], File.ReadAllBytes(_folder["p.png"])[..4]);
    }

    [Theory]
    [InlineData("--model a", "Give one of --cohort and --folder.")]
    [InlineData("--folder a", "Give --write-model to learn habitats from the patients, or --model to find those of a model in them.")]
    [InlineData("--folder a --model b --seed 2", "--seed goes with --write-model: a model says it itself.")]
    [InlineData("--folder a --write-model b -k 11", "--habitats is 11: it must be 2 to 10.")]
    public async Task Habitats_OptionsThatDoNotFit_SaysWhy(string arguments, string reason)
    {
        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run(arguments.Split(' ')));

        Assert.Equal(reason, error.Message);
    }

    /// <summary>An identifier is no path: maps stay in their folder.</summary>
    [Theory]
    [InlineData("../evil")]
    [InlineData("a/b")]
    public async Task Habitats_IdentifierThatIsNoFileName_IsRefused(string id)
    {
        Patient("A", 4, withPortal: true);
        var manifest = _folder["m.csv"];
        File.WriteAllText(manifest, $"patient_id,kind,name,path\n{id},mri,arterial,in/A/arterial.nii.gz\n{id},mask,lesion,in/A/mask.nii.gz\n");

        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run("--cohort", manifest, "--write-model", _folder["m.json"], "--maps", _folder["maps"]));

        Assert.Contains($"'{id}' cannot stand in the name of a file", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["m.json"]));
    }

    [Fact]
    public async Task Habitats_FileThatIsNotThere_NamesThePatientAndNoPath()
    {
        Patient("A", 4, withPortal: true);
        var manifest = _folder["m.csv"];
        File.WriteAllText(manifest, "patient_id,kind,name,path\nP1,mri,arterial,absent.nii.gz\nP1,mask,lesion,in/A/mask.nii.gz\n");

        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run("--cohort", manifest, "--write-model", _folder["m.json"]));

        Assert.StartsWith("P1: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("absent.nii.gz", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The lesion is 10 x 10 x 10 voxels; so many of its columns are dark.</summary>
    private void Patient(string name, int dark, bool withPortal)
    {
        var folder = Path.Combine(_folder["in"], name);
        Directory.CreateDirectory(folder);
        var g = VolumeGeometry.AxisAligned(16, 16, 14, new Vector3D(1, 1, 1));
        var at = Enumerable.Range(0, (int)g.VoxelCount).Select(i => (X: i % 16, Y: i / 16 % 16, Z: i / 256, I: i)).ToArray();
        float Value((int X, int Y, int Z, int I) p, float bright) => (p.X - 3 < dark ? 20 : bright) + (p.I * 7919 % 11);
        NiftiFile.Write(Path.Combine(folder, "arterial.nii.gz"), new Volume<float>(g, [.. at.Select(p => Value(p, 120))]));
        if (withPortal)
        {
            NiftiFile.Write(Path.Combine(folder, "portal.nii.gz"), new Volume<float>(g, [.. at.Select(p => Value(p, 90))]));
        }

        NiftiFile.WriteMask(Path.Combine(folder, "mask.nii.gz"), new Mask(g, [.. at.Select(p => p.X is >= 3 and < 13 && p.Y is >= 3 and < 13 && p.Z is >= 2 and < 12)]));
    }

    private static async Task<(int Code, string Text, string Error)> Run(params string[] arguments)
    {
        RootCommand root = [HabitatsCommand.Create()];
        using var output = new StringWriter();
        using var error = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        var code = await root.Parse(["habitats", .. arguments]).InvokeAsync(configuration, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
