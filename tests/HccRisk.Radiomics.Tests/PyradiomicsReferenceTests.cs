using HccRisk.Imaging;
using HccRisk.Radiomics.Presets;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>pyradiomics' classes on the cropped ROI without filter or resampling: equal in every feature.</summary>
public sealed class PyradiomicsReferenceTests
{
    [Theory]
    [InlineData("brain1", 25)]
    [InlineData("ibsi_ct_pat1", 25)]
    [InlineData("ibsi_digital", 1)]
    public void Extract_PyradiomicsBinning_EqualsPyradiomics(string data, double binWidth)
    {
        var (image, mask) = data switch
        {
            "brain1" => RadiomicsOracle.Brain(),
            "ibsi_ct_pat1" => RadiomicsOracle.ChestPhantom(),
            _ => RadiomicsOracle.DigitalPhantom(),
        };
        var theirs = RadiomicsOracle.Table(["reference", "radiomics", $"{data}_features.csv"], ',', key: 1, value: 2, keyPrefixColumn: "class");

        var ours = RadiomicsPreset.Find("pyradiomics").WithBinWidth(binWidth).Extract(image, mask, TestContext.Current.CancellationToken);

        // Same formulas in double precision: only the order of summation differs.
        Assert.Equal(107, ours.Count);
        Assert.All(ours, feature =>
        {
            var reference = theirs[feature.Key["original_".Length..]];
            Assert.True(
                Math.Abs(reference - feature.Value) <= 1e-9 * Math.Max(1e-3, Math.Abs(reference)),
                FormattableString.Invariant($"{feature.Key}: {reference:R} against {feature.Value:R}"));
        });
    }

    [Fact]
    public void Brain_ImageAndLabel_LieOnOneGrid()
    {
        var (image, mask) = RadiomicsOracle.Brain();

        image.Geometry.EnsureMatches(mask.Geometry);
        Assert.Equal(4137, mask.Count);

        // Its header: LPS, directions (0.78, 0, 0), (0, -0.78, 0), origin (-99.6, 99.6, -78): in RAS x and y turn over.
        Assert.Equal(new Vector3D(-1, 0, 0), image.Geometry.AxisX);
        Assert.Equal(new Vector3D(0, 1, 0), image.Geometry.AxisY);
        Assert.Equal(99.609375, image.Geometry.Origin.X, 1e-9);
        Assert.Equal(-99.609375, image.Geometry.Origin.Y, 1e-9);
    }
}
