using CsCheck;
using HccRisk.Imaging;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Glrlm;
using HccRisk.Radiomics.Morphology.Autocorrelation;
using HccRisk.Radiomics.Ngldm;
using HccRisk.Radiomics.Ngtdm;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Presets;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Sampling;
using HccRisk.Radiomics.Texture;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>The families one asks for: brute force, closed forms, invariants and degenerate lesions.</summary>
public sealed class OptionalFamiliesTests
{
    private const RadiomicsFamilies Single = RadiomicsFamilies.All & ~(RadiomicsFamilies.MultiPhase | RadiomicsFamilies.EnclosingShapes);

    private static readonly Vector3D Spacing = new(0.7, 1.1, 2.3);

    private static readonly Gen<(int W, int H, int D, bool[] Inside, float[] Values)> Lesions =
        from w in Gen.Int[1, 6]
        from h in Gen.Int[1, 6]
        from d in Gen.Int[1, 4]
        from inside in Gen.Bool.Array[w * h * d]
        from values in Gen.Int[0, 3].Select(v => (float)v).Array[w * h * d]
        where inside.Contains(true)
        select (w, h, d, inside, values);

    [Fact]
    public void Columns_DefaultFamilies_AreThoseOfStatisticsMorphologyAndCooccurrence()
    {
        var columns = new RadiomicsExtractor().Columns(["a"]);

        Assert.Equal(21 + 2 + 18 + 25, columns.Count(c => !c.Name.StartsWith("phase_", StringComparison.Ordinal)));
        Assert.All(
            columns,
            c => Assert.Contains(c.Name.Split('.')[^1].Split('_')[0], (string[])["morph", "stat", "glcm", "phase"]));
    }

    [Fact]
    public void SpatialAutocorrelation_RandomLesion_IsTheSameByPairsAndByConvolution() =>
        Lesions.Sample(
            m =>
            {
                using var region = Region(m, out var series);
                using var intensities = SeriesIntensities.Create(region, series, IntensityScale.None, new RadiomicsOptions());
                double[] pairs = new double[2], convolution = new double[2];
                SpatialAutocorrelation.Compute(region, intensities, byPairs: true, pairs);
                SpatialAutocorrelation.Compute(region, intensities, byPairs: false, convolution);

                Assert.Equal(pairs[0], convolution[0], 1e-10);
                Assert.Equal(pairs[1], convolution[1], 1e-10);
            },
            iter: 200);

    [Fact]
    public void BorderDistance_RandomMask_EqualsBruteForce() =>
        Gen.Select(Lesions, Gen.Bool).Sample(
            (m, inSlice) =>
            {
                using var region = Region(m, out _);
                var distances = new int[region.BoxCount];
                BorderDistance.Fill(region, inSlice, distances);
                foreach (var v in region.Voxels)
                {
                    var nearest = int.MaxValue;
                    for (var i = 0; i < region.BoxCount; i++)
                    {
                        var (x, y, z) = (i % region.Width, i / region.Width % region.Height, i / (region.Width * region.Height));
                        if (region.Inside[i] == 0 && (!inSlice || z == v.Z))
                        {
                            nearest = Math.Min(nearest, Math.Abs(x - v.X) + Math.Abs(y - v.Y) + Math.Abs(z - v.Z));
                        }
                    }

                    Assert.Equal(nearest, distances[v.Index]);
                }
            },
            iter: 200);

