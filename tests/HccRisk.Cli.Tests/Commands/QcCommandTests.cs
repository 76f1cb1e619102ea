using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Commands;
using HccRisk.Imaging;
using HccRisk.Imaging.Nifti;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

public sealed class QcCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-qc-").FullName;

    public QcCommandTests()
    {
        NiftiFile.Write(At("a.nii.gz"), new Volume<float>(VolumeGeometry.AxisAligned(8, 8, 8, new Vector3D(1, 1, 1)), new float[512]));
        File.WriteAllText(At("b.nii.gz"), "no image");
        File.WriteAllLines(At("cohort.csv"), ["patient_id,kind,name,path", "P1,mri,arterial,a.nii.gz", "P2,mri,arterial,b.nii.gz", "P3,mri,arterial,absent.nii.gz"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Qc_CohortWithBrokenFiles_MakesThePage()
    {
        var (code, text) = await Run("--cohort", At("cohort.csv"), "--out", At("qc"));

        Assert.Equal(0, code);
        Assert.Contains("3 patients, 2 with files that cannot be used, 0 far from the others (0 found): ", text, StringComparison.Ordinal);
        Assert.Contains("Patient 2", File.ReadAllText(At("qc/index.html")), StringComparison.Ordinal);
        Assert.Contains("(2 found)", (await Run("--cohort", At("cohort.csv"), "--out", At("qc"), "--with-patients")).Text, StringComparison.Ordinal);
        Assert.Contains("P2", File.ReadAllText(At("qc/index.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Qc_WhatCannotBe_IsRefused()
    {
        await Assert.ThrowsAsync<StudyProtocolException>(() => Run("--cohort", At("cohort.csv"), "--out", At("qc"), "--parallel", "0"));
        await Assert.ThrowsAsync<StudyProtocolException>(() => Run("--cohort", At("cohort.csv"), "--out", At("cohort.csv")));
        await Assert.ThrowsAsync<ArgumentException>(() => Run("--cohort", At("cohort.csv"), "--out", At("qc"), "--max-tiles", "0"));
    }

    private static async Task<(int Code, string Text)> Run(params string[] arguments)
    {
        RootCommand root = [QcCommand.Create()];
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var configuration = new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false };
        return (await root.Parse(["qc", .. arguments]).InvokeAsync(configuration, TestContext.Current.CancellationToken), output.ToString());
    }

    private string At(string name) => Path.Combine(_folder, name);
}
