using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>
/// Laplacian of a Gaussian (IBSI-2): the sampled kernel, cut off at a number of standard deviations and not corrected to sum 0, in intensity units
/// divided by squared voxels. pyradiomics has another one, which only its parameter files use.
/// </summary>
/// <remarks>The kernel is a sum of separable ones: of each axis the second derivative, of the others the Gaussian.</remarks>
public sealed record LaplacianOfGaussianFilter : ImageFilter
{
    private const int RieszMargin = 3;

    /// <summary>Standard deviation, millimetres, above 0. Default 1.5.</summary>
    public double Sigma { get; init; } = 1.5;

    /// <summary>Standard deviations at which the kernel ends, above 0, at most 10. Default 4.</summary>
    public double Cutoff { get; init; } = 4;

    /// <summary>Whether it acts in slices across z. Default false: in space.</summary>
    public bool InSlice { get; init; }

    /// <summary>What lies beyond the border. Default: half-sample mirror.</summary>
    public FilterBoundary Boundary { get; init; }

    /// <summary>
    /// Orders of a Riesz transform along x, y and z, whose response the kernel then smooths; null (default): none. It is by the Fourier transform of the
    /// image and three more voxels at each border, as <see cref="Boundary"/> has them, with frequency 0 in the middle of its grid.
    /// </summary>
    public RieszOrder? Riesz { get; init; }

    /// <inheritdoc/>
    public override string Name => $"log_{FilterNames.Of(Sigma)}mm{(Cutoff == 4 ? string.Empty : $"_cut{FilterNames.Of(Cutoff)}")}{Riesz?.Name}_{FilterNames.Of(InSlice, Boundary)}";

    internal override FilterBlock Respond(FilterImage image, FilterTarget target)
    {
        if (Riesz is { } order)
        {
            // The two commute but at the border, where the kernel evens out what the transform does there: IBSI-2's map 9.b.1 decides.
            var response = image.Shared((order, InSlice, Boundary), () => image.With(RieszResponse(image, order)));
            return (this with { Riesz = null }).Respond(response, target);
        }

        var axes = InSlice ? 2 : 3;
        var (smooth, second) = (new LineKernel?[3], new LineKernel?[3]);
        for (var axis = 0; axis < axes; axis++)
        {
            var ratio = image.Spacing.X / image.SpacingOf(axis);
            (smooth[axis], second[axis]) = Kernels(Sigma / image.SpacingOf(axis), ratio * ratio);
        }

        FilterBlock? sum = null;
        for (var axis = 0; axis < axes; axis++)
        {
            LineKernel?[] kernels = [.. smooth];
            kernels[axis] = second[axis];
            var part = LineConvolution.Apply(image.Block, image, kernels, Boundary, target.Box);
            if (sum is null)
            {
                sum = part;
                continue;
            }

            for (var i = 0; i < target.Box.Count; i++)
            {
                sum.Values[i] += part.Values[i];
            }
        }

        return sum!;
    }

    private FilterBlock RieszResponse(FilterImage image, RieszOrder order)
    {
        var padded = image.Shared(("padded", InSlice, Boundary), () => image.Padded(RieszMargin, InSlice, Boundary));
        var inside = image.Box with { X = RieszMargin, Y = RieszMargin, Z = InSlice ? 0 : RieszMargin };
        return FourierTransfer.Of(padded, InSlice).Respond(inside, order.Transfer, isCentred: true) with { Box = image.Box };
    }

    /// <summary>Gaussian and its second derivative, s in voxels of the axis; the derivative is by voxels of the x axis, whatever the spacing of its own.</summary>
    private (LineKernel Smooth, LineKernel Second) Kernels(double s, double unit)
    {
        var half = (int)Math.Floor((Cutoff * s) + 0.5);
        var (g, d) = (new double[(2 * half) + 1], new double[(2 * half) + 1]);
        for (var i = 0; i < g.Length; i++)
        {
            double x = (i - half) / s;
            g[i] = Math.Exp(-0.5 * x * x) / (Math.Sqrt(2 * Math.PI) * s);
            d[i] = g[i] * ((x * x) - 1) / (s * s) * unit;
        }

        return (LineKernel.Convolution(g, half), LineKernel.Convolution(d, half));
    }

    internal override IEnumerable<string> Faults()
    {
        if (Sigma is not (> 0 and <= 100))
        {
            yield return FormattableString.Invariant($"Sigma is {Sigma}: above 0, at most 100 mm");
        }

        if (Cutoff is not (> 0 and <= 10))
        {
            yield return FormattableString.Invariant($"Cutoff is {Cutoff}: above 0, at most 10");
        }

        foreach (var fault in FilterNames.Faults(Boundary).Concat(Riesz?.Faults(InSlice) ?? []))
        {
            yield return fault;
        }
    }

    internal override string? FaultFor(FilterImage image) =>
        FilterNames.FaultOfSize(image, 1 + (2 * (int)Math.Floor((Cutoff * Sigma / image.Spacing.X) + 0.5)), InSlice);
}
