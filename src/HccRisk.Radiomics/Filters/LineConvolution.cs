using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>Convolution along one axis, many lines at a time. Each value is a sum in the order of the kernel, whatever the lanes and threads.</summary>
internal static class LineConvolution
{
    /// <param name="source">The image, or the part of it that the kernel sees.</param>
    /// <param name="image">The whole image, where the boundary is.</param>
    /// <param name="axis">0 along x, 1 along y, 2 along z.</param>
    /// <param name="kernel">The weights.</param>
    /// <param name="boundary">What lies beyond the image.</param>
    /// <param name="from">First output along the axis.</param>
    /// <param name="count">Outputs along the axis.</param>
    internal static FilterBlock Apply(
        FilterBlock source, FilterImage image, int axis, LineKernel kernel, FilterBoundary boundary, int from, int count)
    {
        var result = FilterBlock.Create(source.Box.With(axis, from, count));
        if (axis == 0)
        {
            AlongX(source, image, kernel, boundary, result);
        }
        else
        {
            AcrossRows(source, image, axis, kernel, boundary, result);
        }

        return result;
    }

    /// <summary>A kernel for each axis, x first; null: that axis is left as it is. The source holds all that they see of the box.</summary>
    internal static FilterBlock Apply(FilterBlock source, FilterImage image, LineKernel?[] kernels, FilterBoundary boundary, GridBox box) =>
        Apply(source, image, [(kernels, 1)], boundary, box).Single().Response;

    /// <summary>Several triples of kernels, each with a count that is passed on: what they share along x, and along x and y, is made once.</summary>
    internal static IEnumerable<(FilterBlock Response, int Count)> Apply(
        FilterBlock source, FilterImage image, IReadOnlyList<(LineKernel?[] Kernels, int Count)> triples, FilterBoundary boundary, GridBox box)
    {
        foreach (var first in Groups(triples, 0))
        {
            // The source is cut to what is seen, so that no row is made for nothing.
            var seen = first.Aggregate(box, (all, t) => Union(all, Seen(box, image, t.Kernels, boundary)));
            var x = Along(source.Cut(Intersection(seen, source.Box)), image, 0, first[0].Kernels[0], boundary, box);
            foreach (var second in Groups(first, 1))
            {
                var y = Along(x, image, 1, second[0].Kernels[1], boundary, box);
                foreach (var (kernels, count) in second)
                {
                    var response = Along(y, image, 2, kernels[2], boundary, box).Cut(box);
                    yield return (response == source || response == x || response == y ? response with { Values = [.. response.Values] } : response, count);
                }
            }
        }
    }

    private static FilterBlock Along(FilterBlock block, FilterImage image, int axis, LineKernel? kernel, FilterBoundary boundary, GridBox box)
    {
        var (from, count) = box.Range(axis);
        return kernel is null ? block : Apply(block, image, axis, kernel, boundary, from, count);
    }

    private static List<List<(LineKernel?[] Kernels, int Count)>> Groups(IEnumerable<(LineKernel?[] Kernels, int Count)> triples, int axis)
    {
        var groups = new List<List<(LineKernel?[] Kernels, int Count)>>();
        foreach (var triple in triples)
        {
            var same = groups.Find(g => g[0].Kernels[axis] is { } kernel ? triple.Kernels[axis]?.IsSame(kernel) == true : triple.Kernels[axis] is null);
            if (same is null)
            {
                groups.Add([triple]);
            }
            else
            {
                same.Add(triple);
            }
        }

        return groups;
    }

    private static GridBox Union(GridBox a, GridBox b) => Combine(a, b, Math.Min, Math.Max);

    private static GridBox Intersection(GridBox a, GridBox b) => Combine(a, b, Math.Max, Math.Min);

    private static GridBox Combine(GridBox a, GridBox b, Func<int, int, int> start, Func<int, int, int> end)
    {
        for (var axis = 0; axis < 3; axis++)
        {
            var ((from, count), (other, size)) = (a.Range(axis), b.Range(axis));
            var first = start(from, other);
            a = a.With(axis, first, end(from + count, other + size) - first);
        }

        return a;
    }

