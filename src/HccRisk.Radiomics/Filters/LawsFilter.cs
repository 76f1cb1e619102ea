using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>
/// Laws' kernels (IBSI-2), each divided by its L2 norm: level (L), edge (E), spot (S), wave (W) and ripple (R) of 5 or 3 weights, one an axis. With a
/// distance the response becomes an energy: the mean of its absolute value around each voxel. In intensity units.
/// </summary>
public sealed record LawsFilter : ImageFilter
{
    private static readonly Dictionary<string, double[]> Weights = new(StringComparer.Ordinal)
    {
        ["L5"] = [1, 4, 6, 4, 1],
        ["E5"] = [-1, -2, 0, 2, 1],
        ["S5"] = [-1, 0, 2, 0, -1],
        ["W5"] = [-1, 2, 0, -2, 1],
        ["R5"] = [1, -4, 6, -4, 1],
        ["L3"] = [1, 2, 1],
        ["E3"] = [-1, 0, 1],
        ["S3"] = [-1, 2, -1],
    };

    /// <summary>The kernels along x, y and z, such as L5E5E5; two of them act in slices across z. Default L5E5E5.</summary>
    public string Kernels { get; init; } = "L5E5E5";

    /// <summary>How rotations by right angles become one; default: none are made.</summary>
    public FilterPooling Pooling { get; init; }

    /// <summary>Chebyshev distance of the energy, voxels, 1 to 50; null (default): the response itself.</summary>
    public int? EnergyDistance { get; init; }

    /// <summary>What lies beyond the border, of the image and of the response that an energy is of. Default: half-sample mirror.</summary>
    public FilterBoundary Boundary { get; init; }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant(
        $"laws_{Kernels}{FilterNames.Of(Pooling)}{(EnergyDistance is { } d ? FormattableString.Invariant($"_energy{d}") : string.Empty)}_{FilterNames.Of(InSlice, Boundary)}");

    private bool InSlice => Kernels.Length == 4;

    internal override FilterBlock Respond(FilterImage image, FilterTarget target)
    {
        if (EnergyDistance is not { } distance)
        {
            return Pooled(image, target.Box);
        }

        var box = target.Box;
        for (var axis = 0; axis < (InSlice ? 2 : 3); axis++)
        {
            box = Boundary == FilterBoundary.Periodic ? box.Whole(axis, image.Box) : box.Grow(axis, distance, distance, image.Box);
        }

        var response = Pooled(image, box);
        foreach (ref var value in response.Values.AsSpan(0, box.Count))
        {
            value = Math.Abs(value);
        }

        return MeanFilter.Box(image, response, target.Box, distance, InSlice, Boundary);
    }

    private FilterBlock Pooled(FilterImage image, GridBox box)
    {
        var kernels = new LineKernel?[3];
        for (var axis = 0; 2 * axis < Kernels.Length; axis++)
        {
            var weights = Weights[Kernels.Substring(2 * axis, 2)];
            var norm = Math.Sqrt(weights.Sum(w => w * w));
            kernels[axis] = LineKernel.Convolution([.. weights.Select(w => w / norm)], weights.Length / 2);
        }

        if (Pooling == FilterPooling.None)
        {
            return LineConvolution.Apply(image.Block, image, kernels, Boundary, box);
        }

        var pool = new ResponsePool(Pooling);
        foreach (var (response, count) in LineConvolution.Apply(image.Block, image, KernelRotations.Of(kernels, InSlice), Boundary, box))
        {
            pool.Add(response, count);
        }

        return pool.Finish();
    }

    internal override IEnumerable<string> Faults()
    {
        if (Kernels.Length is not (4 or 6) || Kernels.Chunk(2).Any(k => !Weights.ContainsKey(new string(k))))
        {
            yield return $"Kernels is {Kernels}: two or three of {string.Join(", ", Weights.Keys)}, as in L5E5E5";
        }

        if (EnergyDistance is not (null or (>= 1 and <= 50)))
        {
            yield return FormattableString.Invariant($"EnergyDistance is {EnergyDistance}: 1 to 50");
        }

        foreach (var fault in FilterNames.Faults(Boundary).Concat(FilterNames.Faults(Pooling)))
        {
            yield return fault;
        }
    }

    internal override string? FaultFor(FilterImage image) =>
        FilterNames.FaultOfSize(image, Math.Max(5, (2 * (EnergyDistance ?? 0)) + 1), InSlice);
}
