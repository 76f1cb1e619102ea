using HccRisk.Imaging;

namespace HccRisk.Radiomics.Filters;

/// <summary>
/// Magnitude of the gradient by central differences, the border repeated, in intensity units a millimetre, to single precision: as ITK and pyradiomics have
/// it.
/// </summary>
public sealed record GradientFilter : ImageFilter
{
    /// <summary>Whether differences are a millimetre. Default true; false: a voxel, whatever its size.</summary>
    public bool UseSpacing { get; init; } = true;

    /// <inheritdoc/>
    public override string Name => UseSpacing ? "gradient" : "gradient_voxel";

    internal override FilterBlock Respond(FilterImage image, FilterTarget target)
    {
        var (box, all) = (target.Box, image.Box);
        var result = FilterBlock.Create(box) with { Type = VoxelType.Float32 };
        int[] sizes = [all.Width, all.Height, all.Depth], strides = [1, all.Width, all.Width * all.Height];
        double[] halves = [.. Enumerable.Range(0, 3).Select(a => UseSpacing ? 0.5 / image.SpacingOf(a) : 0.5)];
        var values = image.Block.Values;
        image.For(box.Depth, k =>
        {
            var at = k * box.Width * box.Height;
            for (var y = box.Y; y < box.Y + box.Height; y++)
            {
                for (var x = box.X; x < box.X + box.Width; x++)
                {
                    var z = box.Z + k;
                    var centre = x + (all.Width * (y + (all.Height * z)));
                    double Squared(int axis, int place)
                    {
                        var before = place == 0 ? centre : centre - strides[axis];
                        var after = place == sizes[axis] - 1 ? centre : centre + strides[axis];
                        var slope = (values[after] - values[before]) * halves[axis];
                        return slope * slope;
                    }

                    result.Values[at++] = (float)Math.Sqrt(Squared(0, x) + Squared(1, y) + Squared(2, z));
                }
            }
        });
        return result;
    }

    internal override IEnumerable<string> Faults() => [];
}