    /// <summary>The part of the image that kernels see of a box.</summary>
    internal static GridBox Seen(GridBox box, FilterImage image, ReadOnlySpan<LineKernel?> kernels, FilterBoundary boundary)
    {
        for (var axis = 0; axis < 3; axis++)
        {
            if (kernels[axis] is { } kernel)
            {
                var (before, after) = kernel.Reach;
                box = boundary == FilterBoundary.Periodic ? box.Whole(axis, image.Box) : Near(box, image.Box, axis, before, after);
            }
        }

        return box;
    }

    /// <summary>Beyond a border a mirror shows what is as far inside; a kernel may be longer than the image.</summary>
    private static GridBox Near(GridBox box, GridBox image, int axis, int before, int after)
    {
        var reach = Math.Max(before, after);
        var ((from, count), (first, size)) = (box.Range(axis), image.Range(axis));
        return from - reach < first || from + count + reach > first + size
            ? box.Grow(axis, Math.Max(before, after) + 1, Math.Max(before, after) + 1, image)
            : box.Grow(axis, before, after, image);
    }

    private static void AlongX(FilterBlock source, FilterImage image, LineKernel kernel, FilterBoundary boundary, FilterBlock result)
    {
        var (before, after) = kernel.Reach;
        var (width, outWidth) = (source.Box.Width, result.Box.Width);
        var places = new int[outWidth + before + after];
        for (var i = 0; i < places.Length; i++)
        {
            var at = BoundaryIndex.Of(result.Box.X - before + i, image.Box.Width, boundary);
            places[i] = at < 0 ? -1 : at - source.Box.X;
        }

        var starts = Array.ConvertAll(kernel.Offsets, o => o + before);
        image.For(source.Box.Depth, z =>
        {
            var line = new double[places.Length];
            for (var y = 0; y < source.Box.Height; y++)
            {
                var row = source.Values.AsSpan(((z * source.Box.Height) + y) * width, width);
                for (var i = 0; i < places.Length; i++)
                {
                    line[i] = places[i] < 0 ? 0 : row[places[i]];
                }

                WeightedRows.Sum<double>(line, starts, kernel.Weights, result.Values.AsSpan(((z * source.Box.Height) + y) * outWidth, outWidth));
            }
        });
    }

    private static void AcrossRows(FilterBlock source, FilterImage image, int axis, LineKernel kernel, FilterBoundary boundary, FilterBlock result)
    {
        var ((first, _), (from, count), (_, size)) = (source.Box.Range(axis), result.Box.Range(axis), image.Box.Range(axis));
        var (width, height) = (source.Box.Width, source.Box.Height);
        var rows = axis == 1 ? source.Box.Depth : height;
        image.For(count * rows, n =>
        {
            var (i, other) = axis == 1 ? (n % count, n / count) : (n / rows, n % rows);
            Span<int> starts = stackalloc int[Math.Min(kernel.Offsets.Length, 512)];
            starts = kernel.Offsets.Length > starts.Length ? new int[kernel.Offsets.Length] : starts;
            Span<double> weights = stackalloc double[Math.Min(kernel.Offsets.Length, 512)];
            weights = kernel.Offsets.Length > weights.Length ? new double[kernel.Offsets.Length] : weights;
            var taps = 0;
            for (var t = 0; t < kernel.Offsets.Length; t++)
            {
                var at = BoundaryIndex.Of(from + i + kernel.Offsets[t], size, boundary);
                if (at >= 0)
                {
                    var place = at - first;
                    starts[taps] = width * (axis == 1 ? place + (height * other) : other + (height * place));
                    weights[taps++] = kernel.Weights[t];
                }
            }

            var target = width * (axis == 1 ? i + (count * other) : other + (height * i));
            WeightedRows.Sum<double>(source.Values, starts[..taps], weights[..taps], result.Values.AsSpan(target, width));
        });
    }
}
