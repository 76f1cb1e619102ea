using HccRisk.Core.Columns;
using HccRisk.Radiomics.Morphology.Geometry;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Morphology;

/// <summary>
/// Shape of a region of one slice, as pyradiomics has it (shape2D): its outline runs through the middles between an inside and an outside voxel
/// (marching squares), voxels that meet at a corner alone are apart; axes are those of the covariance of voxel centres with divisor n.
/// </summary>
internal static class SliceShape
{
    /// <summary>Names of pyradiomics, and units; those after the ninth only where a file names them.</summary>
    internal static readonly FeatureColumn[] Columns =
    [
        new("shape2D_Elongation"), new("shape2D_MajorAxisLength", "mm"), new("shape2D_MaximumDiameter", "mm"), new("shape2D_MeshSurface", "mm2"),
        new("shape2D_MinorAxisLength", "mm"), new("shape2D_Perimeter", "mm"), new("shape2D_PerimeterSurfaceRatio", "1/mm"),
        new("shape2D_PixelSurface", "mm2"), new("shape2D_Sphericity"), new("shape2D_SphericalDisproportion"),
    ];

    /// <param name="region">The region.</param>
    /// <param name="dimension">The axis across the slice: 0 is z, 1 is y, 2 is x.</param>
    /// <returns>A value each of <see cref="Columns"/>.</returns>
    /// <exception cref="ArgumentException">The region has several slices.</exception>
    internal static double[] Compute(LesionRegion region, int dimension)
    {
        int[] sizes = [region.Width, region.Height, region.Depth], strides = [1, region.Width, region.Width * region.Height];
        double[] spacings = [region.Spacing.X, region.Spacing.Y, region.Spacing.Z];
        var across = 2 - dimension;
        var (first, second) = across switch { 0 => (1, 2), 1 => (0, 2), _ => (0, 1) };
        var slices = sizes[across] - (2 * region.Padding);
        if (slices > 1)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"shape2D is of one slice: the region has {slices} across {"xyz"[across]}, the axis of 'force2Ddimension' {dimension}."));
        }

        var (surface, perimeter, points) = (0.0, 0.0, new List<(int U, int V)>());
        var (a, b) = (spacings[first], spacings[second]);
        var diagonal = Math.Sqrt((a * a) + (b * b)) / 2;
        var start = region.Padding * strides[across];
        for (var v = 0; v < sizes[second] - 1; v++)
        {
            for (var u = 0; u < sizes[first] - 1; u++)
            {
                var at = start + (u * strides[first]) + (v * strides[second]);
                int Inside(int du, int dv) => region.Inside[at + (du * strides[first]) + (dv * strides[second])];
                var (p, q, r, s) = (Inside(0, 0), Inside(1, 0), Inside(0, 1), Inside(1, 1));
                var (area, length) = (p + q + r + s, p == q, p == r) switch
                {
                    (0, _, _) => (0.0, 0.0),
                    (1, _, _) => (0.125, diagonal),
                    (2, true, _) => (0.5, a),
                    (2, _, true) => (0.5, b),
                    (2, _, _) => (0.25, 2 * diagonal),
                    (3, _, _) => (0.875, diagonal),
                    _ => (1, 0),
                };
                surface += area * a * b;
                perimeter += length;

                // Coordinates are in half voxels.
                if (p != q)
                {
                    points.Add(((2 * u) + 1, 2 * v));
                }

                if (p != r)
                {
                    points.Add((2 * u, (2 * v) + 1));
                }
            }
        }

        var hull = PlanarHull.Create(points);
        var diameter = hull.Max(m => hull.Max(n => Math.Sqrt(Math.Pow((m.U - n.U) * a, 2) + Math.Pow((m.V - n.V) * b, 2)))) / 2;
        var (major, minor) = Axes(region, first, second, a, b);
        var disproportion = perimeter / (2 * Math.Sqrt(Math.PI * surface));
        return
        [
            Math.Sqrt(minor / major), 4 * Math.Sqrt(major), diameter, surface, 4 * Math.Sqrt(minor), perimeter, perimeter / surface,
            region.Count * a * b, 1 / disproportion, disproportion,
        ];
    }

    /// <summary>Eigenvalues of the covariance of voxel centres.</summary>
    private static (double Major, double Minor) Axes(LesionRegion region, int first, int second, double a, double b)
    {
        double sumU = 0, sumV = 0, uu = 0, vv = 0, uv = 0;
        (double U, double V) Place(RegionVoxel v)
        {
            int[] at = [v.X, v.Y, v.Z];
            return (at[first] * a, at[second] * b);
        }

        foreach (var voxel in region.Voxels)
        {
            var (u, v) = Place(voxel);
            (sumU, sumV) = (sumU + u, sumV + v);
        }

        var (meanU, meanV, n) = (sumU / region.Count, sumV / region.Count, (double)region.Count);
        foreach (var voxel in region.Voxels)
        {
            var (u, v) = Place(voxel);
            uu += (u - meanU) * (u - meanU);
            vv += (v - meanV) * (v - meanV);
            uv += (u - meanU) * (v - meanV);
        }

        var (middle, half) = ((uu + vv) / (2 * n), Math.Sqrt(Math.Pow((uu - vv) / 2, 2) + (uv * uv)) / n);
        return (middle + half, Math.Max(0, middle - half));
    }
}
