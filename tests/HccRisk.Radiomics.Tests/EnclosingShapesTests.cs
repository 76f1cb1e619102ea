using CsCheck;
using HccRisk.Imaging;
using HccRisk.Radiomics.Morphology.Geometry;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>The oriented box and the ellipsoid of least volume, against closed forms.</summary>
public sealed class EnclosingShapesTests
{
    /// <summary>Rotations with whole entries over 27: their corners stay on the lattice.</summary>
    private static readonly (int Scale, int[] M)[] Rotations =
    [
        (1, [1, 0, 0, 0, 1, 0, 0, 0, 1]),
        (5, [3, -4, 0, 4, 3, 0, 0, 0, 5]),
        (3, [1, -2, 2, 2, -1, -2, 2, 2, 1]),
        (7, [2, 3, 6, 3, -6, 2, 6, 2, -3]),
        (15, [5, 10, 10, -14, 2, 5, 2, -11, 10]),
    ];

    private static List<LatticePoint> Rotated((int Scale, int[] M) rotation, IEnumerable<(int X, int Y, int Z)> points) =>
        [.. points.Select(p => new LatticePoint(
            (rotation.M[0] * p.X) + (rotation.M[1] * p.Y) + (rotation.M[2] * p.Z),
            (rotation.M[3] * p.X) + (rotation.M[4] * p.Y) + (rotation.M[5] * p.Z),
            (rotation.M[6] * p.X) + (rotation.M[7] * p.Y) + (rotation.M[8] * p.Z)))];

    private static Vector3D Unit((int Scale, int[] M) rotation) => new Vector3D(1, 1, 1) * (1.0 / rotation.Scale);

    private static IEnumerable<(int, int, int)> Box(int a, int b, int c) =>
        from x in new[] { 0, a } from y in new[] { 0, b } from z in new[] { 0, c } select (x, y, z);

    public static TheoryData<int> Turns => [0, 1, 2, 3, 4];

    /// <summary>The box itself, and Fisher's ellipsoid of a box: semi-axes of its half sides times the root of 3.</summary>
    [Theory]
    [MemberData(nameof(Turns))]
    public void Around_RotatedBox_IsTheBox(int turn)
    {
        var rotation = Rotations[turn];
        var hull = ConvexHull.Create(Rotated(rotation, Box(30, 17, 4)));

        var box = OrientedBox.Around(hull, Unit(rotation));
        var ellipsoid = EnclosingEllipsoid.Around(hull.Corners(Unit(rotation)));

        // Rounding only; the ascent of the ellipsoid stops at 1e-11.
        Assert.Equal(30 * 17 * 4, box.Volume, 1e-9 * 2040);
        Assert.Equal(2 * ((30 * 17) + (30 * 4) + (17 * 4)), box.Area, 1e-9 * 1396);
        Assert.Equal(Math.Sqrt(3) * 15, ellipsoid.A, 1e-9 * 26);
        Assert.Equal(Math.Sqrt(3) * 8.5, ellipsoid.B, 1e-9 * 15);
        Assert.Equal(Math.Sqrt(3) * 2, ellipsoid.C, 1e-9 * 4);
    }

    /// <summary>No face of its least box, a cube, holds a face of the tetrahedron: each holds an edge. The ellipsoid is its sphere.</summary>
    [Theory]
    [MemberData(nameof(Turns))]
    public void Around_RegularTetrahedron_IsTheCubeAndTheSphere(int turn)
    {
        var rotation = Rotations[turn];
        var hull = ConvexHull.Create(Rotated(rotation, [(0, 0, 0), (10, 10, 0), (10, 0, 10), (0, 10, 10)]));

        var box = OrientedBox.Around(hull, Unit(rotation));
        var ellipsoid = EnclosingEllipsoid.Around(hull.Corners(Unit(rotation)));

        Assert.Equal(1000, box.Volume, 1e-9 * 1000);
        Assert.Equal(600, box.Area, 1e-9 * 600);
        Assert.Equal(Math.Sqrt(75), ellipsoid.A, 1e-9 * 9);
        Assert.Equal(Math.Sqrt(75), ellipsoid.C, 1e-9 * 9);
    }

