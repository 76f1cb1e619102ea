using CsCheck;
using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Radiomics.Morphology;
using HccRisk.Radiomics.Morphology.Geometry;
using HccRisk.Radiomics.Numerics;
using HccRisk.Radiomics.Roi;
using MathNet.Numerics.LinearAlgebra;
using Xunit;
using Complex = System.Numerics.Complex;
using Lanes = System.Numerics.Vector<double>;

namespace HccRisk.Radiomics.Tests;

/// <summary>The parts, each against a plain way of saying the same.</summary>
public sealed class KernelTests
{
    private static readonly Gen<(int W, int H, int D, bool[] Inside)> Masks =
        from w in Gen.Int[1, 7]
        from h in Gen.Int[1, 7]
        from d in Gen.Int[1, 5]
        from inside in Gen.Bool.Array[w * h * d]
        where inside.Contains(true)
        select (w, h, d, inside);

    [Fact]
    public void Percentiles_AnyValues_EqualThoseOfTheSortedValues() =>
        Gen.OneOf(Gen.Int[-9, 9].Select(i => (double)i), Gen.Double[-100, 100]).Array[1, 300].Sample(CheckPercentiles, iter: 500);

    [Fact]
    public void Percentiles_ManyValuesWithOutliers_EqualThoseOfTheSortedValues() =>
        Gen.Select(Gen.OneOf(Gen.Int[-9, 9].Select(i => (double)i), Gen.Double[-100, 100]).Array[5000], Gen.Double[1, 1e12], Gen.Int[0, 4999]).Sample(
            (values, outlier, at) =>
            {
                values[at] = outlier;
                CheckPercentiles(values);
            },
            iter: 30);

