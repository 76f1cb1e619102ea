namespace HccRisk.Radiomics.Filters;

/// <summary>Weights of neighbours along a line: the response at i is the sum of Weights[t] x[i + Offsets[t]], in this order.</summary>
internal sealed class LineKernel
{
    private LineKernel(int[] offsets, double[] weights) => (Offsets, Weights) = (offsets, weights);

    internal int[] Offsets { get; }

    internal double[] Weights { get; }

    /// <summary>Voxels that it reaches before and after.</summary>
    internal (int Before, int After) Reach => (Math.Max(0, -Offsets.Min()), Math.Max(0, Offsets.Max()));

    /// <summary>The convolution with h, whose place 0 is <paramref name="centre"/>; the order of h, and zeros left out.</summary>
    internal static LineKernel Convolution(ReadOnlySpan<double> h, int centre)
    {
        var (offsets, weights) = (new List<int>(), new List<double>());
        for (var k = 0; k < h.Length; k++)
        {
            if (h[k] != 0)
            {
                offsets.Add(centre - k);
                weights.Add(h[k]);
            }
        }

        return weights.Count == 0 ? new LineKernel([0], [0]) : new LineKernel([.. offsets], [.. weights]);
    }

    /// <summary>The same turned round.</summary>
    internal LineKernel Flipped() => new([.. Offsets.Select(o => -o)], Weights);

    /// <summary>Whether the weights at every offset are the same.</summary>
    internal bool IsSame(LineKernel other) => Pairs.SequenceEqual(other.Pairs);

    private IEnumerable<(int, double)> Pairs => Offsets.Zip(Weights).OrderBy(p => p.First);
}
