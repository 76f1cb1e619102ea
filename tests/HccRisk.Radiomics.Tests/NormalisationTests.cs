using HccRisk.Imaging;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>Normalisation, nearest neighbours, mask resampling and tolerance, against closed forms.</summary>
public sealed class NormalisationTests
{
    private static readonly RadiomicsOptions Statistics = new() { Families = RadiomicsFamilies.Statistics };

    /// <summary>101 voxels of 0 to 100 in a row; the lesion is 40 to 60, the reference 80 to 90.</summary>
    private static (Volume<float> Image, Mask Lesion, Mask Reference) Ramp()
    {
        var g = VolumeGeometry.AxisAligned(101, 1, 1, new Vector3D(1, 1, 1));
        return (
            new Volume<float>(g, [.. Enumerable.Range(0, 101).Select(i => (float)i)]),
            new Mask(g, [.. Enumerable.Range(0, 101).Select(i => i is >= 40 and <= 60)]),
            new Mask(g, [.. Enumerable.Range(0, 101).Select(i => i is >= 80 and <= 90)]));
    }

    private static Dictionary<string, double> Extract(RadiomicsOptions options, Volume<float> image, Mask lesion, Mask? reference = null) =>
        RadiomicsOracle.ToDictionary(new RadiomicsExtractor(options).Extract([new RadiomicsSeries("s", image)], lesion, reference, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData(IntensityNormalisation.ZScoreImage, (50 - 50.0) / 29.154759474226502, 10 / 29.154759474226502)] // sd of 0..100: sqrt(850)
    [InlineData(IntensityNormalisation.ZScoreReference, (50 - 85.0) / 3.1622776601683795, 10 / 3.1622776601683795)] // sd of 80..90: sqrt(10)
    [InlineData(IntensityNormalisation.Quantiles, (50 - 10.0) / 80, 10.0 / 80)] // 10 % and 90 % of the ramp are 10 and 90
    [InlineData(IntensityNormalisation.ReferenceMean, 50 / 85.0, 10 / 85.0)]
    public void Extract_Normalisation_IsTheClosedForm(IntensityNormalisation normalisation, double mean, double halfRange)
    {
        var (image, lesion, reference) = Ramp();

        var f = Extract(Statistics with { Normalisation = normalisation, Scaling = new() { LowerQuantile = 0.1, UpperQuantile = 0.9 } }, image, lesion, reference);

        Assert.Equal(mean, f["stat_mean"], 1e-12);
        Assert.Equal(mean + halfRange, f["stat_maximum"], 1e-12);
        Assert.Equal(mean - halfRange, f["stat_minimum"], 1e-12);
    }

    /// <summary>
    /// Quotients of intensities are those before a normalisation that moves zero, whatever it does: 40 to 60 have the mean 50, the standard deviation
    /// sqrt((21² - 1) / 12), the quartiles 45 and 55, and their centre of mass lies at Σ i² / Σ i.
    /// </summary>
    [Theory]
    [InlineData(IntensityNormalisation.None)]
    [InlineData(IntensityNormalisation.ZScoreImage)]
    [InlineData(IntensityNormalisation.ZScoreReference)]
    [InlineData(IntensityNormalisation.Quantiles)]
    [InlineData(IntensityNormalisation.ReferenceMean)]
    [InlineData(IntensityNormalisation.ZScoreBody)]
    [InlineData(IntensityNormalisation.RobustReference)]
    [InlineData(IntensityNormalisation.Stripe)]
    public void Extract_QuotientsOfNormalised_AreOfAScaleWithATrueZero(IntensityNormalisation normalisation)
    {
        var (image, lesion, reference) = Ramp();
        var options = Statistics with
        {
            Families = RadiomicsFamilies.Statistics | RadiomicsFamilies.Morphology,
            Normalisation = normalisation,
            Scaling = new() { OutlierLimit = 0.1, CutTails = true, LowerQuantile = 0.5, UpperQuantile = 0.55, StripeWidth = 0.4 },
        };

        var f = Extract(options, image, lesion, reference);

        Assert.Equal(Math.Sqrt(440.0 / 12) / 50, f["stat_coefficient_of_variation"], 1e-12);
        Assert.Equal(0.1, f["stat_quartile_coefficient_of_dispersion"], 1e-12);
        Assert.Equal((Enumerable.Range(40, 21).Sum(i => (double)i * i) / (50 * 21)) - 50, f["morph_centre_of_mass_shift"], 1e-9);
    }

    /// <summary>They follow the voxels that re-segmentation leaves.</summary>
    [Fact]
    public void Extract_QuotientsOfResegmented_AreOfTheVoxelsLeft()
    {
        var (image, lesion, reference) = Ramp();

        // z-scores by 85 and sqrt(10): -11 keeps 50.2 and more, the ten whole numbers 51 to 60.
        var f = Extract(Statistics with { Normalisation = IntensityNormalisation.ZScoreReference, ResegmentationMinimum = -11 }, image, lesion, reference);

        Assert.Equal(Math.Sqrt(99.0 / 12) / 55.5, f["stat_coefficient_of_variation"], 1e-12);
    }

    [Fact]
    public void Extract_TargetsTailsLimitAndFactor_AreApplied()
    {
        var (image, lesion, _) = Ramp();
        var quantiles = Statistics with
        {
            Normalisation = IntensityNormalisation.Quantiles,
            Scaling = new() { LowerQuantile = 0.45, UpperQuantile = 0.55, TargetMinimum = 100, TargetMaximum = 200 },
        };

        var open = Extract(quantiles, image, lesion);
        var cut = Extract(quantiles with { Scaling = quantiles.Scaling with { CutTails = true } }, image, lesion);
        var limited = Extract(Statistics with { Normalisation = IntensityNormalisation.ZScoreImage, Scaling = new() { OutlierLimit = 0.2, Factor = 100 } }, image, lesion);

        Assert.Equal(50, open["stat_minimum"], 1e-9); // 45 and 55 become 100 and 200: ten a step.
        Assert.Equal(100 * (60 - 45) / 10.0 + 100, open["stat_maximum"], 1e-9);
        Assert.Equal((100, 200), (cut["stat_minimum"], cut["stat_maximum"]));
        Assert.Equal((-20, 20), (limited["stat_minimum"], limited["stat_maximum"]));
    }

    [Fact]
    public void Extract_NormalisationWithoutScale_NamesTheSeriesAndTheReason()
    {
        var g = VolumeGeometry.AxisAligned(3, 1, 1, new Vector3D(1, 1, 1));
        var (flat, all) = (new Volume<float>(g, [-2, -2, -2]), new Mask(g, [true, true, true]));
        string Fault(IntensityNormalisation normalisation)
        {
            var options = Statistics with { Families = RadiomicsFamilies.Statistics | RadiomicsFamilies.Morphology, Normalisation = normalisation };
            var features = new RadiomicsExtractor(options).Extract([new RadiomicsSeries("s", flat)], all, all, TestContext.Current.CancellationToken);
            var values = RadiomicsOracle.ToDictionary(features);
            Assert.True(double.IsNaN(values["stat_mean"]));
            Assert.Equal(3, values["morph_volume_voxels"]);
            return features.Missing.First(m => m.StartsWith("Series 's'", StringComparison.Ordinal));
        }

        Assert.Contains("quantiles 0.01 and 0.99 are both -2", Fault(IntensityNormalisation.Quantiles), StringComparison.Ordinal);
        Assert.Contains("has the mean -2", Fault(IntensityNormalisation.ReferenceMean), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Extract(Statistics with { Normalisation = IntensityNormalisation.ReferenceMean }, flat, all));
    }

    [Fact]
    public void Diagnose_Normalised_ShowsTheStage()
    {
        var (image, lesion, reference) = Ramp();
        var extractor = new RadiomicsExtractor(Statistics with { Normalisation = IntensityNormalisation.ZScoreReference, Scaling = new() { Factor = 10 } });

        var stages = extractor.Diagnose(new RadiomicsSeries("s", image), lesion, reference, TestContext.Current.CancellationToken).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);

        Assert.Equal(64, stages.Count);
        Assert.Equal(85, stages["norm_centre"], 1e-12);
        Assert.Equal(Math.Sqrt(10), stages["norm_width"], 1e-12);
        Assert.Equal(10, stages["norm_factor"]);
    }