    [Fact]
    public void Percentiles_WholeNumbersByCount_EqualThoseOfTheValues() =>
        Gen.Int[0, 12].Array[1, 100].Sample(
            values =>
            {
                double[] probabilities = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1];
                double[] byCount = new double[probabilities.Length], byValue = new double[probabilities.Length];
                OrderStatistics.Percentiles([.. Enumerable.Range(0, 13).Select(v => values.Count(x => x == v))], values.Length, probabilities, byCount);
                OrderStatistics.Percentiles([.. values.Select(v => (double)v)], probabilities, byValue);

                Assert.Equal(byValue, byCount);
            },
            iter: 300);

    private static void CheckPercentiles(double[] values)
    {
        double[] probabilities = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1];
        var result = new double[probabilities.Length];
        OrderStatistics.Percentiles(values, probabilities, result);
        var sorted = values.Order().ToArray();
        for (var i = 0; i < probabilities.Length; i++)
        {
            var position = probabilities[i] * (sorted.Length - 1);
            var lower = (int)position;
            var upper = Math.Min(lower + 1, sorted.Length - 1);
            Assert.Equal(sorted[lower] + ((position - lower) * (sorted[upper] - sorted[lower])), result[i], 1e-12 * Math.Max(1, Math.Abs(result[i])));
        }
    }

    [Fact]
    public void Eigenvalues_AnySymmetricMatrix_EqualMathNet() =>
        Gen.Double[-5, 5].Array[9].Sample(
            a =>
            {
                var m = Matrix<double>.Build.Dense(3, 3, a);
                var s = m * m.Transpose();
                var expected = s.Evd(Symmetricity.Symmetric).EigenValues.Select(v => v.Real).OrderDescending().ToArray();

                var (major, minor, least) = PrincipalAxes.Eigenvalues(s[0, 0], s[1, 1], s[2, 2], s[0, 1], s[0, 2], s[1, 2]);

                Assert.Equal(expected[0], major, 1e-12 * (1 + expected[0]));
                Assert.Equal(expected[1], minor, 1e-12 * (1 + expected[0]));
                Assert.Equal(expected[2], least, 1e-12 * (1 + expected[0]));
            },
            iter: 300);

    [Fact]
    public void SymmetricEigenvalues_AnySymmetricMatrix_EqualMathNet() =>
        (from n in Gen.Int[1, 24] from a in Gen.OneOf(Gen.Int[-500, 500].Select(i => i / 100.0), Gen.Const(0.0)).Array[n * n] select (n, a)).Sample(
            m =>
            {
                var half = Matrix<double>.Build.Dense(m.n, m.n, m.a);
                var symmetric = half + half.Transpose();
                var expected = symmetric.Evd(Symmetricity.Symmetric).EigenValues.Select(v => v.Real).Order().ToArray();

                var found = SymmetricEigenvalues.Compute(symmetric.ToRowMajorArray(), m.n).Order().ToArray();

                Assert.Equal(expected.Length, found.Length);
                Assert.All(expected.Zip(found), p => Assert.Equal(p.First, p.Second, 1e-11 * (1 + symmetric.FrobeniusNorm())));
            },
            iter: 200);

    [Fact]
    public void FourierPlan_AnyLine_EqualsTheDefinition() =>
        (from length in Gen.Int[1, 90].Select(FourierPlan.LengthFor) from values in Gen.Double[-1, 1].Array[2 * length] select values).Sample(
            values =>
            {
                var n = values.Length / 2;
                Lanes[] re = [.. values.Take(n).Select(v => new Lanes(v))], im = [.. values.Skip(n).Select(v => new Lanes(v))];
                new FourierPlan(n).Transform(re, im);
                for (var k = 0; k < n; k++)
                {
                    Complex sum = 0;
                    for (var i = 0; i < n; i++)
                    {
                        sum += new Complex(values[i], values[n + i]) * Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)i * k % n) / n);
                    }

                    Assert.Equal(sum.Real, re[k][0], 1e-12 * n);
                    Assert.Equal(sum.Imaginary, im[k][Lanes.Count - 1], 1e-12 * n);
                }
            },
            iter: 100);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(7, 8)]
    [InlineData(201, 216)]
    [InlineData(249, 250)]
    public void LengthFor_Count_IsTheNextEvenProductOfSmallPrimes(int count, int length) => Assert.Equal(length, FourierPlan.LengthFor(count));

    [Fact]
    public void ConvexHull_RandomMask_HoldsEveryMeshVertexAndTheTrueDiameter() =>
        Masks.Sample(
            m =>
            {
                var (region, spacing) = Region(m);
                using (region)
                {
                    var hull = ConvexHull.Create(SurfaceExtremes.Find(region.Inside, region.Width, region.Height, region.Depth));
                    var all = MeshVertices(region);

                    // Brute force over all vertices; and a hull of all vertices is the hull of the extremes.
                    var farthest = 0.0;
                    foreach (var p in all)
                    {
                        foreach (var q in all)
                        {
                            farthest = Math.Max(farthest, (Place(p, spacing) - Place(q, spacing)).Length);
                        }
                    }

                    var whole = ConvexHull.Create(all);
                    Assert.Equal(farthest, hull.Diameter(spacing * 0.5), 1e-10);
                    Assert.Equal(whole.Measure(spacing).Volume, hull.Measure(spacing).Volume, 1e-9 * whole.Measure(spacing).Volume);
                    Assert.Equal(whole.Measure(spacing).Area, hull.Measure(spacing).Area, 1e-9 * whole.Measure(spacing).Area);

                    // Adding a point of the inside changes nothing; the mesh fits into its hull.
                    var (_, volume) = MarchingCubes.Measure(region.Inside, region.Width, region.Height, region.Depth, spacing);
                    Assert.True(volume <= hull.Measure(spacing * 0.5).Volume * (1 + 1e-9));
                }
            },
            iter: 150);

    [Fact]
    public void ConvexHull_PointsInAndOnABox_IsTheBox() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 8], Gen.Int[0, 4]).Array[0, 60].Sample(
            extra =>
            {
                List<LatticePoint> points = [.. extra.Select(e => new LatticePoint(e.Item1, e.Item2, e.Item3))];
                for (var corner = 0; corner < 8; corner++)
                {
                    points.Add(new LatticePoint((corner & 1) * 6, (corner >> 1 & 1) * 8, (corner >> 2) * 4));
                }

                var (area, volume) = ConvexHull.Create(points).Measure(new Vector3D(1, 1, 1));

                Assert.Equal(6 * 8 * 4, volume, 1e-9);
                Assert.Equal(2 * ((6 * 8) + (6 * 4) + (8 * 4)), area, 1e-9);
            },
            iter: 300);

    [Fact]
    public void MarchingCubes_BlockOfVoxels_HasTheClosedFormVolumeAndArea()
    {
        // A block of a x b x c voxels, its 12 edges chamfered by prisms of legs 1/2 and its 8 corners cut: the mesh of a cuboid.
        var (a, b, c) = (4, 3, 5);
        var mask = new Mask(VolumeGeometry.AxisAligned(a, b, c, new Vector3D(1, 1, 1)), Enumerable.Repeat(true, a * b * c).ToArray());
        using var region = LesionRegion.Create(mask, null, 1);

        var (area, volume) = MarchingCubes.Measure(region.Inside, region.Width, region.Height, region.Depth, region.Spacing);

        var (p, q, r) = (a - 1.0, b - 1.0, c - 1.0);
        Assert.Equal((p * q * r) + (p * q) + (p * r) + (q * r) + ((p + q + r) / 2) + (1.0 / 6), volume, 1e-10);
        Assert.Equal((2 * ((p * q) + (p * r) + (q * r))) + (4 * (p + q + r) * Math.Sqrt(0.5)) + Math.Sqrt(3), area, 1e-10);
    }

    [Fact]
    public void EllipsoidArea_AnySemiAxes_IsTheSeriesOfTheDefinition()
    {
        Assert.Equal(4 * Math.PI * 9, MorphologicalFeatures.EllipsoidArea(3, 3, 3), 1e-12);
        Gen.Select(Gen.Double[0.3, 0.99], Gen.Double[0.3, 0.99]).Sample(
            (first, second) =>
            {
                var (b, c) = (5 * Math.Max(first, second), 5 * Math.Min(first, second));
                var (alpha, beta) = (Math.Sqrt(1 - (b * b / 25)), Math.Sqrt(1 - (c * c / 25)));
                var x = ((alpha * alpha) + (beta * beta)) / (2 * alpha * beta);
                double sum = 0;
                var legendre = new double[21];
                for (var k = 0; k <= 20; k++)
                {
                    legendre[k] = k switch { 0 => 1, 1 => x, _ => ((((2 * k) - 1) * x * legendre[k - 1]) - ((k - 1) * legendre[k - 2])) / k };
                    sum += Math.Pow(alpha * beta, k) / (1 - (4.0 * k * k)) * legendre[k];
                }

                Assert.Equal(4 * Math.PI * 5 * b * sum, MorphologicalFeatures.EllipsoidArea(5, b, c), 1e-9);
            });
    }

    [Fact]
    public void Resampling_ToTheSameSpacing_ChangesNothing()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(20, 18, 15, (5, 4, 4), new Vector3D(1.5, 1.5, 2));

        var plain = RadiomicsOracle.Extract(new RadiomicsOptions(), image, mask);
        var same = RadiomicsOracle.Extract(new RadiomicsOptions { ResampleSpacing = new Vector3D(1.5, 1.5, 2) }, image, mask);

        Assert.Equal(plain, same);
    }

    [Fact]
    public void Resampling_LinearRamp_IsReproducedExactly()
    {
        // Trilinear interpolation is exact on a linear function: the mean of the lesion's samples is the ramp at their centre.
        var g = VolumeGeometry.AxisAligned(20, 20, 20, new Vector3D(1, 1, 1));
        var voxels = new float[8000];
        var inside = new bool[8000];
        for (var i = 0; i < 8000; i++)
        {
            var (x, y, z) = (i % 20, i / 20 % 20, i / 400);
            voxels[i] = x + (2 * y) + (4 * z);
            inside[i] = x is >= 4 and < 16 && y is >= 4 and < 16 && z is >= 4 and < 16;
        }

        var f = RadiomicsOracle.Extract(
            new RadiomicsOptions { ResampleSpacing = new Vector3D(0.5, 2, 0.8) }, new Volume<float>(g, voxels), new Mask(g, inside));

        Assert.Equal(9.5 * 7, f["stat_mean"], 1e-9);
        Assert.Equal(12 * 12 * 12, f["morph_volume_voxels"], 0.05 * 1728);
    }

    [Fact]
    public void MultiPhase_KnownMeans_GivesTheRatios()
    {
        var g = VolumeGeometry.AxisAligned(21, 21, 21, new Vector3D(1, 1, 1));
        var (lesion, liver) = (new bool[g.VoxelCount], new bool[g.VoxelCount]);
        for (var i = 0; i < lesion.Length; i++)
        {
            var (x, y, z) = (i % 21 - 10, i / 21 % 21 - 10, i / 441 - 10);
            var r = Math.Sqrt((x * x) + (y * y) + (z * z));
            lesion[i] = r <= 4;
            liver[i] = r > 8;
        }

        RadiomicsSeries Phase(string name, float inLesion, float around) =>
            new(name, new Volume<float>(g, [.. lesion.Select((v, i) => v ? inLesion : liver[i] ? 2 * around : around)]));
        var extractor = new RadiomicsExtractor(new RadiomicsOptions { Families = RadiomicsFamilies.MultiPhase, Phases = new PhaseOptions { RimWidth = 3 } });

        var f = RadiomicsOracle.ToDictionary(extractor.Extract(
            [Phase("pre", 100, 80), Phase("arterial", 150, 100), Phase("portal_venous", 120, 160), Phase("delayed", 90, 0)],
            new Mask(g, lesion),
            new Mask(g, liver),
            TestContext.Current.CancellationToken));

        Assert.Equal(0.5, f["phase_arterial_hyperenhancement"], 1e-12);
        Assert.Equal(1 - (120.0 / 320 / (150.0 / 200)), f["phase_washout_portal_venous"], 1e-12);
        Assert.Equal(double.NaN, f["phase_washout_delayed"]); // The liver is dark.
        Assert.Equal(0.5, f["phase_rim_contrast_arterial"], 1e-12);
        Assert.Equal(0.75, f["phase_relative_mean_arterial"], 1e-12);
        Assert.Equal(double.NaN, f["phase_rim_contrast_delayed"]);
    }

    /// <summary>Each phase of MR may have a gain of its own: what is against the liver does not change with it.</summary>
    [Fact]
    public void MultiPhase_GainOfOnePhase_LeavesWhatIsAgainstTheLiver()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(24, 24, 16, (6, 5, 4), new Vector3D(1, 1, 2));
        var liver = new Mask(mask.Geometry, [.. mask.Inside.ToArray().Select(v => !v)]);
        var later = new Volume<float>(image.Geometry, [.. image.Voxels.ToArray().Select((v, i) => mask.Inside[i] ? v * 0.75f : v)]);
        var louder = new Volume<float>(image.Geometry, [.. later.Voxels.ToArray().Select(v => v * 4)]);
        var extractor = new RadiomicsExtractor(new RadiomicsOptions { Families = RadiomicsFamilies.MultiPhase });
        FeatureVector Extract(Volume<float> portal, Mask? reference) =>
            extractor.Extract([new("arterial", image), new("portal_venous", portal)], mask, reference, TestContext.Current.CancellationToken);

        var without = Extract(later, null);

        foreach (var portal in (Volume<float>[])[later, louder])
        {
            // The liver is the same in both phases, the lesion a quarter darker in the later one.
            Assert.Equal(0.25, RadiomicsOracle.ToDictionary(Extract(portal, liver))["phase_washout_portal_venous"], 1e-6);
        }

        Assert.Equal(double.NaN, RadiomicsOracle.ToDictionary(without)["phase_washout_portal_venous"]);
        Assert.Contains(without.Missing, m => m.Contains("no mask of", StringComparison.Ordinal));
    }

    private static (LesionRegion Region, Vector3D Spacing) Region((int W, int H, int D, bool[] Inside) m)
    {
        var spacing = new Vector3D(0.7, 1.1, 2.3);
        return (LesionRegion.Create(new Mask(VolumeGeometry.AxisAligned(m.W, m.H, m.D, spacing), m.Inside), null, 1), spacing);
    }

    private static Vector3D Place(LatticePoint p, Vector3D spacing) => new(p.X * spacing.X / 2, p.Y * spacing.Y / 2, p.Z * spacing.Z / 2);

    private static List<LatticePoint> MeshVertices(LesionRegion region)
    {
        var result = new List<LatticePoint>();
        var inside = region.Inside;
        for (var z = 0; z < region.Depth; z++)
        {
            for (var y = 0; y < region.Height; y++)
            {
                for (var x = 0; x < region.Width; x++)
                {
                    var at = x + (region.Width * (y + (region.Height * z)));
                    if (x + 1 < region.Width && inside[at] != inside[at + 1])
                    {
                        result.Add(new LatticePoint((2 * x) + 1, 2 * y, 2 * z));
                    }

                    if (y + 1 < region.Height && inside[at] != inside[at + region.Width])
                    {
                        result.Add(new LatticePoint(2 * x, (2 * y) + 1, 2 * z));
                    }

                    if (z + 1 < region.Depth && inside[at] != inside[at + (region.Width * region.Height)])
                    {
                        result.Add(new LatticePoint(2 * x, 2 * y, (2 * z) + 1));
                    }
                }
            }
        }

        return result;
    }
}
