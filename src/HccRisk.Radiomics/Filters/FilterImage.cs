using System.Collections.Concurrent;
using HccRisk.Imaging;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>
/// An image handed to filters: resampled, rounded and normalised. What several filters need of it (its Fourier transform, the bands of a wavelet)
/// is made once.
/// </summary>
internal sealed class FilterImage
{
    private readonly ConcurrentDictionary<object, Lazy<object>> _shared = [];

    /// <param name="values">Its values, x fastest.</param>
    /// <param name="width">Voxels along x.</param>
    /// <param name="height">Voxels along y.</param>
    /// <param name="depth">Voxels along z.</param>
    /// <param name="spacing">Millimetres between voxels.</param>
    internal FilterImage(double[] values, int width, int height, int depth, Vector3D spacing)
    {
        Block = new FilterBlock(values, new GridBox(0, 0, 0, width, height, depth));
        Spacing = spacing;
    }

    /// <summary>The values.</summary>
    internal FilterBlock Block { get; }

    /// <summary>All voxels.</summary>
    internal GridBox Box => Block.Box;

    /// <summary>Millimetres between voxels.</summary>
    internal Vector3D Spacing { get; }

    /// <summary>The type that holds the values.</summary>
    internal VoxelType Type { get; init; } = VoxelType.Float64;

    /// <summary>Parts computed at once.</summary>
    internal int Threads { get; init; } = 1;

    /// <summary>Other values on the same grid.</summary>
    internal FilterImage With(FilterBlock block) =>
        new(block.Values, Box.Width, Box.Height, Box.Depth, Spacing) { Type = block.Type, Threads = Threads };

    /// <summary>The image with more voxels at each border, as a rule has them.</summary>
    /// <param name="margin">How many.</param>
    /// <param name="inSlice">Whether none are added along z.</param>
    /// <param name="boundary">The rule.</param>
    internal FilterImage Padded(int margin, bool inSlice, FilterBoundary boundary)
    {
        var (from, depth) = (Box, inSlice ? Box.Depth : Box.Depth + (2 * margin));
        var to = new GridBox(0, 0, 0, from.Width + (2 * margin), from.Height + (2 * margin), depth);
        var values = new double[to.Count];
        For(to.Depth, z =>
        {
            var sourceZ = inSlice ? z : BoundaryIndex.Of(z - margin, from.Depth, boundary);
            for (var y = 0; y < to.Height; y++)
            {
                var sourceY = BoundaryIndex.Of(y - margin, from.Height, boundary);
                for (var x = 0; x < to.Width; x++)
                {
                    var sourceX = BoundaryIndex.Of(x - margin, from.Width, boundary);
                    values[x + (to.Width * (y + (to.Height * z)))] = sourceX < 0 || sourceY < 0 || sourceZ < 0 ? 0
                        : Block.Values[sourceX + (from.Width * (sourceY + (from.Height * sourceZ)))];
                }
            }
        });
        return new FilterImage(values, to.Width, to.Height, to.Depth, Spacing) { Threads = Threads };
    }

    internal double SpacingOf(int axis) => axis switch { 0 => Spacing.X, 1 => Spacing.Y, _ => Spacing.Z };

    /// <summary>Something that several filters need, made by the first that asks.</summary>
    internal T Shared<T>(object key, Func<T> make)
        where T : class => (T)_shared.GetOrAdd(key, _ => new Lazy<object>(make)).Value;

    /// <summary>Runs parts that do not depend on one another.</summary>
    internal void For(int count, Action<int> part)
    {
        if (Threads == 1 || count < 2)
        {
            for (var i = 0; i < count; i++)
            {
                part(i);
            }
        }
        else
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Threads }, part);
        }
    }
}
