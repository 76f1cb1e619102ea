using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Oracles;
using HccRisk.Radiomics.Maps;
using HccRisk.Radiomics.Presets;
using Xunit;

namespace HccRisk.Radiomics.Tests.Maps;

public sealed class FeatureMapTests
{
    private const string Brain = "setting: {binWidth: 50}\nvoxelSetting: {kernelRadius: 1, initValue: 0, voxelBatch: 150";

    /// <summary>The reference maps of kernels of 3 voxels on a crop of an image, by pyradiomics.</summary>
    [Theory]
    [InlineData("brain1", true)]
    [InlineData("brain1_unmaskedKernel", false)]
    public void Map_ParameterFile_EqualsPyradiomics(string name, bool masked)
    {
        var folder = SharedData.TryPath("reference", "filters", "voxel");
        Assert.SkipWhen(folder is null, SharedData.MissingReason);
        var (image, mask) = Crop();
        var parameters = PyradiomicsParameters.Parse($"{Brain}, maskedKernel: {(masked ? "true" : "false")}}}");
        var maps = new FeatureMapper(parameters).Map(image, mask, cancellationToken: TestContext.Current.CancellationToken)
            .ToDictionary(m => m.Column.Name, StringComparer.Ordinal);
        var compared = 0;
        foreach (var file in Directory.GetFiles(folder, $"{name}_original_*.nii.gz"))
        {
            var theirs = ImageFile.ReadVolume(file);
            var feature = Path.GetFileName(file)[(name.Length + 1)..^7];
            var ours = maps[feature].Values;
            for (var z = 0; z < theirs.Geometry.Depth; z++)
            {
                for (var y = 0; y < theirs.Geometry.Height; y++)
                {
                    for (var x = 0; x < theirs.Geometry.Width; x++, compared++)
                    {
                        // Maps are stored in single precision, 6e-8 relative.
                        double reference = theirs.Voxels[x + (theirs.Geometry.Width * (y + (theirs.Geometry.Height * z)))], own = At(ours, theirs.Geometry, x, y, z);
                        Assert.True(Math.Abs(own - reference) <= 1e-6 * Math.Max(1e-3, Math.Abs(reference)), $"{feature} ({x}, {y}, {z}): {reference:R} against {own:R}");
                    }
                }
            }
        }

        Assert.Equal((masked ? 6 : 2) * 20 * 20 * 6, compared);
    }

    /// <summary>The value at a voxel of another grid; 0 where the map does not reach.</summary>
    private static float At(Volume<float> map, VolumeGeometry grid, int x, int y, int z)
    {
        var index = map.Geometry.ToIndex(grid.ToWorld(x, y, z));
        var (i, j, k) = ((int)Math.Round(index.X), (int)Math.Round(index.Y), (int)Math.Round(index.Z));
        var g = map.Geometry;
        return i < 0 || j < 0 || k < 0 || i >= g.Width || j >= g.Height || k >= g.Depth ? 0 : map.Voxels[i + (g.Width * (j + (g.Height * k)))];
    }

    /// <summary>Voxels 178 to 197, 93 to 112, 12 to 17.</summary>
    private static (Volume<float> Image, Mask Mask) Crop()
    {
        var (image, mask) = RadiomicsOracle.Brain();
        var g = image.Geometry;
        var geometry = g with { Width = 20, Height = 20, Depth = 6, Origin = g.ToWorld(178, 93, 12) };
        var (voxels, inside) = (new float[geometry.VoxelCount], new bool[geometry.VoxelCount]);
        for (var i = 0; i < voxels.Length; i++)
        {
            var from = 178 + (i % 20) + (g.Width * (93 + (i / 20 % 20) + (g.Height * (12 + (i / 400)))));
            (voxels[i], inside[i]) = (image.Voxels[from], mask.Inside[from]);
        }

        return (new Volume<float>(geometry, voxels) { StoredType = image.StoredType }, new Mask(geometry, inside));
    }
}
