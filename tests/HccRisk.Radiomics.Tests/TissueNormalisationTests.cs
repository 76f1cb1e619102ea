using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Radiomics.Preprocessing;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>Normalisation by body, by tissue, by a stripe of it and by a standard scale, against closed forms.</summary>
public sealed class TissueNormalisationTests
{
    private static readonly VolumeGeometry Line = VolumeGeometry.AxisAligned(201, 1, 1, new Vector3D(1, 1, 1));

    /// <summary>0 to 200 in a row; the lesion is 90 to 110.</summary>
    private static readonly Volume<float> Ramp = new(Line, [.. Enumerable.Range(0, 201).Select(i => (float)i)]);

    private static readonly Mask Lesion = MaskOf(i => i is >= 90 and <= 110);

    [Fact]
    public void Robust_OfReference_IsMedianAndMedianDeviation()
    {
        // 10 to 30 and one far away, which a mean would follow.
        var reference = MaskOf(i => i is (>= 10 and <= 30) or 200);
        double[] values = [.. Enumerable.Range(10, 21).Select(i => (double)i), 200];
        var median = Middle(values);
        var deviation = Middle([.. values.Select(v => Math.Abs(v - median))]);

        var f = Extract(new RadiomicsOptions { Normalisation = IntensityNormalisation.RobustReference }, Ramp, reference, null);

        Assert.Equal((100 - median) / deviation, f["stat_mean"], 1e-12);
    }

    [Fact]
    public void Tissue_Liver_IsTheOrganFarFromTheLesion()
    {
        // The organ is 50 to 150; 10 mm around 90 to 110 leave 50 to 79 and 121 to 150: mean 100, symmetric.
        double[] liver = [.. Enumerable.Range(50, 30).Concat(Enumerable.Range(121, 30)).Select(i => (double)i)];
        var deviation = Math.Sqrt(liver.Average(v => (v - 100) * (v - 100)));
        var options = new RadiomicsOptions { Normalisation = IntensityNormalisation.ZScoreReference, Scaling = new() { Tissue = NormalisationTissue.Liver } };

        var f = Extract(options, Ramp, null, MaskOf(i => i is >= 50 and <= 150));

        Assert.Equal(100, liver.Average(), 1e-12);
        Assert.Equal(0, f["stat_mean"], 1e-12);
        Assert.Equal(10 / deviation, f["stat_maximum"], 1e-12);
    }

    [Fact]
    public void Body_OfAnImageInAir_LeavesTheAirOut()
    {
        // 150 voxels of air at 0 and 1, 51 of body at 1000 to 1050: Otsu's threshold lies between.
        var image = new Volume<float>(Line, [.. Enumerable.Range(0, 201).Select(i => i < 75 || i >= 126 ? i % 2 : (float)(1000 + i - 75))]);
        var f = Extract(new RadiomicsOptions { Normalisation = IntensityNormalisation.ZScoreBody }, image, null, null);

        Assert.Equal(0, f["stat_mean"], 1e-12); // 1015 to 1035 around 1025
        Assert.Equal(10 / Math.Sqrt(((51.0 * 51) - 1) / 12), f["stat_maximum"], 1e-12);
    }

    /// <summary>Lesions and vessels in the tissue, unless they are the most of it, move mean and standard deviation, not the stripe around the mode.</summary>
    [Fact]
    public void Stripe_TissueWithLesions_IsThatOfTheTissueWithout()
    {
        const int n = 40;
        var g = VolumeGeometry.AxisAligned(n, n, n, new Vector3D(1, 1, 1));
        var lesion = new Mask(g, [.. Enumerable.Range(0, n * n * n).Select(i => i % n < 5)]);
        var organ = new Mask(g, [.. Enumerable.Range(0, n * n * n).Select(i => i % n >= 5)]);

        // Liver is normal around 500 (sum of twelve uniform values), SD 30; vessels of a tenth of it are bright.
        var random = new Random(5);
        float[] clean = [.. Enumerable.Range(0, n * n * n).Select(_ => (float)(500 + (30 * (Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6))))];
        float[] dirty = [.. clean.Select((v, i) => i / n % 10 == 0 ? 800 : v)];
        Dictionary<string, double> Of(IntensityNormalisation by, float[] image) => RadiomicsOracle.ToDictionary(new RadiomicsExtractor(
            new RadiomicsOptions { Families = RadiomicsFamilies.Statistics, Normalisation = by, Scaling = new() { Tissue = NormalisationTissue.Liver, LiverMargin = 0 } })
            .Extract(new RadiomicsCase { Series = [new("s", new Volume<float>(g, image))], Lesion = lesion, Organ = organ }, TestContext.Current.CancellationToken));

        // What is measured is the median of the lesion, itself liver here, in units of a stripe of ranks .45 to .55: 0 up to the noise of the mode.
        // The stripe's own SD is that of a uniform piece about 2 x 0.126 SD wide: 30 x 0.0725.
        var stripe = Of(IntensityNormalisation.Stripe, clean);
        Assert.Equal(1 / (30 * 0.0725), stripe["stat_range"] / clean.Where((_, i) => lesion.Inside[i]).Max(v => v - clean.Where((_, j) => lesion.Inside[j]).Min()), 0.15);
        Assert.True(Math.Abs(stripe["stat_median"]) < 4);
        Assert.True(Math.Abs(Of(IntensityNormalisation.Stripe, dirty)["stat_median"] - stripe["stat_median"]) < 4);
        Assert.True(Of(IntensityNormalisation.ZScoreReference, dirty)["stat_median"] < -0.25);
    }

