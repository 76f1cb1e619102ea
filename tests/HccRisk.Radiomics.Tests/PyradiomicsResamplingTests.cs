using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Oracles;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Presets;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Sampling;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>Image and mask of brain1 (16-bit integers) after resampling against those of pyradiomics, voxel by voxel.</summary>
public sealed class PyradiomicsResamplingTests
{
    [Theory]
    [InlineData("1mm", "sitkBSpline")]
    [InlineData("1mm", "sitkLinear")]
    [InlineData("1mm", "sitkNearestNeighbor")]
    [InlineData("2mm", "sitkBSpline")]
    [InlineData("2mm", "sitkLinear")]
    [InlineData("2mm", "sitkNearestNeighbor")]
    public void Resample_Brain_EqualsPyradiomics(string spacing, string interpolator)
    {
        var (theirs, theirMask) = (Read($"resample_{spacing}_{interpolator}_image"), Read($"resample_{spacing}_mask"));
        var (image, mask) = RadiomicsOracle.Brain();
        var options = PyradiomicsParameters.Parse($"setting: {{resampledPixelSpacing: [{spacing[..1]}, {spacing[..1]}, {spacing[..1]}], interpolator: {interpolator}}}").Options;
        var series = new RadiomicsSeries("image", image);
        using var region = LesionRegion.Resample(mask, options, 1);
        var g = theirs.Geometry;
        var box = new GridBox(First(g, image.Geometry, 0, region.Grid.X), First(g, image.Geometry, 1, region.Grid.Y), First(g, image.Geometry, 2, region.Grid.Z), g.Width, g.Height, g.Depth);
        var (stored, fractional) = (new double[box.Count], new double[box.Count]);

        ImageSampling.Sample(region, series, IntensityScale.None, options, box, stored);
        ImageSampling.Sample(region, series, IntensityScale.None, options with { Conventions = FeatureConventions.Ibsi }, box, fractional);

        var inside = new bool[box.Count];
        foreach (ref readonly var v in region.Voxels)
        {
            inside[v.X + region.Offset.X - box.X + (box.Width * (v.Y + region.Offset.Y - box.Y + (box.Height * (v.Z + region.Offset.Z - box.Z))))] = true;
        }

        Assert.Equal(theirMask.Voxels.ToArray().Select(v => v != 0), inside);
        for (var i = 0; i < stored.Length; i++)
        {
            // ITK's last bit decides where the interpolated value is a whole number but for rounding.
            var isWhole = Math.Abs(fractional[i] - Math.Round(fractional[i])) < 1e-9;
            Assert.True(stored[i] == theirs.Voxels[i] || (isWhole && Math.Abs(stored[i] - theirs.Voxels[i]) <= 1), FormattableString.Invariant($"voxel {i}: {theirs.Voxels[i]} against {stored[i]} ({fractional[i]:R})"));
        }
    }

    private static Volume<float> Read(string name)
    {
        var path = SharedData.TryPath("reference", "filters", "resampled", $"brain1_{name}.nii.gz");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return ImageFile.ReadVolume(path);
    }

    /// <summary>The sample along an axis of the source that the first voxel of a resampled image is.</summary>
    private static int First(VolumeGeometry resampled, VolumeGeometry source, int axis, AxisSampling sampling)
    {
        var (direction, spacing) = axis switch
        {
            0 => (source.AxisX, source.Spacing.X),
            1 => (source.AxisY, source.Spacing.Y),
            _ => (source.AxisZ, source.Spacing.Z),
        };
        return (int)Math.Round((((resampled.Origin - source.Origin).Dot(direction) / spacing) - sampling.Start) / sampling.Step);
    }
}
