using HccRisk.Imaging;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters.Pyradiomics;

/// <summary>
/// pyradiomics' Laplacian of a Gaussian: ITK's recursive one, normalised across scale (times sigma squared), to single precision.
/// </summary>
/// <param name="Sigma">Standard deviation, millimetres.</param>
/// <param name="Text">As the parameter file writes it, which is part of the name.</param>
internal sealed record RecursiveLaplacian(double Sigma, string Text) : ImageFilter
{
    public override string Name => $"log-sigma-{Text.Replace('.', '-')}-mm-3D";

    internal override IEnumerable<string> Faults() => Sigma > 0 ? [] : [FormattableString.Invariant($"sigma is {Sigma}: above 0")];

    internal override string? FaultFor(FilterImage image)
    {
        for (var axis = 0; axis < 3; axis++)
        {
            var (size, least) = (image.Box.Range(axis).Count, Math.Max(4, (int)Math.Ceiling(Sigma / image.SpacingOf(axis)) + 1));
            if (size < least)
            {
                return FormattableString.Invariant($"an axis has {size} voxels, {least} are needed");
            }
        }

        return null;
    }

    internal override FilterBlock Respond(FilterImage image, FilterTarget target)
    {
        var (box, all) = (target.Box, image.Box);
        RecursiveGaussian Along(int axis)
        {
            var s = Sigma / image.SpacingOf(axis);
            return new RecursiveGaussian(s, s * s);
        }

        // Along x and y slice by slice, then along z: each step keeps only what the box needs.
        var (x, y, z) = (Along(0), Along(1), Along(2));
        var flat = box with { Z = 0, Depth = all.Depth };
        var (smoothXY, second) = (new double[flat.Count], new double[flat.Count]);
        image.For(all.Depth, slice =>
        {
            var size = box.Width * all.Height;
            var (smoothX, secondX) = (BoxScratch<double>.Rent(size), BoxScratch<double>.Rent(size));
            AlongX(image, x, slice, box, smoothX, secondX);
            var (to, part) = (slice * box.Width * box.Height, box.Width * box.Height);
            var used = (box.Y, box.Height);
            y.Add(smoothX, all.Height, box.Width, box.Width, smoothXY.AsSpan(to, part), second.AsSpan(to, part), used, box.Width);
            y.Add(secondX, all.Height, box.Width, box.Width, second.AsSpan(to, part), [], used, box.Width);
            BoxScratch<double>.Return(smoothX);
            BoxScratch<double>.Return(secondX);
        });
        var result = new FilterBlock(new double[box.Count], box) { Type = VoxelType.Float32 };
        var stride = box.Width * box.Height;
        image.For(box.Height, row =>
        {
            var at = row * box.Width;
            z.Add(smoothXY.AsSpan(at), all.Depth, stride, box.Width, [], result.Values.AsSpan(at), (box.Z, box.Depth), stride);
            z.Add(second.AsSpan(at), all.Depth, stride, box.Width, result.Values.AsSpan(at), [], (box.Z, box.Depth), stride);
            for (var slice = 0; slice < box.Depth; slice++)
            {
                foreach (ref var value in result.Values.AsSpan(at + (slice * stride), box.Width))
                {
                    value = (float)value;
                }
            }
        });
        return result;
    }

    /// <summary>A slice turned, so that its rows are side by side.</summary>
    private static void AlongX(FilterImage image, RecursiveGaussian filter, int slice, GridBox box, double[] smooth, double[] second)
    {
        var (width, height) = (image.Box.Width, image.Box.Height);
        var size = box.Width * height;
        var turned = BoxScratch<double>.Rent(width * height);
        var sums = BoxScratch<double>.Rent(2 * size);
        sums.AsSpan(0, 2 * size).Clear();
        Turn(image.Block.Values.AsSpan(slice * width * height, width * height), width, height, turned);
        filter.Add(turned, width, height, height, sums.AsSpan(0, size), sums.AsSpan(size, size), (box.X, box.Width), height);
        Turn(sums.AsSpan(0, size), height, box.Width, smooth);
        Turn(sums.AsSpan(size, size), height, box.Width, second);
        BoxScratch<double>.Return(turned);
        BoxScratch<double>.Return(sums);
    }

    /// <summary>Rows become columns, a tile at a time.</summary>
    private static void Turn(ReadOnlySpan<double> from, int width, int height, Span<double> to)
    {
        const int tile = 16;
        for (var y0 = 0; y0 < height; y0 += tile)
        {
            for (var x0 = 0; x0 < width; x0 += tile)
            {
                var (y1, x1) = (Math.Min(height, y0 + tile), Math.Min(width, x0 + tile));
                for (var x = x0; x < x1; x++)
                {
                    for (var y = y0; y < y1; y++)
                    {
                        to[(x * height) + y] = from[(y * width) + x];
                    }
                }
            }
        }
    }
}
