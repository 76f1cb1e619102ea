using HccRisk.Core.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace HccRisk.Pathomics.Stain;

/// <summary>
/// Macenko's stains by the convention of the torchstain library and those that agree with it: densities are -ln((v + 1) / 240), a pixel counts when all three are at least 0.15,
/// the plane is that of the two largest axes of their covariance, and amounts are taken at their percentile over all pixels, unstained ones too.
/// </summary>
internal static class TorchstainEstimator
{
    /// <summary>The light without a section.</summary>
    public const double Light = 240;

    private const double LeastDensity = 0.15;

    private static readonly double[] Table = [.. Enumerable.Range(0, 256).Select(v => Density((byte)v))];

    /// <summary>Density of an intensity: natural logarithm; below zero for what is brighter than <see cref="Light"/>.</summary>
    public static double Density(byte value) => -Math.Log((value + 1) / Light);

    /// <param name="rgb">Red, green, blue, pixel after pixel.</param>
    /// <param name="options">Percentile, and which part must be stained.</param>
    /// <param name="leastAngle">Closer than this, in degrees, two directions are one stain.</param>
    /// <param name="profile">The stains; strongest amounts in log10, as those of the other methods.</param>
    public static TileTransformOutcome TryEstimate(ReadOnlySpan<byte> rgb, StainOptions options, double leastAngle, out StainProfile? profile)
    {
        profile = null;
        var stained = new List<double>(rgb.Length);
        for (var i = 0; i < rgb.Length; i += 3)
        {
            double r = Table[rgb[i]], g = Table[rgb[i + 1]], b = Table[rgb[i + 2]];
            if (r >= LeastDensity && g >= LeastDensity && b >= LeastDensity)
            {
                stained.AddRange([r, g, b]);
            }
        }

        var count = stained.Count / 3;
        if (count < Math.Max(16, options.MinStainedFraction * (rgb.Length / 3)))
        {
            return TileTransformOutcome.Blank;
        }

        if (Directions(stained, count, options.Percentile, leastAngle) is not { } stains)
        {
            return TileTransformOutcome.Indistinct;
        }

        var (first, second) = (Strongest(rgb, stains, 0, options.Percentile), Strongest(rgb, stains, 1, options.Percentile));
        profile = first > 0 && second > 0 ? new StainProfile(stains, first / Math.Log(10), second / Math.Log(10)) : null;
        return profile is null ? TileTransformOutcome.Indistinct : TileTransformOutcome.Applied;
    }

    private static StainMatrix? Directions(List<double> stained, int count, double percentile, double leastAngle)
    {
        var means = new double[3];
        for (var i = 0; i < stained.Count; i++)
        {
            means[i % 3] += stained[i] / count;
        }

        var covariance = new double[3, 3];
        for (var i = 0; i < stained.Count; i += 3)
        {
            for (var k = 0; k < 9; k++)
            {
                covariance[k / 3, k % 3] += (stained[i + (k / 3)] - means[k / 3]) * (stained[i + (k % 3)] - means[k % 3]) / (count - 1);
            }
        }

        // Eigenvalues rise. The axis of most variance points to where densities grow; the sign of the other is of no account.
        var vectors = Matrix<double>.Build.DenseOfArray(covariance).Evd(Symmetricity.Symmetric).EigenVectors;
        var (main, side) = (vectors.Column(2), vectors.Column(1));
        main = main.Sum() < 0 ? -main : main;
        var angles = new float[count];
        for (var i = 0; i < count; i++)
        {
            var along = (stained[i * 3] * main[0]) + (stained[(i * 3) + 1] * main[1]) + (stained[(i * 3) + 2] * main[2]);
            var across = (stained[i * 3] * side[0]) + (stained[(i * 3) + 1] * side[1]) + (stained[(i * 3) + 2] * side[2]);
            angles[i] = (float)Math.Atan2(across, along);
        }

        var low = Direction(Percentiles.Select(angles, percentile));
        var high = Direction(Percentiles.Select(angles, 100 - percentile));
        return !(low.DotProduct(high) < Math.Cos(leastAngle * Math.PI / 180)) ? null
            : low[0] > high[0] ? new StainMatrix(low.ToArray(), high.ToArray())
            : new StainMatrix(high.ToArray(), low.ToArray());

        Vector<double> Direction(double angle) => (main * Math.Cos(angle)) + (side * Math.Sin(angle));
    }

    /// <summary>Least squares over two stains is what is left when a third stands at right angles to both.</summary>
    private static double Strongest(ReadOnlySpan<byte> rgb, StainMatrix stains, int stain, double percentile)
    {
        var (r, g, b) = (stains.Weight(0, stain), stains.Weight(1, stain), stains.Weight(2, stain));
        var amounts = new float[rgb.Length / 3];
        for (var i = 0; i < amounts.Length; i++)
        {
            amounts[i] = (float)((Table[rgb[i * 3]] * r) + (Table[rgb[(i * 3) + 1]] * g) + (Table[rgb[(i * 3) + 2]] * b));
        }

        return Percentiles.Select(amounts, 100 - percentile);
    }
}
