using System.Globalization;
using HccRisk.Imaging;
using HccRisk.Oracles;
using HccRisk.Radiomics.Filters;
using HccRisk.Radiomics.Presets;
using Xunit;

namespace HccRisk.Radiomics.Tests.Filters;

/// <summary>
/// The consensus values of IBSI-2, phase 2: 18 statistics of the responses of nine configurations in two forms on the chest phantom. A: in slices, as the
/// image is. B: in space, resampled to 1 mm by cubic splines. Both between -1000 and 400 HU of the unfiltered image.
/// </summary>
public sealed class IbsiFilterValueTests
{
    private static readonly ImageFilter[] InSlices =
    [
        new MeanFilter { Size = 5, InSlice = true },
        new LaplacianOfGaussianFilter { Sigma = 1.5, InSlice = true },
        new LawsFilter { Kernels = "L5E5", Pooling = FilterPooling.Maximum, EnergyDistance = 7 },
        new GaborFilter { Sigma = 5, Gamma = 1.5, Wavelength = 2, ThetaStep = Math.PI / 8 },
        new WaveletFilter { Wavelet = "db3", Bands = "LH", Pooling = FilterPooling.Mean },
        new WaveletFilter { Wavelet = "db3", Bands = "HH", Level = 2, Pooling = FilterPooling.Mean },
        new RadialWaveletFilter { Level = 1, InSlice = true },
        new RadialWaveletFilter { Level = 2, InSlice = true },
    ];

    private static readonly ImageFilter[] InSpace =
    [
        new MeanFilter { Size = 5 },
        new LaplacianOfGaussianFilter { Sigma = 1.5 },
        new LawsFilter { Kernels = "L5E5E5", Pooling = FilterPooling.Maximum, EnergyDistance = 7 },
        new GaborFilter { Sigma = 5, Gamma = 1.5, Wavelength = 2, ThetaStep = Math.PI / 8, OverPlanes = true },
        new WaveletFilter { Wavelet = "db3", Bands = "LLH", Pooling = FilterPooling.Mean },
        new WaveletFilter { Wavelet = "db3", Bands = "HHH", Level = 2, Pooling = FilterPooling.Mean },
        new RadialWaveletFilter { Level = 1 },
        new RadialWaveletFilter { Level = 2 },
    ];

    [Theory]
    [InlineData("A")]
    [InlineData("B")]
    public void Extract_Phase2_MeetsTheConsensus(string form)
    {
        var (image, mask) = RadiomicsOracle.ChestPhantom();
        var path = SharedData.TryPath("data", "ibsi", "ibsi_2_reference_data", "reference_feature_values", "reference_values.csv");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        var options = new RadiomicsOptions
        {
            Families = RadiomicsFamilies.Statistics,
            ResegmentationMinimum = -1000,
            ResegmentationMaximum = 400,
            Filters = new FilterOptions { Filters = form == "A" ? InSlices : InSpace },
        };
        options = form == "A" ? options
            : options with { ResampleSpacing = new Vector3D(1, 1, 1), Interpolation = ImageInterpolation.CubicSpline, RoundIntensities = true };
        var extractor = new RadiomicsExtractor(options) { MaxParallelism = 2 };
        var ours = extractor.Extract([new RadiomicsSeries("s", image)], mask, cancellationToken: TestContext.Current.CancellationToken).Values;
        var tags = IbsiTags.Names.ToDictionary(n => n.Tag, n => n.Column, StringComparer.Ordinal);
        string[] columns = [.. extractor.Columns(["s"]).Take(18).Select(c => c.Name[2..])];
        var (compared, failures) = (0, new List<string>());
        foreach (var parts in File.ReadLines(path).Skip(1).Select(line => line.Split(';')).Where(p => p[0].EndsWith(form, StringComparison.Ordinal)))
        {
            if (!double.TryParse(parts[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var reference))
            {
                continue;
            }

            compared++;
            var tolerance = double.Parse(parts[4], NumberStyles.Float, CultureInfo.InvariantCulture);
            var configuration = int.Parse(parts[0].Split('.')[0], CultureInfo.InvariantCulture) - 1;
            var value = ours[(18 * configuration) + Array.IndexOf(columns, tags[parts[2]])];
            if (!RadiomicsOracle.Agrees(value, reference, tolerance))
            {
                failures.Add(FormattableString.Invariant($"{parts[0]} {parts[2]}: {value:G6}, reference {reference} +- {tolerance}"));
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {compared}{Environment.NewLine}{string.Join(Environment.NewLine, failures)}");
        Assert.Equal(form == "A" ? 162 : 161, compared);
    }
}
