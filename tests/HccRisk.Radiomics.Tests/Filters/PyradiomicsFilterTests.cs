using System.Globalization;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Oracles;
using HccRisk.Radiomics.Filters;
using HccRisk.Radiomics.Presets;
using Xunit;

namespace HccRisk.Radiomics.Tests.Filters;

/// <summary>Filtered images of pyradiomics, and every feature of them, under the discretisations that there are values of.</summary>
public sealed class PyradiomicsFilterTests
{
    private const string Types =
        "LoG: {sigma: [1.0, 2.0, 3.0, 5.0]}, Square: , SquareRoot: , Logarithm: , Exponential: , LBP2D: , LBP3D: ";

    [Theory]
    [InlineData("pat1crop", "binWidth25")]
    [InlineData("pat1crop", "binCount32")]
    public void Measure_SmallImage_EqualsPyradiomics(string image, string bins) => Check(image, bins);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("pat1", "binWidth25")]
    [InlineData("brain1", "binWidth25")]
    [InlineData("brain1", "binCount32")]
    [InlineData("brain1", "binWidth0.1")]
    [InlineData("brain1", "binWidth1")]
    [InlineData("brain1", "binWidth2")]
    [InlineData("brain1", "binWidth5")]
    [InlineData("brain1", "binWidth10")]
    [InlineData("brain1", "binWidth20")]
    [InlineData("pat1crop", "binWidth0.1")]
    [InlineData("pat1crop", "binWidth1")]
    [InlineData("pat1crop", "binWidth2")]
    [InlineData("pat1crop", "binWidth5")]
    [InlineData("pat1crop", "binWidth10")]
    [InlineData("pat1crop", "binWidth20")]
    [InlineData("pat1crop", "binWidth40")]
    public void Measure_EveryImageType_EqualsPyradiomics(string image, string bins) => Check(image, bins);

    private static void Check(string image, string bins)
    {
        var file = SharedData.TryPath("reference", "filters", "filters", image, "features.csv");
        Assert.SkipWhen(file is null, SharedData.MissingReason);
        var (volume, mask) = PyradiomicsImage.Load(image);
        var width = bins.StartsWith("binWidth", StringComparison.Ordinal) ? $"binWidth: {bins[8..]}" : $"binCount: {bins[8..]}";
        Dictionary<string, double> Run(string types, string? rename = null) =>
            PyradiomicsParameters.Parse($"setting: {{{width}}}\nimageType: {{{types}}}").WithParallelism(2).Extract(volume, mask, TestContext.Current.CancellationToken)
                .ToDictionary(f => rename is null ? f.Key : f.Key.Replace("gradient", rename, StringComparison.Ordinal), f => f.Value, StringComparer.Ordinal);
        var ours = Run($"Original: , Wavelet: , Gradient: , {Types}");
        if (image != "pat1")
        {
            foreach (var (name, value) in Run("Wavelet: {level: 2}").Concat(Run("Gradient: {gradientUseSpacing: false}", "gradient-noSpacing")))
            {
                ours[name] = value;
            }
        }

        var (compared, failures) = (0, new List<string>());
        foreach (var parts in File.ReadLines(file).Skip(1).Select(line => line.Split(',')).Where(p => p[1] == bins))
        {
            var (name, theirs) = ($"{parts[0]}_{parts[2]}_{parts[3]}", double.Parse(parts[4], CultureInfo.InvariantCulture));
            compared++;

            // pyradiomics adds 2e-16 to products of two margins, which may be 1e-12 in a large region. On an image of floating point whole numbers the sphere
            // is compared with the voxel where both are 0 but for rounding: a handful of voxels of 125,000 have another sign. Patterns that are rotations of one
            // another have one value but for rounding, which decides whether they lie within the percentiles of the robust deviation.
            var isPattern = parts[0].StartsWith("lbp-3D-m", StringComparison.Ordinal);
            var tolerance = isPattern && parts[3] == "RobustMeanAbsoluteDeviation" ? 5e-3 : image != "pat1" ? 1e-6 : parts[3] == "MCC" ? 2e-6 : isPattern ? (parts[3] == "Skewness" ? 2e-3 : 2e-5) : 1e-6;
            if (!ours.TryGetValue(name, out var own) || (!(Math.Abs(own - theirs) <= tolerance * Math.Max(1e-3, Math.Abs(theirs))) && !(double.IsNaN(own) && double.IsNaN(theirs))))
            {
                failures.Add(FormattableString.Invariant($"{name}: {theirs:R} against {own:R}"));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{image} {bins}: {compared} compared, {failures.Count} differ");
        Assert.True(failures.Count == 0, $"{failures.Count} of {compared}{Environment.NewLine}{string.Join(Environment.NewLine, failures.Take(40))}");
        Assert.True(compared > 0);
    }
}