    [Fact]
    public void Nyul_ScaleOfTheImageItself_BringsItsPercentilesThere()
    {
        var series = new RadiomicsSeries("s", new Volume<float>(Line, [.. Enumerable.Range(0, 201).Select(i => (float)(i * i))]));
        var landmarks = NyulScale.Landmarks(series);
        var scale = NyulScale.Fit([series]);

        Assert.Equal(1, scale[0], 1e-12);
        Assert.Equal(100, scale[^1], 1e-12);
        Assert.All(scale.Index(), s => Assert.Equal(1 + (99 * (landmarks[s.Index] - landmarks[0]) / (landmarks[^1] - landmarks[0])), s.Item, 1e-12));

        // An image with its own scale is mapped linearly as a whole, beyond the landmarks too.
        var options = Standard(scale);
        var f = Extract(options, series.Image, null, null);
        Assert.Equal(1 + (99 * ((110.0 * 110) - landmarks[0]) / (landmarks[^1] - landmarks[0])), f["stat_maximum"], 1e-9);
    }

    [Fact]
    public void Nyul_AnyMonotoneLinearScaleOfTheImage_GivesTheSameIntensities()
    {
        var other = new Volume<float>(Line, [.. Ramp.Voxels.ToArray().Select(v => (3 * v) + 40)]);
        var scale = NyulScale.Fit([new RadiomicsSeries("a", Ramp), new RadiomicsSeries("b", new Volume<float>(Line, [.. Enumerable.Range(0, 201).Select(i => (float)(i * i))]))]);

        var (first, second) = (Extract(Standard(scale), Ramp, null, null), Extract(Standard(scale), other, null, null));

        // Single precision in the images; the map itself is in double.
        Assert.All(new[] { "stat_mean", "stat_maximum", "stat_variance" }, name => Assert.Equal(first[name], second[name], 1e-6 * Math.Abs(first[name])));
    }

    [Fact]
    public void Nyul_MeanOfTwoScales_IsThatOfTheirLandmarks()
    {
        RadiomicsSeries[] images = [new("a", Ramp), new("b", new Volume<float>(Line, [.. Enumerable.Range(0, 201).Select(i => (float)Math.Exp(i / 50.0))]))];
        var (a, b, both) = (NyulScale.Fit(images[..1]), NyulScale.Fit(images[1..]), NyulScale.Fit(images));

        Assert.All(both.Index(), s => Assert.Equal((a[s.Index] + b[s.Index]) / 2, s.Item, 1e-12));
    }

    [Fact]
    public void Nyul_WhatCannotBe_IsNamed()
    {
        Assert.Contains("Scaling.Standard has no scale", Assert.Throws<ArgumentException>(() => new RadiomicsOptions { Normalisation = IntensityNormalisation.Nyul }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("11 finite ones", Assert.Throws<ArgumentException>(() => Standard([1, 2]).Validate()).Message, StringComparison.Ordinal);

        var extractor = new RadiomicsExtractor(Standard(NyulScale.Fit([new RadiomicsSeries("s", Ramp)])));
        Assert.Equal("Scaling.Standard has no scale of the series 'arterial' (there is: 's').", Assert.Throws<ArgumentException>(() => extractor.Columns(["arterial"])).Message);

        var flat = new RadiomicsSeries("s", new Volume<float>(Line, [.. Enumerable.Repeat(7f, 201)]));
        Assert.Contains("percentiles 1 and 10 of the body are both 7", Assert.Throws<InvalidIntensityException>(() => NyulScale.Fit([flat])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => NyulScale.Fit([]));
    }

    [Theory]
    [InlineData(NormalisationTissue.Liver, "The normalisation Stripe needs an organ mask.")]
    [InlineData(NormalisationTissue.ReferenceMask, "The normalisation Stripe needs a reference mask.")]
    public void Tissue_NoMaskOfIt_IsAnError(NormalisationTissue tissue, string fault)
    {
        var options = new RadiomicsOptions { Normalisation = IntensityNormalisation.Stripe, Scaling = new() { Tissue = tissue } };

        Assert.StartsWith(fault, Assert.Throws<ArgumentException>(() => Extract(options, Ramp, null, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tissue_LesionFillsTheOrgan_LeavesTheSeriesOutWithTheReason()
    {
        var options = new RadiomicsOptions { Normalisation = IntensityNormalisation.RobustReference, Scaling = new() { Tissue = NormalisationTissue.Liver } };
        var features = Measure(options, Ramp, null, MaskOf(i => i is >= 85 and <= 115));

        Assert.Contains("Series 's': the liver outside the lesion has no finite voxel to normalise by.", features.Missing);
    }

    private static RadiomicsOptions Standard(IReadOnlyList<double> scale) => new()
    {
        Normalisation = IntensityNormalisation.Nyul,
        Scaling = new() { Standard = new Dictionary<string, IReadOnlyList<double>> { ["s"] = scale } },
    };

    private static Mask MaskOf(Func<int, bool> inside) => new(Line, [.. Enumerable.Range(0, 201).Select(inside)]);

    private static double Middle(double[] values)
    {
        double[] ordered = [.. values.Order()];
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    private static FeatureVector Measure(RadiomicsOptions options, Volume<float> image, Mask? reference, Mask? organ) =>
        new RadiomicsExtractor(options with { Families = RadiomicsFamilies.Statistics }).Extract(
            new RadiomicsCase { Series = [new("s", image)], Lesion = Lesion, Reference = reference, Organ = organ }, TestContext.Current.CancellationToken);

    private static Dictionary<string, double> Extract(RadiomicsOptions options, Volume<float> image, Mask? reference, Mask? organ) =>
        RadiomicsOracle.ToDictionary(Measure(options, image, reference, organ));
}
