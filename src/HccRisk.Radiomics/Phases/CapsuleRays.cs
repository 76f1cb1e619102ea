using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Phases;

/// <summary>
/// Rays from the middle of a lesion through its surface, along which a capsule is looked for: a ring at the surface that is brighter than the lesion inside and
/// the liver outside. Of a ray that leaves the lesion more than once the last place counts.
/// </summary>
internal sealed class CapsuleRays
{
    /// <summary>Distance of samples along a ray, millimetres, at most.</summary>
    private const double Step = 0.5;

    /// <summary>Of interpolation, which a flat image must not be taken for a ring by.</summary>
    private const double Rounding = 1e-9;

    private readonly VolumeGeometry _grid;
    private readonly List<Vector3D> _places = [];
    private readonly int _inside;
    private readonly int _ring;
    private readonly int _outside;

    /// <param name="lesion">The lesion, not empty.</param>
    /// <param name="organ">The organ; a ray whose samples outside the lesion leave it cannot be judged. Null: every ray stays.</param>
    /// <param name="options">Widths.</param>
    internal CapsuleRays(Mask lesion, Mask? organ, LiverSignOptions options)
    {
        var (grid, box) = (lesion.Geometry, VoxelBox.Around(lesion, "lesion"));
        var centre = MaskCentre.Of(lesion, box);
        var spacing = grid.Spacing;
        var step = Math.Min(spacing.X, Math.Min(spacing.Y, spacing.Z)) / 2;
        var farthest = new Vector3D((box.Width + 1) * spacing.X, (box.Height + 1) * spacing.Y, (box.Depth + 1) * spacing.Z).Length;
        double[] inside = [.. Offsets(-options.CapsuleInside - options.CapsuleFlank, -options.CapsuleInside)];
        double[] ring = [.. Offsets(-options.CapsuleInside, options.CapsuleOutside)];
        double[] outside = [.. Offsets(options.CapsuleOutside, options.CapsuleOutside + options.CapsuleFlank)];
        (_grid, _inside, _ring, _outside) = (grid, inside.Length, ring.Length, outside.Length);
        double[] offsets = [.. inside, .. ring, .. outside];
        foreach (var direction in Icosphere.Directions)
        {
            // Directions of the world: the order in which voxels are stored changes nothing.
            var along = new Vector3D(direction.Dot(grid.AxisX) / spacing.X, direction.Dot(grid.AxisY) / spacing.Y, direction.Dot(grid.AxisZ) / spacing.Z);
            if (Surface(lesion, centre, along, farthest, step) is not { } surface || surface + offsets[0] < 0)
            {
                continue;
            }

            Vector3D[] places = [.. offsets.Select(o => centre + (along * (surface + o)))];
            if (organ is null || places.Zip(offsets).All(p => p.Second <= 0 || PointSampler.Share(organ, p.First) >= 0.5))
            {
                _places.AddRange(places);
            }
        }
    }

    /// <summary>What the rays find in an image.</summary>
    /// <returns>
    /// Mean of the ring over the brighter of its sides, all rays together; the share of judged rays whose ring is brighter than both of its sides; the
    /// share of all rays that can be judged: those that find a surface, stay in image and organ, and meet finite voxels alone. NaN, NaN and 0 without one.
    /// </returns>
    internal (double Ratio, double Coverage, double Judged) Measure(ReadOnlySpan<float> image)
    {
        double inner = 0, middle = 0, outer = 0;
        var (judged, covered) = (0, 0);
        for (var at = 0; at < _places.Count; at += _inside + _ring + _outside)
        {
            var inside = Mean(image, at, _inside);
            var ring = Mean(image, at + _inside, _ring);
            var outside = Mean(image, at + _inside + _ring, _outside);
            if (double.IsFinite(inside + ring + outside))
            {
                (inner, middle, outer) = (inner + inside, middle + ring, outer + outside);
                judged++;
                var beside = Math.Max(inside, outside);
                covered += ring - beside > Rounding * Math.Abs(beside) ? 1 : 0;
            }
        }

        var side = Math.Max(inner, outer);
        return (judged > 0 && side > 0 ? middle / side : double.NaN, judged == 0 ? double.NaN : (double)covered / judged, (double)judged / Icosphere.Directions.Count);
    }

    private double Mean(ReadOnlySpan<float> image, int first, int count)
    {
        var sum = 0.0;
        for (var i = first; i < first + count; i++)
        {
            sum += PointSampler.Image(image, _grid, _places[i]);
        }

        return sum / count;
    }

    /// <summary>Middles of equal parts of a stretch.</summary>
    private static IEnumerable<double> Offsets(double from, double to)
    {
        var parts = (int)Math.Ceiling((to - from) / Step);
        return Enumerable.Range(0, parts).Select(i => from + ((i + 0.5) * (to - from) / parts));
    }

    /// <summary>How far from the middle, millimetres, the lesion ends; null where the ray does not meet it.</summary>
    private static double? Surface(Mask lesion, Vector3D centre, Vector3D along, double farthest, double step)
    {
        var beyond = 0.0;
        for (var t = farthest; t >= 0; t -= step)
        {
            var share = PointSampler.Share(lesion, centre + (along * t));
            if (share >= 0.5)
            {
                return t + (step * (share - 0.5) / (share - beyond));
            }

            beyond = share;
        }

        return null;
    }
}
