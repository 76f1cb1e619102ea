namespace HccRisk.Radiomics.Preprocessing;

/// <summary>Every so-manieth voxel of an axis, the rest shared by both ends, and the cubic B-splines at each.</summary>
internal sealed class GridAxis(int size, int step)
{
    private readonly int _first = (size - 1) % step / 2;

    internal int Count { get; } = ((size - 1) / step) + 1;

    internal int Index(int sample) => _first + (sample * step);

    /// <summary>First control point and four weights of each sample, for a spline of so many cells over the whole axis.</summary>
    internal (int[] First, double[] Weights) Basis(int cells)
    {
        var (first, weights) = (new int[Count], new double[4 * Count]);
        for (var i = 0; i < Count; i++)
        {
            var position = size == 1 ? 0 : (double)Index(i) / (size - 1) * cells;
            first[i] = Math.Min((int)position, cells - 1);
            var t = position - first[i];
            var u = 1 - t;
            weights[4 * i] = u * u * u / 6;
            weights[(4 * i) + 1] = (4 - (6 * t * t) + (3 * t * t * t)) / 6;
            weights[(4 * i) + 2] = (4 - (6 * u * u) + (3 * u * u * u)) / 6;
            weights[(4 * i) + 3] = t * t * t / 6;
        }

        return (first, weights);
    }
}
