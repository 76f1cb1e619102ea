using System.CommandLine;
using HccRisk.Cli.Commands;
using HccRisk.Imaging.Nrrd;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

/// <summary>What the command line may allow and ask of files from somewhere else.</summary>
public sealed class OutsideDataTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-outside-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Convert_DataOutsideTheHeadersFolder_NeedsTheOption()
    {
        var images = _folder.CreateSubdirectory("images");
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "v.raw"), [1, 2, 3, 4, 5, 6, 7, 8], TestContext.Current.CancellationToken);
        var header = Path.Combine(images.FullName, "a.nhdr");
        await File.WriteAllTextAsync(
            header,
            "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 2 2\nencoding: raw\nspace: RAS\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\ndata file: ../v.raw\n",
            TestContext.Current.CancellationToken);
        string[] convert = ["convert", "--image", header, "--out", Path.Combine(_folder.FullName, "a.nii")];

        var error = await Assert.ThrowsAsync<NrrdFormatException>(() => Run(convert));

        Assert.Contains("--allow-outside-data", error.Message, StringComparison.Ordinal);
        Assert.Contains("2 x 2 x 2 voxels", await Run([.. convert, "--allow-outside-data"]), StringComparison.Ordinal);
        await Assert.ThrowsAsync<NrrdFormatException>(() => Run(convert));
    }

    [Theory]
    [InlineData("--model-sha256", "12", "--model-sha256 is '12'")]
    [InlineData("--backbone-sha256", "0000000000000000000000000000000000000000000000000000000000000000", "--backbone-sha256 goes with --backbone")]
    [InlineData("--model-sha256", "0000000000000000000000000000000000000000000000000000000000000000", "its SHA-256 is ")]
    public async Task Predict_HashThatIsNotTheFiles_IsOneLine(string option, string hash, string fault)
    {
        var model = Path.Combine(_folder.FullName, "m.zip");
        using (var archive = System.IO.Compression.ZipFile.Open(model, System.IO.Compression.ZipArchiveMode.Create))
        {
            using var card = new StreamWriter(archive.CreateEntry("hccrisk/card.json").Open());
            await card.WriteAsync("{}");
        }

        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run("predict", "--model", model, "--clinical", "c.csv", option, hash));

        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static async Task<string> Run(params string[] arguments)
    {
        var root = new RootCommand { OutsideData.With(ConvertCommand.Create()), OutsideData.With(PredictCommand.Create()) };
        var parsed = root.Parse(arguments);
        using var output = new StringWriter();
        using var permission = OutsideData.Permission(parsed);
        await parsed.InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return output.ToString();
    }
}