    [Fact]
    public void Neighbourhoods_RandomLesion_EqualBruteForce() =>
        Gen.Select(Lesions, Gen.Int[1, 3], Gen.Int[0, 2], Gen.Bool).Sample(
            (m, reach, coarseness, inSlice) =>
            {
                var options = new RadiomicsOptions
                {
                    Discretisation = DiscretisationMethod.FixedBinSize,
                    BinWidth = 1,
                    NeighbourhoodDistance = reach,
                    DependenceCoarseness = coarseness,
                    GlcmAggregation = inSlice ? GlcmAggregation.Merged25D : GlcmAggregation.Merged3D,
                };
                using var region = Region(m, out var series, padding: reach);
                using var intensities = SeriesIntensities.Create(region, series, IntensityScale.None, options);
                using var grid = LevelGrid.Create(region, intensities, options);
                double[] differences = new double[grid.LevelCount + 1], byDifference = new double[NgtdmFeatures.Columns.Length];
                var expected = default(NgtdmValues);
                FeatureFields.Of(ref expected).Fill(double.NaN);
                var seen = new int[grid.LevelCount + 1];
                double low = 0, high = 0;
                var (voxels, levels) = (grid.Voxels.ToArray(), grid.VoxelLevels.ToArray());
                for (var a = 0; a < voxels.Length; a++)
                {
                    var around = Enumerable.Range(0, voxels.Length).Where(b => b != a && Math.Abs(voxels[a].X - voxels[b].X) <= reach
                        && Math.Abs(voxels[a].Y - voxels[b].Y) <= reach && Math.Abs(voxels[a].Z - voxels[b].Z) <= (inSlice ? 0 : reach)).Select(b => (int)levels[b]).ToArray();
                    var dependent = 1 + around.Count(l => Math.Abs(l - levels[a]) <= coarseness);
                    (low, high) = (low + (1.0 / dependent / dependent), high + (dependent * dependent));
                    if (around.Length > 0)
                    {
                        differences[levels[a]] += Math.Abs(levels[a] - around.Average());
                        seen[levels[a]]++;
                    }
                }

                expected.TryCompute(differences, seen, FeatureConventions.Ibsi);
                var byDependence = new double[NgldmFeatures.Columns.Length];
                NgtdmFeatures.Compute(grid, options, byDifference);
                NgldmFeatures.Compute(grid, options, byDependence);
                var dependence = FeatureFields.In<EmphasisValues>(byDependence);

                Assert.All(FeatureFields.Of(ref expected).ToArray().Zip(byDifference), p => Assert.Equal(p.First, p.Second, double.IsFinite(p.First) ? 1e-9 * Math.Max(1, Math.Abs(p.First)) : 0));
                Assert.Equal(low / voxels.Length, dependence.Small, 1e-12);
                Assert.Equal(high / voxels.Length, dependence.Large, 1e-9);
            },
            iter: 200);

    [Fact]
    public void RunLengthMatrix_RandomLesion_EqualsWalkingEachRun() =>
        (from m in Lesions from wide in Gen.Bool select wide ? (m.W + 30, m.H, m.D, Spread(m.Inside, m.W), Spread(m.Values, m.W)) : m).Sample(
            m =>
            {
                var options = new RadiomicsOptions { Discretisation = DiscretisationMethod.FixedBinSize, BinWidth = 1 };
                using var region = Region(m, out var series);
                using var intensities = SeriesIntensities.Create(region, series, IntensityScale.None, options);
                using var grid = LevelGrid.Create(region, intensities, options);
                var (levels, strides, width) = (grid.Levels.ToArray(), grid.Strides(Directions.Create(1, inSlice: false)), 64);
                int[] expected = new int[(grid.LevelCount + 1) * width], found = new int[expected.Length];
                foreach (var stride in strides)
                {
                    foreach (var voxel in grid.Voxels)
                    {
                        if (levels[voxel.Index - stride] != levels[voxel.Index])
                        {
                            var length = 1;
                            while (levels[voxel.Index + (length * stride)] == levels[voxel.Index])
                            {
                                length++;
                            }

                            expected[(levels[voxel.Index] * width) + length]++;
                        }
                    }
                }

                GlrlmMatrix.Count(levels, grid.Voxels[0].Index, grid.Voxels[^1].Index + 1, strides, width, new ushort[levels.Length], found);

                Assert.Equal(expected, found);
            },
            iter: 200);

    [Fact]
    public void ZoneFinder_RandomLesion_EqualsFloodFill() =>
        Gen.Select(Lesions, Gen.Bool).Sample(
            (m, inSlice) =>
            {
                using var region = Region(m, out var series);
                var options = new RadiomicsOptions { Discretisation = DiscretisationMethod.FixedBinSize, BinWidth = 1 };
                using var intensities = SeriesIntensities.Create(region, series, IntensityScale.None, options);
                using var grid = LevelGrid.Create(region, intensities, options);

                var found = ZoneFinder.Find(grid, inSlice, withDistances: false).Select(z => (z.Level, z.Size)).Order();

                Assert.Equal(Flood(grid, inSlice).Order(), found);
            },
            iter: 200);

    [Fact]
    public void IntensityVolumeHistogram_DigitalPhantom_HasTheAreaOfItsDefinition()
    {
        var (image, mask) = RadiomicsOracle.DigitalPhantom();

        var f = RadiomicsPreset.Find("ibsi-1-dp").Extract(image, mask, TestContext.Current.CancellationToken).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);