    /// <summary>Two voxels of 3 mm become six of 1 mm, each the value of the one it lies in; halved, half-way goes to the higher index.</summary>
    [Fact]
    public void Extract_NearestNeighbour_TakesTheVoxelItLiesIn()
    {
        var g = VolumeGeometry.AxisAligned(4, 1, 1, new Vector3D(3, 1, 1));
        var (image, lesion) = (new Volume<float>(g, [1, 2, 3, 4]), new Mask(g, [false, true, true, false]));
        var nearest = Statistics with { Interpolation = ImageInterpolation.Nearest, MaskInterpolation = MaskInterpolation.Nearest, Families = RadiomicsFamilies.Statistics | RadiomicsFamilies.Morphology };

        var up = Extract(nearest with { ResampleSpacing = new Vector3D(1, 0, 0) }, image, lesion);
        var down = Extract(nearest with { ResampleSpacing = new Vector3D(6, 0, 0) }, image, lesion);
        var corner = Extract(nearest with { ResampleSpacing = new Vector3D(6, 0, 0), Grid = ResamplingGrid.FirstCorner }, image, lesion);

        Assert.Equal(6, up["morph_volume_voxels"], 1e-12);
        Assert.Equal(2.5, up["stat_mean"], 1e-12);
        Assert.Equal(0.25, up["stat_variance"], 1e-12);
        Assert.Equal(6, down["morph_volume_voxels"], 1e-12); // Samples at 0.5 and 2.5: voxels 1 (in) and 3 (out).
        Assert.Equal(2, down["stat_mean"], 1e-12);
        Assert.Equal(down["stat_mean"], corner["stat_mean"]);
    }

