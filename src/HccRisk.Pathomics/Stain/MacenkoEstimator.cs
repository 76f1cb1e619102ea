using HccRisk.Core.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace HccRisk.Pathomics.Stain;

/// <summary>
/// Macenko's stains: the plane through the origin nearest to the optical densities, and in it the directions at a low and a high
/// percentile of the angle.
/// </summary>
internal static class MacenkoEstimator
{
    /// <summary>Haematoxylin, which takes more red, first; null when the directions are closer than <paramref name="leastAngle"/> degrees.</summary>
    public static StainMatrix? Estimate(StainedPixels pixels, double percentile, double leastAngle)
    {
        var moments = new double[3, 3];
        var density = pixels.Density;
        for (var i = 0; i < density.Length; i += 3)
        {
            double r = density[i], g = density[i + 1], b = density[i + 2];
            moments[0, 0] += r * r;
            moments[0, 1] += r * g;
            moments[0, 2] += r * b;
            moments[1, 1] += g * g;
            moments[1, 2] += g * b;
            moments[2, 2] += b * b;
        }

        (moments[1, 0], moments[2, 0], moments[2, 1]) = (moments[0, 1], moments[0, 2], moments[1, 2]);
        var vectors = Matrix<double>.Build.DenseOfArray(moments).Evd(Symmetricity.Symmetric).EigenVectors;

        // Eigenvalues rise. Densities are not negative, so the main direction has one sign; the sign of the other is of no account.
        var (main, side) = (vectors.Column(2), vectors.Column(1));
        main = main.Sum() < 0 ? -main : main;
        var (m0, m1, m2) = ((float)main[0], (float)main[1], (float)main[2]);
        var (s0, s1, s2) = ((float)side[0], (float)side[1], (float)side[2]);
        var slopes = pixels.Scratch;
        for (var i = 0; i < slopes.Length; i++)
        {
            float r = density[i * 3], g = density[(i * 3) + 1], b = density[(i * 3) + 2];

            // The slope rises with the angle, which need not be computed. A colour with nothing of the main direction lies at its end.
            var along = (r * m0) + (g * m1) + (b * m2);
            slopes[i] = ((r * s0) + (g * s1) + (b * s2)) / Math.Max(along, 1e-6f);
        }

        var low = Direction(Percentiles.Select(slopes, percentile));
        var high = Direction(Percentiles.Select(slopes, 100 - percentile));
        if (!(low.DotProduct(high) < Math.Cos(leastAngle * Math.PI / 180)))
        {
            return null;
        }

        return low[0] > high[0] ? new StainMatrix(low.ToArray(), high.ToArray()) : new StainMatrix(high.ToArray(), low.ToArray());

        Vector<double> Direction(double slope) => (main + (slope * side)).Map(x => Math.Max(0, x)).Normalize(2);
    }
}