    [Fact]
    public void EnclosingEllipsoid_PointsOnAnEllipsoid_IsTheEllipsoid()
    {
        // Points of a golden spiral and their opposites on semi-axes 5, 3, 2; 24 rational points would do as well.
        var points = new List<Vector3D>();
        for (var i = 0; i < 400; i++)
        {
            var z = (i + 0.5) / 400;
            var (sine, cosine) = Math.SinCos(i * Math.PI * (3 - Math.Sqrt(5)));
            var r = Math.Sqrt(1 - (z * z));
            points.Add(new Vector3D(5 * r * cosine, 3 * r * sine, 2 * z));
            points.Add(new Vector3D(-5 * r * cosine, -3 * r * sine, -2 * z));
        }

        var ellipsoid = EnclosingEllipsoid.Around(points.ToArray());

        Assert.Equal(4 * Math.PI / 3 * 30, ellipsoid.Volume, 1e-9 * 126);
        Assert.Equal(5, ellipsoid.A, 1e-5);
        Assert.Equal(3, ellipsoid.B, 1e-5);
        Assert.Equal(2, ellipsoid.C, 1e-5);
    }

    /// <summary>A ball has no favoured direction: its least box is close to a cube around it and never larger than the one along the axes.</summary>
    [Theory]
    [InlineData(6)]
    [InlineData(11)]
    public void Extract_Ball_FillsWhatABallFills(int radius)
    {
        var size = (2 * radius) + 5;
        var (image, mask) = SyntheticLesion.Ellipsoid(size, size, size, (radius + 0.2, radius + 0.2, radius + 0.2), new Vector3D(1, 1, 1));

        var f = RadiomicsOracle.Extract(new RadiomicsOptions { Families = RadiomicsFamilies.Morphology | RadiomicsFamilies.EnclosingShapes }, image, mask);

        Assert.True(f["morph_volume_density_ombb"] >= f["morph_volume_density_aabb"] - 1e-12);
        Assert.InRange(f["morph_volume_density_ombb"], 0.95 * Math.PI / 6, 1.1 * Math.PI / 6);

        // No larger than the sphere around the outermost vertices, half a voxel beyond the outermost centres.
        Assert.InRange(f["morph_volume_density_mvee"], f["morph_volume_mesh"] / (4 * Math.PI / 3 * Math.Pow(radius + 0.7, 3)), 1.0);
        Assert.InRange(f["morph_area_density_mvee"], f["morph_surface_area"] / (4 * Math.PI * Math.Pow(radius + 0.7, 2)), 1.2);
    }

    /// <summary>Marching cubes leaves of a voxel an octahedron: its ellipsoid has the same semi-axes, here 1/2, 1/2 and 1.</summary>
    [Fact]
    public void Extract_OneVoxel_IsTheEllipsoidOfAnOctahedron()
    {
        var g = VolumeGeometry.AxisAligned(3, 3, 3, new Vector3D(1, 1, 2));
        var inside = new bool[27];
        inside[13] = true;

        var f = RadiomicsOracle.Extract(new RadiomicsOptions { Families = RadiomicsFamilies.Morphology | RadiomicsFamilies.EnclosingShapes }, new Volume<float>(g, new float[27]), new Mask(g, inside));

        Assert.Equal(1.0 / 3, f["morph_volume_mesh"], 1e-12);
        Assert.Equal(1.0 / 3 / (Math.PI / 3), f["morph_volume_density_mvee"], 1e-9);
        Assert.True(f["morph_volume_density_ombb"] >= 1.0 / 3); // A square prism, sides on four of its edges, has volume 1.
    }

