namespace HccRisk.Radiomics.Filters;

/// <summary>
/// A separable wavelet (IBSI-2), undecimated: at level j every kernel has 2^(j-1) - 1 zeros between its taps (a trous), after the low-pass kernels of the
/// levels before. Kernels of even length have a zero at their end. In intensity units.
/// </summary>
public sealed record WaveletFilter : ImageFilter
{
    /// <summary>
    /// The wavelet by the name PyWavelets has: haar, db1 to db20, sym2 to sym20, coif1 to coif5, bior1.1 to bior6.8, rbio1.1 to rbio6.8, dmey.
    /// Default db3.
    /// </summary>
    public string Wavelet { get; init; } = "db3";

    /// <summary>Low (L) or high (H) pass along x, y and z; two letters act in slices across z. Default LLH.</summary>
    public string Bands { get; init; } = "LLH";

    /// <summary>Level, 1 to 6. Default 1.</summary>
    public int Level { get; init; } = 1;

    /// <summary>How rotations by right angles become one; default: none are made.</summary>
    public FilterPooling Pooling { get; init; }

    /// <summary>What lies beyond the border. Default: half-sample mirror.</summary>
    public FilterBoundary Boundary { get; init; }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant(
        $"wavelet_{Wavelet.Replace('.', 'p')}_{Bands}_{Level}{FilterNames.Of(Pooling)}_{FilterNames.Of(InSlice, Boundary)}");

    private bool InSlice => Bands.Length == 2;

    internal override FilterBlock Respond(FilterImage image, FilterTarget target)
    {
        var pool = new ResponsePool(Pooling);
        if (Level == 1 && Pooling != FilterPooling.None)
        {
            var taps = WaveletKernels.Of(Wavelet);
            LineKernel?[] kernels = [.. Enumerable.Range(0, 3).Select(a => a < Bands.Length ? Kernel(Bands[a] == 'L' ? taps.Low : taps.High, 1) : null)];
            foreach (var (response, count) in LineConvolution.Apply(image.Block, image, KernelRotations.Of(kernels, InSlice), Boundary, target.Box))
            {
                pool.Add(response, count);
            }

            return pool.Finish();
        }

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var kinds = new List<(int[] Order, bool[] Flips, int Count)>();
        foreach (var (order, flips) in KernelRotations.All(InSlice))
        {
            // What goes to each axis: rotations that only exchange equal letters are the same.
            var key = string.Concat(order.Select((from, axis) => from < Bands.Length ? $"{Bands[from]}{(flips[axis] ? '-' : '+')}" : "."));
            if (seen.TryGetValue(key, out var place))
            {
                kinds[place] = kinds[place] with { Count = kinds[place].Count + 1 };
            }
            else if (Pooling != FilterPooling.None || seen.Count == 0)
            {
                seen.Add(key, kinds.Count);
                kinds.Add((order, flips, 1));
            }
        }

        foreach (var (order, flips, count) in kinds)
        {
            pool.Add(Turned(image, target, order, flips), count);
        }

        return pool.Finish();
    }

    private FilterBlock Turned(FilterImage image, FilterTarget target, int[] order, bool[] flips)
    {
        var stages = new LineKernel?[Level][];
        var taps = WaveletKernels.Of(Wavelet);
        for (var level = 1; level <= Level; level++)
        {
            stages[level - 1] = new LineKernel?[3];
            for (var axis = 0; axis < 3; axis++)
            {
                if (order[axis] < Bands.Length)
                {
                    var kernel = Kernel(level < Level || Bands[order[axis]] == 'L' ? taps.Low : taps.High, level);
                    stages[level - 1][axis] = flips[axis] ? kernel.Flipped() : kernel;
                }
            }
        }

        var boxes = new Sampling.GridBox[Level];
        var box = target.Box;
        for (var level = Level - 1; level >= 0; level--)
        {
            boxes[level] = box;
            box = LineConvolution.Seen(box, image, stages[level], Boundary);
        }

        var block = image.Block;
        for (var level = 0; level < Level; level++)
        {
            block = LineConvolution.Apply(block, image, stages[level], Boundary, boxes[level]);
        }

        return block;
    }

    /// <summary>The taps with zeros between them, as a convolution.</summary>
    private static LineKernel Kernel(double[] taps, int level)
    {
        var step = 1 << (level - 1);
        var odd = taps.Length % 2 == 0 ? taps.Length + 1 : taps.Length;
        var dense = new double[((odd - 1) * step) + 1];
        for (var i = 0; i < taps.Length; i++)
        {
            dense[i * step] = taps[i];
        }

        return LineKernel.Convolution(dense, dense.Length / 2);
    }

    internal override IEnumerable<string> Faults()
    {
        if (!WaveletKernels.Knows(Wavelet))
        {
            yield return $"Wavelet is {Wavelet}: one of haar, db1 to db20, sym2 to sym20, coif1 to coif5, bior and rbio (as bior2.2), dmey";
        }

        if (Bands.Length is not (2 or 3) || Bands.Any(b => b is not ('L' or 'H')))
        {
            yield return $"Bands is {Bands}: two or three of L and H, as in LLH";
        }

        if (Level is not (>= 1 and <= 6))
        {
            yield return FormattableString.Invariant($"Level is {Level}: 1 to 6");
        }

        foreach (var fault in FilterNames.Faults(Boundary).Concat(FilterNames.Faults(Pooling)))
        {
            yield return fault;
        }
    }

    internal override string? FaultFor(FilterImage image) =>
        FilterNames.FaultOfSize(image, ((WaveletKernels.Of(Wavelet).Low.Length - 1) << (Level - 1)) + 1, InSlice);
}
