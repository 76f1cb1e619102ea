using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>Boxes by the number of an axis: 0 is x, 1 is y, 2 is z.</summary>
internal static class GridAxes
{
    internal static (int From, int Count) Range(this GridBox box, int axis) => axis switch
    {
        0 => (box.X, box.Width),
        1 => (box.Y, box.Height),
        _ => (box.Z, box.Depth),
    };

    internal static GridBox With(this GridBox box, int axis, int from, int count) => axis switch
    {
        0 => box with { X = from, Width = count },
        1 => box with { Y = from, Height = count },
        _ => box with { Z = from, Depth = count },
    };

    /// <summary>The box grown by so many voxels along an axis, cut at the image.</summary>
    internal static GridBox Grow(this GridBox box, int axis, int before, int after, GridBox image)
    {
        var ((from, count), (first, size)) = (box.Range(axis), image.Range(axis));
        var start = Math.Max(first, from - before);
        return box.With(axis, start, Math.Min(first + size, from + count + after) - start);
    }

    /// <summary>The whole axis of the image.</summary>
    internal static GridBox Whole(this GridBox box, int axis, GridBox image)
    {
        var (first, size) = image.Range(axis);
        return box.With(axis, first, size);
    }
}