    /// <summary>Of 2000 random turns, each the least for its direction, none gives a box smaller by a thousandth.</summary>
    [Fact]
    public void OrientedBox_RandomPoints_NoTurnIsSmaller()
    {
        var random = new Random(5);
        for (var trial = 0; trial < 60; trial++)
        {
            var points = Enumerable.Range(0, random.Next(6, 40)).Select(_ => new LatticePoint(random.Next(-9, 10), random.Next(-9, 10), random.Next(-9, 10)))
                .Concat([new(0, 0, 0), new(1, 0, 0), new(0, 1, 0), new(0, 0, 1)]).Distinct().ToList();
            var hull = ConvexHull.Create(points);
            var unit = new Vector3D(1, 1, 1);
            var corners = hull.Corners(unit);
            var box = OrientedBox.Around(hull, unit);
            var rectangle = new MinimumRectangle(corners.Length);
            var least = double.PositiveInfinity;
            for (var i = 0; i < 2000; i++)
            {
                var axis = new Vector3D(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5);
                axis *= 1 / axis.Length;
                least = Math.Min(least, rectangle.Find(corners, axis).Area * (corners.Max(c => c.Dot(axis)) - corners.Min(c => c.Dot(axis))));
            }

            Assert.True(box.Volume <= least * (1 + 1e-3), FormattableString.Invariant($"{trial}: {box.Volume} against {least}"));
        }
    }

    /// <summary>The same mask turned by 90 degrees and mirrored fills the same.</summary>
    [Fact]
    public void MinimumRectangle_VoxelsSeenAllButAlongAnAxis_EnclosesThemAll() =>
        Gen.Select(Gen.Double[-14, -9], Gen.Double[-1, 1], Gen.Double[-1, 1], Gen.Int[2, 5], Gen.Int[2, 5], Gen.Int[2, 4], Gen.Int[0, 2]).Sample(
            (power, tiltX, tiltY, a, b, c, axis) =>
            {
                // Sides of voxels seen edge-on are flat but for the tilt, and tilts of 1e-13 come out of the search itself.
                var unit = new Vector3D(0.63, 0.59, 1.0);
                Vector3D[] corners = [.. from x in Enumerable.Range(-6, 13) from y in Enumerable.Range(-6, 13) from z in Enumerable.Range(-6, 13)
                    where (x * x / (double)(a * a)) + (y * y / (double)(b * b)) + (z * z / (double)(c * c)) <= 1.3
                    select new Vector3D(x * unit.X, y * unit.Y, z * unit.Z)];
                var (p, q) = (tiltX * Math.Pow(10, power), tiltY * Math.Pow(10, power));
                var direction = axis switch { 0 => new Vector3D(p, q, 1), 1 => new Vector3D(1, p, q), _ => new Vector3D(p, 1, q) };

                var sides = new MinimumRectangle(corners.Length).Find(corners, direction * (1 / direction.Length));

                // Corners within rounding of a side may be left out: a slack of 1e-13 of the span squared over the shortest edge.
                Assert.Equal(corners.Max(k => k.Dot(sides.First)) - corners.Min(k => k.Dot(sides.First)), sides.FirstLength, 1e-10);
                Assert.Equal(corners.Max(k => k.Dot(sides.Second)) - corners.Min(k => k.Dot(sides.Second)), sides.SecondLength, 1e-10);
            },
            iter: 3000);

    [Fact]
    public void Extract_TurnedMask_IsTheSame()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(22, 18, 14, (8.3, 5.2, 3.7), new Vector3D(0.9, 0.9, 0.9));
        var g = mask.Geometry;
        var turned = VolumeGeometry.AxisAligned(g.Depth, g.Width, g.Height, g.Spacing);
        var inside = new bool[g.VoxelCount];
        for (var z = 0; z < g.Depth; z++)
        {
            for (var y = 0; y < g.Height; y++)
            {
                for (var x = 0; x < g.Width; x++)
                {
                    inside[z + (g.Depth * (g.Width - 1 - x + (g.Width * y)))] = mask.Inside[x + (g.Width * (y + (g.Height * z)))];
                }
            }
        }

        var options = new RadiomicsOptions { Families = RadiomicsFamilies.EnclosingShapes };
        var one = RadiomicsOracle.Extract(options, image, mask);
        var two = RadiomicsOracle.Extract(options, new Volume<float>(turned, new float[g.VoxelCount]), new Mask(turned, inside));

        // The mesh's area differs in ambiguous cubes only, of which an ellipsoid has none; the box is a search.
        Assert.Equal(one["morph_volume_density_mvee"], two["morph_volume_density_mvee"], 1e-9);
        Assert.Equal(one["morph_area_density_mvee"], two["morph_area_density_mvee"], 1e-9);
        Assert.Equal(one["morph_volume_density_ombb"], two["morph_volume_density_ombb"], 1e-3);
    }
}
