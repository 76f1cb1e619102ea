using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>Series of one patient on different grids: each is measured as if it were alone.</summary>
public sealed class SeveralGridsTests
{
    private static readonly RadiomicsOptions Options = new()
    {
        Families = RadiomicsFamilies.Default | RadiomicsFamilies.MultiPhase,
        Regions = new RegionOptions { Shells = [3, 6] },
    };

    private static readonly (Volume<float> Image, Mask Mask) Arterial = SyntheticLesion.Ellipsoid(24, 24, 20, (5, 4, 3), new Vector3D(1, 1, 2));
    private static readonly (Volume<float> Image, Mask Mask) Pre = SyntheticLesion.Ellipsoid(30, 28, 16, (7, 5, 2), new Vector3D(0.8, 0.8, 3), seed: 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static double Value(FeatureVector features, string name) => features.Values[Array.FindIndex([.. features.Columns], c => c.Name == name)];

    private static double Mean(Volume<float> image, Mask mask) => image.Voxels.ToArray().Where((_, i) => mask.Inside[i]).Average(v => (double)v);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Extract_MaskOfItsOwn_IsMeasuredAsIfAlone(bool isOptional)
    {
        var masks = new SeriesMasks { Lesion = Pre.Mask };
        var patient = new RadiomicsCase
        {
            Series = isOptional ? [new("arterial", Arterial.Image)] : [new("arterial", Arterial.Image), new("pre", Pre.Image) { Masks = masks }],
            Optional = isOptional ? [new("pre", Pre.Image) { Masks = masks }] : [],
            Lesion = Arterial.Mask,
        };

        var features = new RadiomicsExtractor(Options).Extract(patient, Cancel);

        AssertAsAlone(features, Pre.Mask);
        Assert.Contains("pre: 30 x 28 x 16 voxels", features.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_ResampleMasks_BringsTheOneMaskToEachGrid()
    {
        var patient = new RadiomicsCase { Series = [new("arterial", Arterial.Image), new("pre", Pre.Image)], Lesion = Arterial.Mask };

        var features = new RadiomicsExtractor(Options with { ResampleMasks = true }).Extract(patient, Cancel);

        AssertAsAlone(features, Arterial.Mask.ResampleTo(Pre.Image.Geometry));
    }

    [Fact]
    public void Extract_OtherGridWithoutOptIn_NamesBothGrids()
    {
        var patient = new RadiomicsCase { Series = [new("arterial", Arterial.Image), new("pre", Pre.Image)], Lesion = Arterial.Mask };

        var error = Assert.Throws<GeometryMismatchException>(() => new RadiomicsExtractor(Options).Extract(patient, Cancel));
        var optional = new RadiomicsExtractor(Options).Extract(patient with { Series = [patient.Series[0]], Optional = [new("pre", Pre.Image)] }, Cancel);

        Assert.All([error.Message, Assert.Single(optional.Missing, m => m.StartsWith("pre: ", StringComparison.Ordinal))], text =>
        {
            Assert.Contains("series 'pre' has 30 x 28 x 16 voxels, the lesion mask 24 x 24 x 20", text, StringComparison.Ordinal);
            Assert.Contains("spacing (0.8, 0.8, 3) against (1, 1, 2)", text, StringComparison.Ordinal);
        });
        Assert.True(double.IsNaN(Value(optional, "pre.stat_mean")));
        Assert.True(double.IsFinite(Value(optional, "arterial.stat_mean")));
    }

    /// <summary>A lesion that lies beyond a series loses that series, when it is optional, and none other.</summary>
    [Fact]
    public void Extract_LesionBeyondAnOptionalSeries_IsNaNOnRecord()
    {
        var far = Pre.Image.Geometry with { Origin = new Vector3D(500, 0, 0) };
        var patient = new RadiomicsCase
        {
            Series = [new("arterial", Arterial.Image)],
            Optional = [new("pre", new Volume<float>(far, Pre.Image.Voxels.ToArray()))],
            Lesion = Arterial.Mask,
        };

        var features = new RadiomicsExtractor(Options with { ResampleMasks = true }).Extract(patient, Cancel);

        Assert.True(double.IsNaN(Value(features, "pre.stat_mean")));
        Assert.True(double.IsFinite(Value(features, "arterial.stat_mean")));
        Assert.Contains(features.Missing, m => m.StartsWith("pre: The lesion mask has", StringComparison.Ordinal));
    }

    private static void AssertAsAlone(FeatureVector features, Mask preMask)
    {
        var pre = new RadiomicsExtractor(Options).Extract([new("pre", Pre.Image)], preMask, null, Cancel);
        var arterial = new RadiomicsExtractor(Options).Extract([new("arterial", Arterial.Image)], Arterial.Mask, null, Cancel);
        Assert.All(
            arterial.Columns.Zip(arterial.Values).Concat(pre.Columns.Zip(pre.Values).Where(c => !c.First.Name.StartsWith("shape.", StringComparison.Ordinal))),
            c => Assert.Equal(c.Second, Value(features, c.First.Name)));

        // Ratios of means need no common grid.
        var (a, p) = (Mean(Arterial.Image, Arterial.Mask), Mean(Pre.Image, preMask));
        Assert.Equal((a - p) / p, Value(features, "phase_arterial_hyperenhancement"), 1e-12);
    }
}
