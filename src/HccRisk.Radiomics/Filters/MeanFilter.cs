using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>Mean over a cube or a square around each voxel (IBSI-2), in intensity units.</summary>
public sealed record MeanFilter : ImageFilter
{
    /// <summary>Voxels along an edge, odd, 1 to 255. Default 5.</summary>
    public int Size { get; init; } = 5;

    /// <summary>Whether it acts in slices across z. Default false: in space.</summary>
    public bool InSlice { get; init; }

    /// <summary>What lies beyond the border. Default: half-sample mirror.</summary>
    public FilterBoundary Boundary { get; init; }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"mean_{Size}_{FilterNames.Of(InSlice, Boundary)}");

    internal override FilterBlock Respond(FilterImage image, FilterTarget target) => Box(image, image.Block, target.Box, Size / 2, InSlice, Boundary);

    /// <summary>The mean within a Chebyshev distance.</summary>
    internal static FilterBlock Box(FilterImage image, FilterBlock source, GridBox box, int distance, bool inSlice, FilterBoundary boundary)
    {
        var size = (2 * distance) + 1;
        var kernel = LineKernel.Convolution([.. Enumerable.Repeat(1.0 / size, size)], distance);
        return LineConvolution.Apply(source, image, [kernel, kernel, inSlice ? null : kernel], boundary, box);
    }

    internal override IEnumerable<string> Faults() => Size is >= 1 and <= 255 && Size % 2 == 1 ? FilterNames.Faults(Boundary)
        : [FormattableString.Invariant($"Size is {Size}: odd, 1 to 255"), .. FilterNames.Faults(Boundary)];

    internal override string? FaultFor(FilterImage image) => FilterNames.FaultOfSize(image, Size, InSlice);
}
