using HccRisk.Core.Columns;
using HccRisk.Radiomics.Morphology.Geometry;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Morphology;

/// <summary>Largest distance of two mesh vertices in one plane across each axis, as pyradiomics has them (not in IBSI).</summary>
internal static class PlanarDiameters
{
    /// <summary>In the order of <see cref="PlanarDiameterValues"/>.</summary>
    internal static readonly FeatureColumn[] Columns =
    [
        new("morph_maximum_diameter_slice", "mm"),
        new("morph_maximum_diameter_row", "mm"),
        new("morph_maximum_diameter_column", "mm"),
    ];

    /// <summary>Planes of constant z, x and y.</summary>
    internal static void Compute(LesionRegion region, Span<double> result)
    {
        var (s, x, y, z) = (region.Spacing, (region.Width, 1), (region.Height, region.Width), (region.Depth, region.Width * region.Height));
        ref var diameters = ref FeatureFields.In<PlanarDiameterValues>(result);
        diameters.MaximumDiameterSlice = Largest(region.Inside, x, y, z, s.X, s.Y);
        diameters.MaximumDiameterRow = Largest(region.Inside, y, z, x, s.Y, s.Z);
        diameters.MaximumDiameterColumn = Largest(region.Inside, x, z, y, s.X, s.Z);
    }

    /// <summary>Each axis as its count and stride; planes lie across <paramref name="w"/>.</summary>
    private static double Largest(
        ReadOnlySpan<byte> inside, (int Count, int Stride) u, (int Count, int Stride) v, (int Count, int Stride) w, double unitU, double unitV)
    {
        double largest = 0;
        var points = new List<(int U, int V)>();
        for (var k = 0; k < w.Count - 1; k++)
        {
            // Vertices lie half-way between an inside and an outside voxel: along u and v in a plane of voxels, along w between two.
            // The outermost of a line suffice; coordinates are in half voxels.
            points.Clear();
            for (var j = 0; j < v.Count - 1; j++)
            {
                var at = (j * v.Stride) + (k * w.Stride);
                AddEnds(points, inside, at, u, at + u.Stride, (2 * j), 1, u.Count - 1);
                AddEnds(points, inside, at, u, at + v.Stride, (2 * j) + 1, 0, u.Count);
            }

            largest = Math.Max(largest, SquaredDiameter(points, unitU, unitV));
            points.Clear();
            for (var j = 0; j < v.Count; j++)
            {
                var at = (j * v.Stride) + (k * w.Stride);
                AddEnds(points, inside, at, u, at + w.Stride, 2 * j, 0, u.Count);
            }

            largest = Math.Max(largest, SquaredDiameter(points, unitU, unitV));
        }

        return Math.Sqrt(largest) / 2;
    }

    /// <summary>Adds the first and last place along a line where two neighbours differ.</summary>
    private static void AddEnds(
        List<(int U, int V)> points, ReadOnlySpan<byte> inside, int one, (int Count, int Stride) u, int other, int v, int half, int count)
    {
        var (first, last) = (-1, -1);
        for (var i = 0; i < count; i++)
        {
            if (inside[one + (i * u.Stride)] != inside[other + (i * u.Stride)])
            {
                first = first < 0 ? i : first;
                last = i;
            }
        }

        if (first >= 0)
        {
            points.Add(((2 * first) + half, v));
            points.Add(((2 * last) + half, v));
        }
    }

    private static double SquaredDiameter(List<(int U, int V)> points, double unitU, double unitV)
    {
        var hull = PlanarHull.Create(points);
        double largest = 0;
        for (var a = 0; a < hull.Count; a++)
        {
            for (var b = a + 1; b < hull.Count; b++)
            {
                var (du, dv) = ((hull[a].U - hull[b].U) * unitU, (hull[a].V - hull[b].V) * unitV);
                largest = Math.Max(largest, (du * du) + (dv * dv));
            }
        }

        return largest;
    }
}
