using System.Numerics;

namespace HccRisk.Radiomics.Filters;

/// <summary>
/// Local binary patterns in slices, as scikit-image and pyradiomics have them: neighbours on a circle, bilinear between voxels, 0 beyond the border,
/// compared with the voxel. Whole numbers; NaN where the voxel or a neighbour is.
/// </summary>
public sealed record LocalBinaryPatternFilter : ImageFilter
{
    /// <summary>Radius of the circle, voxels, above 0. Default 1.</summary>
    public double Radius { get; init; } = 1;

    /// <summary>Neighbours, 1 to 24. Default 8.</summary>
    public int Samples { get; init; } = 8;

    /// <summary>How signs become a number. Default: uniform.</summary>
    public BinaryPattern Pattern { get; init; }

    /// <summary>Slices across which axis: 0 is z, 1 is y, 2 is x. Default 0.</summary>
    public int SliceDimension { get; init; }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant(
        $"lbp_{FilterNames.Of(Radius)}_{Samples}{(Pattern == BinaryPattern.Uniform ? "" : Pattern == BinaryPattern.Plain ? "_plain" : "_rotation")}{(SliceDimension == 0 ? "" : SliceDimension == 1 ? "_y" : "_x")}");

    internal override FilterBlock Respond(FilterImage image, FilterTarget target)
    {
        var (box, all) = (target.Box, image.Box);
        var result = FilterBlock.Create(box) with { Type = image.Type };
        int[] sizes = [all.Width, all.Height, all.Depth], strides = [1, all.Width, all.Width * all.Height];
        var (column, row) = SliceDimension switch { 0 => (0, 1), 1 => (0, 2), _ => (2, 1) };
        var samples = Enumerable.Range(0, Samples).Select(i => Sample.At(i, Samples, Radius)).ToArray();
        var values = image.Block.Values;
        image.For(box.Depth, k =>
        {
            var at = k * box.Width * box.Height;
            Span<int> place = [0, 0, box.Z + k];
            for (place[1] = box.Y; place[1] < box.Y + box.Height; place[1]++)
            {
                for (place[0] = box.X; place[0] < box.X + box.Width; place[0]++, at++)
                {
                    if (target.Inside is { } inside && !inside[at])
                    {
                        result.Values[at] = 0;
                        continue;
                    }

                    var centre = place[0] + (all.Width * (place[1] + (all.Height * place[2])));
                    uint signs = 0;
                    var isMissing = false;
                    for (var i = 0; i < samples.Length; i++)
                    {
                        var value = samples[i].Of(values, centre, place[row], sizes[row], strides[row], place[column], sizes[column], strides[column]);
                        signs |= value - values[centre] >= 0 ? 1u << i : 0;
                        isMissing |= double.IsNaN(value - values[centre]);
                    }

                    result.Values[at] = isMissing ? double.NaN : Number(signs);
                }
            }
        });
        return result;
    }

    private uint Number(uint signs)
    {
        switch (Pattern)
        {
            case BinaryPattern.Uniform:
                var changes = BitOperations.PopCount((signs ^ (signs >> 1)) & ((1u << (Samples - 1)) - 1));
                return changes <= 2 ? (uint)BitOperations.PopCount(signs) : (uint)Samples + 1;
            case BinaryPattern.Plain:
                return signs;
            default:
                var least = signs;
                for (var i = 1; i < Samples; i++)
                {
                    signs = (signs >> 1) | ((signs & 1) << (Samples - 1));
                    least = Math.Min(least, signs);
                }

                return least;
        }
    }

    internal override IEnumerable<string> Faults()
    {
        if (Radius is not (> 0 and <= 100))
        {
            yield return FormattableString.Invariant($"Radius is {Radius}: above 0, at most 100");
        }

        if (Samples is not (>= 1 and <= 24))
        {
            yield return FormattableString.Invariant($"Samples is {Samples}: 1 to 24");
        }

        if (!Enum.IsDefined(Pattern))
        {
            yield return FormattableString.Invariant($"Pattern is {(int)Pattern}: not a known value");
        }

        if (SliceDimension is not (>= 0 and <= 2))
        {
            yield return FormattableString.Invariant($"SliceDimension is {SliceDimension}: 0, 1 or 2");
        }
    }

    /// <summary>One neighbour: the four voxels around it and its place between them. The order of operations is scikit-image's, on which ties depend.</summary>
    private readonly record struct Sample(double AlongRow, double AlongColumn)
    {
        internal static Sample At(int index, int count, double radius)
        {
            // Five decimals: a neighbour on a voxel is exactly there.
            var (sin, cos) = Math.SinCos(2 * Math.PI * index / count);
            var (row, column) = (Math.Round(-radius * sin, 5), Math.Round(radius * cos, 5));
            return new Sample(row, column);
        }

        internal double Of(double[] values, int centre, int row, int rows, int rowStride, int column, int columns, int columnStride)
        {
            var (r, c) = (row + AlongRow, column + AlongColumn);
            var (top, left) = ((int)Math.Floor(r), (int)Math.Floor(c));
            var (bottom, right) = ((int)Math.Ceiling(r), (int)Math.Ceiling(c));
            var (dr, dc) = (r - top, c - left);
            double Voxel(int y, int x) => (uint)y >= (uint)rows || (uint)x >= (uint)columns ? 0
                : values[centre + ((y - row) * rowStride) + ((x - column) * columnStride)];
            var upper = ((1 - dc) * Voxel(top, left)) + (dc * Voxel(top, right));
            var lower = ((1 - dc) * Voxel(bottom, left)) + (dc * Voxel(bottom, right));
            return ((1 - dr) * upper) + (dr * lower);
        }
    }
}
