using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Commands;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

/// <summary>The same lesion from DICOM and from NIfTI, and what the command says of folders it cannot decide on.</summary>
public sealed class ExtractDicomTests
{
    private static readonly RootCommand Root = [ExtractCommand.Create()];

    [Fact]
    public async Task Extract_DicomFolderAndStructureSet_GivesTheFeaturesOfTheNiftiFiles()
    {
        string[] phantom = ["data", "ibsi", "ibsi_1_ct_radiomics_phantom"];
        var dicom = await Run(
            "--image", Shared([.. phantom, "dicom", "image"]), "--mask", Shared([.. phantom, "dicom", "mask", "DCM_RS_00060.dcm"]), "--label", "GTV*", "--preset", "ibsi-1-a");
        var nifti = await Run(
            "--image", Shared([.. phantom, "nifti", "image", "phantom.nii.gz"]), "--mask", Shared([.. phantom, "nifti", "mask", "mask.nii.gz"]), "--preset", "ibsi-1-a");

        // A tumour of the lung, air within its outline.
        Assert.StartsWith("Air: ", dicom.Error, StringComparison.Ordinal);
        Assert.Equal(nifti.Error, dicom.Error);
        var (ours, theirs) = (Values(dicom.Output), Values(nifti.Output));
        Assert.Equal(theirs.Keys, ours.Keys);
        foreach (var (name, value) in theirs)
        {
            // The NIfTI header has the spacing in single precision: 6e-8 of it, three times in a volume.
            Assert.True(Math.Abs(ours[name] - value) <= 1e-6 * Math.Max(1, Math.Abs(value)) || (double.IsNaN(value) && double.IsNaN(ours[name])), $"{name}: {ours[name]} against {value}");
        }
    }

    [Fact]
    public async Task Extract_SeriesOfThreePhases_AsksForTheVolumeAndTakesIt()
    {
        var (folder, mask) = (Shared("data", "dce-mri", "UCSF-BR-06"), Shared("data", "dce-mri", "UCSF-BR-06", "mask", "1-1.dcm"));
        string[] rest = ["--image", folder, "--mask", mask, "--preset", "pyradiomics", "--bin-width", "25", "--dicom-series", "2"];

        var error = await Assert.ThrowsAsync<ImageFormatException>(() => Run(rest));
        Assert.Contains("2: 60 slices, 407 s after the first", error.Message, StringComparison.Ordinal);

        var features = Values((await Run([.. rest, "--dicom-volume", "2"])).Output);
        Assert.Equal(107, features.Count);
        // Mean of the stored words inside the mask, by the bytes of the files of 10:32:38.
        Assert.Equal(MeanOfBytes(folder, mask), features["original_firstorder_Mean"], 1e-3);
    }

    /// <summary>The values of the header as dcmdump (DCMTK 3.6.7) prints them; the field is in gauss there.</summary>
    [Fact]
    public void Open_MrSeries_KnowsHowItWasTaken()
    {
        var image = ImageFile.Open(Shared("data", "dce-mri", "UCSF-BR-06"), new ImageSelection { Series = "2", Volume = 2 }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                new("manufacturer", "GE MEDICAL SYSTEMS"), new("scanner", "GENESIS_SIGNA"), new("field_strength_t", "1.5"), new("repetition_time_ms", "8.2"),
                new("echo_time_ms", "4.2"), new("flip_angle_deg", "20"), new("slice_thickness_mm", "2"),
            ],
            image.Acquisition!.Describe().Where(d => d.Key != "phase_rule"));
    }

    // Files 2-001 to 2-060 are the second phase from x = 157.8 mm on, frame 1 of the mask is the tenth of them; pixels end the files.
    private static double MeanOfBytes(string folder, string mask)
    {
        var inside = File.ReadAllBytes(mask).AsSpan(^(42 * 65536)..);
        var (sum, count) = (0.0, 0);
        for (var frame = 0; frame < 42; frame++)
        {
            var words = File.ReadAllBytes(Path.Combine(folder, "image_dce_3dfgre_orig", string.Create(CultureInfo.InvariantCulture, $"2-{10 + frame:000}.dcm")));
            var pixels = words.AsSpan(^(2 * 65536)..);
            for (var i = 0; i < 65536; i++)
            {
                if (inside[(frame * 65536) + i] > 0)
                {
                    sum += BitConverter.ToInt16(pixels[(2 * i)..]);
                    count++;
                }
            }
        }

        return sum / count;
    }

    private static Dictionary<string, double> Values(string csv) => csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
        .Select(line => line.Split(',')).ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));

    private static async Task<(string Output, string Error)> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        Assert.Equal(0, await Root.Parse(["extract", .. arguments]).InvokeAsync(configuration, TestContext.Current.CancellationToken));
        return (output.ToString(), error.ToString());
    }

    private static string Shared(params string[] parts)
    {
        var path = SharedData.TryPath(parts);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return path!;
    }
}