    [Theory]
    [InlineData(0.5, 4)]
    [InlineData(0.2, 6)]
    [InlineData(0.9, 2)]
    public void Extract_MaskThreshold_DecidesTheEdge(double threshold, int voxels)
    {
        // Inside 1 and 2 of 4; samples every half voxel at 0.75 (1/4 short of the first... 0.75), 0.25 and so on to both sides.
        var g = VolumeGeometry.AxisAligned(4, 1, 1, new Vector3D(2, 1, 1));
        var (image, lesion) = (new Volume<float>(g, [1, 2, 3, 4]), new Mask(g, [false, true, true, false]));

        var f = Extract(Statistics with { ResampleSpacing = new Vector3D(1, 0, 0), MaskThreshold = threshold, Families = RadiomicsFamilies.Morphology }, image, lesion);

        Assert.Equal(voxels, f["morph_volume_voxels"], 1e-12);
    }

    [Fact]
    public void Extract_MaskOnAnotherGrid_IsAnErrorUnlessAskedFor()
    {
        var (image, lesion, _) = Ramp();
        var fine = VolumeGeometry.AxisAligned(80, 1, 1, new Vector3D(0.5, 1, 1)) with { Origin = new Vector3D(29.75, 0, 0) };
        var other = new Mask(fine, [.. Enumerable.Range(0, 80).Select(i => i is >= 20 and < 62)]); // 39.75 - 60.25 mm

        var fault = Assert.Throws<GeometryMismatchException>(() => Extract(Statistics, image, other));
        var f = Extract(Statistics with { ResampleMasks = true }, image, other);

        Assert.Contains("101 x 1 x 1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("80 x 1 x 1", fault.Message, StringComparison.Ordinal);
        Assert.Equal(Extract(Statistics, image, lesion)["stat_energy"], f["stat_energy"]);
        var outside = new Mask(fine with { Origin = new Vector3D(500, 0, 0) }, [.. other.Inside]);
        Assert.Throws<EmptyMaskException>(() => Extract(Statistics with { ResampleMasks = true }, image, outside));
    }

    [Fact]
    public void Extract_GeometryTolerance_ForgivesSoMuchAndNoMore()
    {
        var (image, lesion, _) = Ramp();
        var moved = new Mask(lesion.Geometry with { Origin = new Vector3D(0.05, 0, 0) }, [.. lesion.Inside]);

        var fault = Assert.Throws<GeometryMismatchException>(() => Extract(Statistics, image, moved));

        Assert.Contains("origin (0, 0, 0) against (0.05, 0, 0)", fault.Message, StringComparison.Ordinal);
        Assert.Equal(50, Extract(Statistics with { GeometryTolerance = 0.1 }, image, moved)["stat_mean"], 1e-12);
    }

    [Fact]
    public void Validate_ImpossiblePreprocessing_NamesEveryFault()
    {
        var options = Statistics with
        {
            MaskThreshold = 0,
            GeometryTolerance = -1,
            Grid = (ResamplingGrid)9,
            Scaling = new() { LowerQuantile = 0.9, UpperQuantile = 0.1, TargetMinimum = 2, OutlierLimit = 0, Factor = -1 },
        };

        var message = Assert.Throws<ArgumentException>(options.Validate).Message;

        Assert.All(["MaskThreshold is 0", "GeometryTolerance is -1", "Grid is 9", "0.9 and 0.1", "targets 2 to 1", "OutlierLimit is 0", "Factor is -1"], fault => Assert.Contains(fault, message, StringComparison.Ordinal));
    }
}
