using System.Runtime.InteropServices;
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

    /// <summary>
    /// A map's value is the feature of the kernel's voxels, which the extractor measures by its dense matrices: bins begin at a given intensity, so that levels are the
    /// same. Features that look at the highest level of all differ by definition: it is the lesion's in a map.
    /// </summary>
    [Theory]
    [InlineData(1, GlcmAggregation.Averaged3D, true)]
    [InlineData(2, GlcmAggregation.Merged3D, true)]
    [InlineData(1, GlcmAggregation.Averaged3D, false)]
    [InlineData(2, GlcmAggregation.Averaged2D, true)]
    [InlineData(3, GlcmAggregation.Averaged3D, true)]
    public void Map_EveryFamily_IsTheFeatureOfTheKernel(int radius, GlcmAggregation aggregation, bool masked)
    {
        const RadiomicsFamilies families = RadiomicsFamilies.Statistics | RadiomicsFamilies.IntensityHistogram | RadiomicsFamilies.Glcm | RadiomicsFamilies.MaximalCorrelation
            | RadiomicsFamilies.Glrlm | RadiomicsFamilies.Glszm | RadiomicsFamilies.Gldzm | RadiomicsFamilies.Ngtdm | RadiomicsFamilies.Ngldm;
        string[] ofAllLevels = ["glcm_normalised_inverse_difference", "glcm_normalised_inverse_difference_moment", "ih_minimum_gradient", "ih_minimum_gradient_level", "ih_maximum_gradient", "ih_maximum_gradient_level"];
        var (image, mask) = SyntheticLesion.Ellipsoid(17, 15, 13, (5, 4, 4), new Vector3D(1, 1, 2));
        var options = new RadiomicsOptions
        {
            Families = families,
            Discretisation = HccRisk.Radiomics.Discretisation.DiscretisationMethod.FixedBinSize,
            BinWidth = 12,
            ResegmentationMinimum = 0,
            GlcmAggregation = aggregation,
        };
        var maps = new FeatureMapper(options, new FeatureMapOptions { KernelRadius = radius, MaskedKernel = masked })
            .Map(image, mask, cancellationToken: TestContext.Current.CancellationToken);
        var extractor = new RadiomicsExtractor(options);
        var g = image.Geometry;
        var compared = 0;
        foreach (var (x, y, z) in new[] { (8, 7, 6), (8, 3, 6), (12, 7, 6), (8, 7, 2), (6, 6, 7), (9, 5, 5) })
        {
            var inside = new bool[g.VoxelCount];
            var reachZ = aggregation == GlcmAggregation.Averaged2D ? 0 : radius;
            for (var i = 0; i < inside.Length; i++)
            {
                var (u, v, w) = (i % g.Width, i / g.Width % g.Height, i / g.Width / g.Height);
                inside[i] = (mask.Inside[i] || !masked) && Math.Abs(u - x) <= radius && Math.Abs(v - y) <= radius && Math.Abs(w - z) <= reachZ;
            }

            var kernel = extractor.Extract([new RadiomicsSeries("s", image)], new Mask(g, inside), cancellationToken: TestContext.Current.CancellationToken);
            foreach (var map in maps.Where(m => !ofAllLevels.Contains(m.Column.Name)))
            {
                var theirs = kernel.Values[kernel.Columns.Index().First(c => c.Item.Name == "s." + map.Column.Name).Index];
                var own = At(map.Values, g, x, y, z);

                // Single precision, and what is left of sums of other orders where they cancel.
                Assert.True(Math.Abs(own - theirs) <= 1e-6 * Math.Max(1e-3, Math.Abs(theirs)) || (double.IsNaN(theirs) && float.IsNaN(own)), $"{map.Column.Name} ({x}, {y}, {z}): {theirs:R} against {own:R}");
                compared++;
            }
        }

        Assert.True(compared > 600);
    }

    [Fact]
    public void Map_AnyThreads_GivesTheSameBytes()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(25, 21, 15, (9, 8, 5), new Vector3D(1, 1, 2));
        var options = new RadiomicsOptions { Families = RadiomicsFamilies.Glcm | RadiomicsFamilies.Statistics };
        var one = new FeatureMapper(options) { MaxParallelism = 1 }.Map(image, mask, cancellationToken: TestContext.Current.CancellationToken);
        var four = new FeatureMapper(options) { MaxParallelism = 4 }.Map(image, mask, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var (a, b) in one.Zip(four))
        {
            Assert.Equal(MemoryMarshal.AsBytes(a.Values.Voxels), MemoryMarshal.AsBytes(b.Values.Voxels));
            Assert.Equal(a.Summary, b.Summary);
        }
    }

    /// <summary>In a ramp along x the mean of a kernel inside the lesion is its centre's value; at the lesion's end it is half a voxel further in.</summary>
    [Fact]
    public void Map_Ramp_HasMeanAndSummaryOfTheRamp()
    {
        var geometry = VolumeGeometry.AxisAligned(12, 5, 5, new Vector3D(1, 1, 1)) with { Origin = new Vector3D(-30, 4, 7) };
        var (voxels, inside) = (new float[geometry.VoxelCount], new bool[geometry.VoxelCount]);
        for (var i = 0; i < voxels.Length; i++)
        {
            (voxels[i], inside[i]) = (i % 12, i % 12 is >= 2 and <= 9);
        }

        var map = new FeatureMapper(new RadiomicsOptions { Families = RadiomicsFamilies.Statistics }, new FeatureMapOptions { Features = ["stat_mean"] })
            .Map(new Volume<float>(geometry, voxels), new Mask(geometry, inside), cancellationToken: TestContext.Current.CancellationToken).Single();
        Assert.Equal((10, 5, 5), (map.Values.Geometry.Width, map.Values.Geometry.Height, map.Values.Geometry.Depth));
        Assert.Equal(new Vector3D(-29, 4, 7), map.Values.Geometry.Origin);
        Assert.Equal([float.NaN, 2.5f, 3, 4, 5, 6, 7, 8, 8.5f, float.NaN], map.Values.Voxels[..10].ToArray());
        Assert.Equal((8 * 25, 0, 5.5, 2.5, 8.5), (map.Summary.Count, map.Summary.Missing, map.Summary.Mean, map.Summary.Minimum, map.Summary.Maximum));
    }

    [Fact]
    public void Map_Filter_MapsItsResponse()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(15, 13, 11, (4, 4, 3), new Vector3D(1, 1, 1));
        var options = new RadiomicsOptions
        {
            Families = RadiomicsFamilies.Statistics,
            Filters = new FilterOptions { Filters = [new HccRisk.Radiomics.Filters.IntensityFilter { Map = HccRisk.Radiomics.Filters.IntensityMap.Square }] },
        };
        var maps = new FeatureMapper(options, new FeatureMapOptions { Features = ["stat_median", "square.stat_median"] })
            .Map(image, mask, cancellationToken: TestContext.Current.CancellationToken);

        // The median of squares of positive numbers is the square of the median where the kernel has an odd number of voxels, over the greatest number.
        var largest = image.Voxels.ToArray().Max();
        var (x, y, z) = (7, 6, 5);
        double plain = At(maps[0].Values, image.Geometry, x, y, z);
        Assert.Equal(plain * plain / largest, At(maps[1].Values, image.Geometry, x, y, z), 1e-3);
    }

    [Fact]
    public void Map_Cancelled_StopsAndProgressReachesTheEnd()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(25, 21, 15, (9, 8, 5), new Vector3D(1, 1, 2));
        var mapper = new FeatureMapper(new RadiomicsOptions { Families = RadiomicsFamilies.Statistics }) { MaxParallelism = 1 };
        var seen = new Collected();
        mapper.Map(image, mask, progress: seen, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, seen.Values[^1]);
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => mapper.Map(image, mask, progress: new Collected { Told = source.Cancel }, cancellationToken: source.Token));
    }

    [Fact]
    public void Constructor_UnknownFeature_NamesTheNearest()
    {
        var fault = Assert.Throws<ArgumentException>(() => new FeatureMapper(maps: new FeatureMapOptions { Features = ["glcm_contrst"] }));
        Assert.Contains("glcm_contrst", fault.Message, StringComparison.Ordinal);
        Assert.Contains("glcm_contrast", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new FeatureMapper(new RadiomicsOptions { Families = RadiomicsFamilies.Morphology }));
        Assert.Throws<ArgumentException>(() => new FeatureMapper(maps: new FeatureMapOptions { KernelRadius = 4 }));
    }

    private sealed class Collected : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public Action? Told { get; init; }

        public void Report(double value)
        {
            Values.Add(value);
            Told?.Invoke();
        }
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
