using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using HccRisk.Backbones.ResNet18;
using HccRisk.Boosting;
using HccRisk.Core.Storage;
using HccRisk.Imaging;
using HccRisk.Pathomics.Slides;
using HccRisk.Radiomics;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using Microsoft.ML.OnnxRuntime;

namespace HccRisk.Cli.Commands.Doctor;

/// <summary>What a machine is looked at for.</summary>
internal static class Checks
{
    public static IEnumerable<Check> All() =>
    [
        new("hccrisk", () => Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion),
        new("runtime", () => $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}"),
        new("system", () => $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, {Megabytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} MB of memory"),
        new("temporary folder", Temporary),
        new("libvips (slides)", () => string.Join('.', Enumerable.Range(0, 3).Select(i => NetVips.NetVips.Version(i)))),
        new("OnnxRuntime (embeddings)", () => $"{OrtEnv.Instance().GetVersionString()}: {string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}"),
        new("LightGBM (boosted trees)", Boosted),
        new("Skia (plots)", () => SkiaSharp.SkiaSharpVersion.Native.ToString()),
        new("OpenSlide (MRXS, NDPI, SCN, BIF, VMS slides)", () => SlideFile.OpenSlideVersion, "install OpenSlide (Debian: libopenslide0); TIFF, SVS and OME-TIFF are read without it"),
        new("ResNet-18 (backbone)", Backbone, "name another with --backbone; the embedded one needs no file"),
        new("DICOM codecs built in", () => "none, RLE, deflate, JPEG baseline, extended and lossless"),
        new("DICOM codecs of others (JPEG-LS, JPEG 2000)", Converters, "install GDCM or DCMTK (Debian: libgdcm-tools or dcmtk)"),
        new("self-check: survival", Survival),
        new("self-check: radiomics", Radiomics),
        new("self-check: slides", Slide),
    ];

    private static string Megabytes(long bytes) => (bytes / 1_000_000).ToString(CultureInfo.InvariantCulture);

    private static string Temporary()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        AtomicFile.WriteText(file, "x");
        File.Delete(file);
        return $"can be written to, {Megabytes(new DriveInfo(Path.GetFullPath(Path.GetTempPath())).AvailableFreeSpace)} MB free";
    }

    private static string Boosted()
    {
        double[] x = [.. Enumerable.Range(0, 80).Select(i => (double)(i % 8))];
        var outcome = new SurvivalOutcome([.. x.Select((v, i) => 9.0 - v + (i / 100.0))], [.. x.Select(_ => 1)]);
        var fit = BoostedCox.Fit(x, ["x"], outcome, options: new BoostingOptions { Rounds = 20, Folds = 2 });
        return FormattableString.Invariant($"loaded, {fit.OutOfFold.Count} rows learned from");
    }

    private static string? Backbone()
    {
        try
        {
            return ResNet18Backbone.FindModel();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string? Converters()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Where(Path.IsPathFullyQualified);
        string[] found = [.. ((string[])["gdcmconv", "dcmdjpls", "dcmdjpeg"]).Where(p => folders.Any(f => File.Exists(Path.Combine(f, p)) || File.Exists(Path.Combine(f, p + ".exe"))))];
        return found.Length == 0 ? null : string.Join(", ", found);
    }

    // Freireich and others, Blood 1963: the hazard ratio of placebo by Efron's method is 4.82 in textbooks (Kalbfleisch and Prentice).
    private static string Survival()
    {
        double[] weeks =
        [
            6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
            1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
        ];
        int[] events = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, .. Enumerable.Repeat(1, 21)];
        double[] placebo = [.. Enumerable.Repeat(0.0, 21), .. Enumerable.Repeat(1.0, 21)];
        var ratio = Math.Exp(CoxModel.Fit(placebo, 1, new SurvivalOutcome(weeks, events)).Coefficients[0]);
        return Near("hazard ratio", ratio, 4.82, 0.005);
    }

    // A box of 10 x 8 x 6 voxels of 2 mm whose intensities along x are 0 to 9: their mean is 4.5.
    private static string Radiomics()
    {
        var geometry = VolumeGeometry.AxisAligned(16, 16, 16, new Vector3D(2, 2, 2));
        var (voxels, inside) = (new float[4096], new bool[4096]);
        for (var i = 0; i < voxels.Length; i++)
        {
            var (x, y, z) = (i % 16, i / 16 % 16, i / 256);
            inside[i] = x is >= 3 and < 13 && y is >= 4 and < 12 && z is >= 5 and < 11;
            voxels[i] = x - 3;
        }

        var features = new RadiomicsExtractor(new RadiomicsOptions { BinCount = 16 }).Extract([new RadiomicsSeries("a", new Volume<float>(geometry, voxels))], new Mask(geometry, inside));
        var mean = features.Columns.Zip(features.Values).Single(f => f.First.Name == "a.stat_mean").Second;
        return FormattableString.Invariant($"{features.Columns.Count} features, {Near("mean intensity", mean, 4.5, 1e-6)}");
    }

    private static string Slide()
    {
        var folder = Directory.CreateTempSubdirectory("hccrisk-doctor-");
        try
        {
            var temporary = Path.Combine(folder.FullName, "slide.tif");
            using (var image = NetVips.Image.Black(512, 512, 3) + new double[] { 200, 100, 150 })
            using (var bytes = image.Cast(NetVips.Enums.BandFormat.Uchar).Copy(interpretation: NetVips.Enums.Interpretation.Srgb))
            {
                bytes.Tiffsave(temporary, tile: true, pyramid: true, compression: NetVips.Enums.ForeignTiffCompression.Deflate);
            }

            using var slide = SlideFile.Open(temporary);
            var rgb = new byte[3];
            slide.ReadRegion(0, 300, 300, 1, 1, rgb);
            return rgb is [200, 100, 150] ? FormattableString.Invariant($"a pyramid of {slide.Levels.Count} levels read back") : throw new InvalidDataException($"a pixel came back as {string.Join(' ', rgb)}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Near(string what, double found, double known, double tolerance) => Math.Abs(found - known) <= tolerance
        ? FormattableString.Invariant($"{what} {found:0.00}, as known")
        : throw new InvalidDataException(FormattableString.Invariant($"{what} {found} instead of {known}"));
}
