using HccRisk.Core.Numerics;

namespace HccRisk.Pathomics.Stain;

/// <summary>How a tile or a slide is stained: the colours of its two stains and how strong they get.</summary>
/// <param name="Stains">Haematoxylin first, eosin second.</param>
/// <param name="StrongestFirst">Amount of the first stain at a high percentile, optical density (log10), above zero.</param>
/// <param name="StrongestSecond">The same for the second stain.</param>
public sealed record StainProfile(StainMatrix Stains, double StrongestFirst, double StrongestSecond)
{
    /// <summary>Closer than this, in degrees, two directions are one stain and its noise.</summary>
    private const double LeastAngle = 5;

    /// <summary>
    /// A target for those who have no reference tile: the colours and strengths in common use with Macenko's method (haematoxylin 0.5626,
    /// 0.7201, 0.4062 up to 1.9705; eosin 0.2159, 0.8012, 0.5581 up to 1.0308; natural logarithms, here turned to log10).
    /// </summary>
    public static StainProfile Standard { get; } =
        new(new StainMatrix([0.5626, 0.7201, 0.4062], [0.2159, 0.8012, 0.5581]), 1.9705 / Math.Log(10), 1.0308 / Math.Log(10));

    /// <summary>Finds how a tile is stained.</summary>
    /// <param name="rgb">Red, green, blue, pixel after pixel.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="profile">The result when <see cref="TileTransformOutcome.Applied"/>, else null.</param>
    /// <returns>Whether it could be told, or why not.</returns>
    public static TileTransformOutcome TryEstimate(ReadOnlySpan<byte> rgb, StainOptions? options, out StainProfile? profile)
    {
        options ??= new StainOptions();
        options.Validate();
        profile = null;
        if (options.Method == StainMethod.MacenkoTorchstain)
        {
            return TorchstainEstimator.TryEstimate(rgb, options, LeastAngle, out profile);
        }

        using var pixels = StainedPixels.Select(rgb, options.MinDensity);
        if (pixels.Count < Math.Max(16, options.MinStainedFraction * (rgb.Length / 3)))
        {
            return TileTransformOutcome.Blank;
        }

        var stains = MacenkoEstimator.Estimate(pixels, options.Percentile, LeastAngle);
        if (stains is not null && options.Method == StainMethod.Vahadane)
        {
            stains = VahadaneEstimator.Estimate(pixels, options.Sparsity, stains);
        }

        if (stains is null)
        {
            return TileTransformOutcome.Indistinct;
        }

        var (first, second) = (Strongest(0), Strongest(1));
        if (!(first > 0) || !(second > 0))
        {
            return TileTransformOutcome.Indistinct;
        }

        profile = new StainProfile(stains, first, second);
        return TileTransformOutcome.Applied;

        double Strongest(int stain)
        {
            var (r, g, b) = ((float)stains.Weight(0, stain), (float)stains.Weight(1, stain), (float)stains.Weight(2, stain));
            var density = pixels.Density;
            var amounts = pixels.Scratch;
            for (var i = 0; i < amounts.Length; i++)
            {
                amounts[i] = (density[i * 3] * r) + (density[(i * 3) + 1] * g) + (density[(i * 3) + 2] * b);
            }

            return Percentiles.Select(amounts, 100 - options.Percentile);
        }
    }
}