        // 50, 0, 1, 16, 0 and 7 voxels of the levels 1 to 6: at least so bright are 74, 24, 24, 23, 7 and 7; trapezoids of width 0.2.
        Assert.Equal(0.2 * (((74 + 7) / 2.0) + 24 + 24 + 23 + 7) / 74, f["ivh_auc"], 1e-12);
    }

    [Fact]
    public void Extract_CubicSplineOfACubicPolynomial_IsExactAwayFromTheEdge()
    {
        // Splines of order 3 reproduce cubics; the mirrored edge is 20 voxels away, where it weighs 1e-11.
        var g = VolumeGeometry.AxisAligned(56, 56, 56, new Vector3D(1, 1, 1));
        var voxels = new float[g.VoxelCount];
        var inside = new bool[g.VoxelCount];
        for (var i = 0; i < voxels.Length; i++)
        {
            var (x, y, z) = ((i % 56) - 28, (i / 56 % 56) - 28, (i / (56 * 56)) - 28);
            voxels[i] = (x * x * x) + (2 * y * y) - (3 * z) + (x * y);
            inside[i] = Math.Abs(x) < 8 && Math.Abs(y) < 8 && Math.Abs(z) < 8;
        }

        var options = new RadiomicsOptions { ResampleSpacing = new Vector3D(0.75, 1.3, 0.6), Interpolation = ImageInterpolation.CubicSpline };
        using var region = LesionRegion.Create(new Mask(g, inside), options.ResampleSpacing, 1);
        using var intensities = SeriesIntensities.Create(region, new RadiomicsSeries("s", new Volume<float>(g, voxels)), IntensityScale.None, options);
        for (var i = 0; i < intensities.Count; i++)
        {
            var v = intensities.Voxels[i];
            double Place(AxisSampling s, int at) => s.Start + (at * s.Step) - 28;
            var (x, y, z) = (Place(region.Grid.X, v.X + region.Offset.X), Place(region.Grid.Y, v.Y + region.Offset.Y), Place(region.Grid.Z, v.Z + region.Offset.Z));
            Assert.Equal((x * x * x) + (2 * y * y) - (3 * z) + (x * y), intensities.Values[i], 1e-5);
        }
    }

    [Fact]
    public void Extract_EveryFamilyOfALesionMoved_GivesTheSameValues()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(40, 40, 30, (7, 6, 5), new Vector3D(0.8, 0.9, 2.5));
        var (moved, movedMask) = SyntheticLesion.Ellipsoid(40, 40, 30, (7, 6, 5), new Vector3D(0.8, 0.9, 2.5), shift: (5, -7, 3));

        foreach (var aggregation in Enum.GetValues<GlcmAggregation>())
        {
            var options = new RadiomicsOptions { Families = Single, GlcmAggregation = aggregation };
            var b = RadiomicsOracle.Extract(options, moved, movedMask);

            // Running sums of the spheres start elsewhere: rounding only.
            Assert.All(RadiomicsOracle.Extract(options, image, mask), p => Assert.Equal(p.Value, b[p.Key], 1e-10 * Math.Max(1, Math.Abs(p.Value))));
        }
    }

    [Fact]
    public void Extract_EveryFamilyOfASingleVoxel_IsDefinedOrNaN()
    {
        var (image, _) = SyntheticLesion.Ellipsoid(9, 9, 9, (2, 2, 2), new Vector3D(1, 1, 1));
        var inside = new bool[729];
        inside[(9 * 9 * 4) + (9 * 4) + 4] = true;

        foreach (var aggregation in Enum.GetValues<GlcmAggregation>())
        {
            var f = RadiomicsOracle.Extract(new RadiomicsOptions { Families = Single, GlcmAggregation = aggregation }, image, new Mask(image.Geometry, inside));

            Assert.Equal(1, f["glrlm_short_runs_emphasis"]);
            Assert.Equal(1, f["glrlm_run_percentage"]);
            Assert.Equal(1, f["glszm_zone_percentage"]);
            Assert.Equal(1, f["gldzm_small_distance_emphasis"]);
            Assert.Equal(1, f["ngldm_low_dependence_emphasis"]);
            Assert.Equal(1, f["ngldm_dependence_count_energy"]);
            Assert.Equal(double.NaN, f["ngtdm_coarseness"]);
            Assert.Equal(double.NaN, f["morph_moran_i"]);
            Assert.Equal(1, f["ih_mode"]);
            Assert.Equal(0, f["ih_maximum_gradient"]);
            Assert.Equal(0, f["ivh_area_under_curve"]);
            Assert.Equal(f["loc_intensity_peak_local"], f["loc_intensity_peak_global"]);
        }
    }

    [Fact]
    public void Extract_EveryFamilyOfAFlatLesion_IsDefined()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(15, 15, 15, (4, 4, 4), new Vector3D(1, 1, 1));
        var flat = new Volume<float>(image.Geometry, [.. image.Voxels.ToArray().Select(_ => 7f)]);

        var f = RadiomicsOracle.Extract(new RadiomicsOptions { Families = Single }, flat, mask);

        Assert.Equal(1e6, f["ngtdm_coarseness"]);
        Assert.Equal(0, f["ngtdm_contrast"]);
        Assert.Equal(0, f["ngtdm_busyness"]);
        Assert.Equal(0, f["ngtdm_strength"]);
        Assert.Equal(1.0 / mask.Count, f["glszm_zone_percentage"], 1e-12);
        Assert.Equal(1, f["glcm_maximal_correlation_coefficient"]);
        Assert.Equal(7, f["loc_intensity_peak_global"], 1e-12);
        Assert.Equal(double.NaN, f["morph_geary_c"]);
        Assert.Equal(1, f["ih_uniformity"]);
    }

    [Fact]
    public void Extract_IntensityMaskEmptied_LeavesEverySeriesFamilyNaN()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(15, 15, 15, (4, 4, 4), new Vector3D(1, 1, 1));

        var f = RadiomicsOracle.Extract(new RadiomicsOptions { Families = Single & ~(RadiomicsFamilies.Morphology | RadiomicsFamilies.PlanarDiameters), ResegmentationMinimum = 1e6 }, image, mask);

        Assert.All(f, p => Assert.Equal(double.NaN, p.Value));
    }

    [Fact]
    public void Find_UnknownPreset_NamesThoseThereAre()
    {
        var error = Assert.Throws<ArgumentException>(() => RadiomicsPreset.Find("ibsi-1-f"));

        Assert.Contains("ibsi-1-f", error.Message, StringComparison.Ordinal);
        Assert.Contains("ibsi-1-e", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RadiomicsPreset.Find("ibsi-1-d").WithBinWidth(5));
        Assert.Throws<ArgumentException>(() => RadiomicsPreset.Find("pyradiomics").WithBinWidth(0));
    }

    /// <summary>The rows of a box, 30 voxels longer and repeated.</summary>
    private static T[] Spread<T>(T[] values, int width) =>
        [.. values.Chunk(width).SelectMany(row => Enumerable.Range(0, width + 30).Select(x => row[x % width]))];

    private static LesionRegion Region((int W, int H, int D, bool[] Inside, float[] Values) m, out RadiomicsSeries series, int padding = 1)
    {
        var geometry = VolumeGeometry.AxisAligned(m.W, m.H, m.D, Spacing);
        series = new RadiomicsSeries("s", new Volume<float>(geometry, m.Values));
        return LesionRegion.Create(new Mask(geometry, m.Inside), null, padding);
    }

    private static List<(int Level, int Size)> Flood(LevelGrid grid, bool inSlice)
    {
        var voxels = grid.Voxels.ToArray();
        var levels = grid.VoxelLevels.ToArray();
        var seen = new bool[voxels.Length];
        var zones = new List<(int, int)>();
        for (var start = 0; start < voxels.Length; start++)
        {
            if (seen[start])
            {
                continue;
            }

            var open = new Stack<int>([start]);
            seen[start] = true;
            var size = 0;
            while (open.TryPop(out var a))
            {
                size++;
                for (var b = 0; b < voxels.Length; b++)
                {
                    if (!seen[b] && levels[b] == levels[a] && Math.Abs(voxels[a].X - voxels[b].X) <= 1
                        && Math.Abs(voxels[a].Y - voxels[b].Y) <= 1 && Math.Abs(voxels[a].Z - voxels[b].Z) <= (inSlice ? 0 : 1))
                    {
                        seen[b] = true;
                        open.Push(b);
                    }
                }
            }

            zones.Add((levels[start], size));
        }

        return zones;
    }
}
