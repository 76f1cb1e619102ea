using System.Buffers;
using HccRisk.Core.Columns;

namespace HccRisk.Radiomics.Families;

/// <summary>
/// Features of one grey level co-occurrence matrix (IBSI 3.6, LFYI). Of a single grey level the correlation is 1 and the
/// information correlations are 0.
/// </summary>
internal static class CooccurrenceFeatures
{
    internal static readonly FeatureColumn[] Columns =
    [
        new("glcm_joint_maximum", Code: "GYBY"),
        new("glcm_joint_average", Code: "60VM"),
        new("glcm_joint_variance", Code: "UR99"),
        new("glcm_joint_entropy", Code: "TU9B"),
        new("glcm_difference_average", Code: "TF7R"),
        new("glcm_difference_variance", Code: "D3YU"),
        new("glcm_difference_entropy", Code: "NTRS"),
        new("glcm_sum_average", Code: "ZGXS"),
        new("glcm_sum_variance", Code: "OEEB"),
        new("glcm_sum_entropy", Code: "P6QZ"),
        new("glcm_angular_second_moment", Code: "8ZQL"),
        new("glcm_contrast", Code: "ACUI"),
        new("glcm_dissimilarity", Code: "8S9J"),
        new("glcm_inverse_difference", Code: "IB1Z"),
        new("glcm_normalised_inverse_difference", Code: "NDRX"),
        new("glcm_inverse_difference_moment", Code: "WF0Z"),
        new("glcm_normalised_inverse_difference_moment", Code: "1QCO"),
        new("glcm_inverse_variance", Code: "E8JP"),
        new("glcm_correlation", Code: "NI2N"),
        new("glcm_autocorrelation", Code: "QWB0"),
        new("glcm_cluster_tendency", Code: "DG8W"),
        new("glcm_cluster_shade", Code: "7NFM"),
        new("glcm_cluster_prominence", Code: "AE86"),
        new("glcm_information_correlation_1", Code: "R8DG"),
        new("glcm_information_correlation_2", Code: "JN9H"),
    ];

    /// <summary>
    /// Computes the features of the symmetric matrix of <paramref name="counts"/> (one-way, side <paramref name="levelCount"/> + 1,
    /// row and column 0 ignored); false, and nothing written, when it holds no pair.
    /// </summary>
    internal static bool TryCompute(ReadOnlySpan<int> counts, int levelCount, Span<double> result)
    {
        var side = levelCount + 1;
        var buffer = ArrayPool<long>.Shared.Rent(4 * side);
        try
        {
            buffer.AsSpan(0, 4 * side).Clear();
            var marginal = buffer.AsSpan(0, side);
            var difference = buffer.AsSpan(side, side);
            var sum = buffer.AsSpan(2 * side, 2 * side);
            long total = 0, maximum = 0;
            double squares = 0, entropy = 0, autocorrelation = 0;
            for (var i = 1; i <= levelCount; i++)
            {
                for (var j = i; j <= levelCount; j++)
                {
                    // The symmetric matrix holds this number at (i, j) and, off the diagonal, again at (j, i).
                    long pairs = counts[(i * side) + j] + counts[(j * side) + i];
                    if (pairs == 0)
                    {
                        continue;
                    }

                    var weight = i == j ? 1 : 2;
                    var both = weight * pairs;
                    total += both;
                    maximum = Math.Max(maximum, pairs);
                    marginal[i] += pairs;
                    if (weight == 2)
                    {
                        marginal[j] += pairs;
                    }

                    difference[j - i] += both;
                    sum[i + j - 1] += both;
                    squares += weight * ((double)pairs * pairs);
                    entropy += both * Math.Log2(pairs);
                    autocorrelation += both * ((double)i * j);
                }
            }

            if (total == 0)
            {
                return false;
            }

            double n = total;
            var logN = Math.Log2(n);
            result[0] = maximum / n;
            result[3] = logN - (entropy / n);
            result[10] = squares / (n * n);
            result[19] = autocorrelation / n;
            FromMarginal(marginal, n, logN, result, autocorrelation / n, out var mean);
            FromDifferences(difference, n, logN, levelCount, result);
            FromSums(sum, n, logN, mean, result);
            return true;
        }
        finally
        {
            ArrayPool<long>.Shared.Return(buffer);
        }
    }

    private static void FromMarginal(ReadOnlySpan<long> marginal, double n, double logN, Span<double> result, double autocorrelation, out double mean)
    {
        double first = 0, variance = 0, entropy = 0;
        var levels = 0;
        for (var i = 1; i < marginal.Length; i++)
        {
            if (marginal[i] > 0)
            {
                levels++;
                first += (double)i * marginal[i];
                entropy += marginal[i] * Math.Log2(marginal[i]);
            }
        }

        mean = first / n;
        for (var i = 1; i < marginal.Length; i++)
        {
            variance += marginal[i] * (i - mean) * (i - mean);
        }

        variance /= n;
        var flat = levels == 1;
        var marginalEntropy = logN - (entropy / n);
        result[1] = mean;
        result[2] = variance;
        result[18] = flat ? 1 : (autocorrelation - (mean * mean)) / variance;

        // With independent margins HXY1 = HXY2 = 2 HX: both sums over p_i p_j factor.
        var joint = result[3];
        result[23] = flat ? 0 : (joint - (2 * marginalEntropy)) / marginalEntropy;
        result[24] = flat ? 0 : Math.Sqrt(Math.Max(0, 1 - Math.Exp(-2 * ((2 * marginalEntropy) - joint))));
    }

    private static void FromDifferences(ReadOnlySpan<long> difference, double n, double logN, int levelCount, Span<double> result)
    {
        double average = 0, contrast = 0, entropy = 0, inverse = 0, inverseNormalised = 0, moment = 0, momentNormalised = 0, inverseVariance = 0;
        for (var k = 0; k < difference.Length; k++)
        {
            if (difference[k] == 0)
            {
                continue;
            }

            double c = difference[k], d = k, relative = d / levelCount;
            average += c * d;
            contrast += c * d * d;
            entropy += c * Math.Log2(c);
            inverse += c / (1 + d);
            inverseNormalised += c / (1 + relative);
            moment += c / (1 + (d * d));
            momentNormalised += c / (1 + (relative * relative));
            if (k > 0)
            {
                inverseVariance += c / (d * d);
            }
        }

        average /= n;
        double variance = 0;
        for (var k = 0; k < difference.Length; k++)
        {
            variance += difference[k] * (k - average) * (k - average);
        }

        result[4] = average;
        result[5] = variance / n;
        result[6] = logN - (entropy / n);
        result[11] = contrast / n;
        result[12] = average;
        result[13] = inverse / n;
        result[14] = inverseNormalised / n;
        result[15] = moment / n;
        result[16] = momentNormalised / n;
        result[17] = inverseVariance / n;
    }

    private static void FromSums(ReadOnlySpan<long> sum, double n, double logN, double mean, Span<double> result)
    {
        double average = 0, entropy = 0, second = 0, third = 0, fourth = 0;
        for (var k = 1; k < sum.Length; k++)
        {
            if (sum[k] > 0)
            {
                average += sum[k] * (double)(k + 1);
                entropy += sum[k] * Math.Log2(sum[k]);
            }
        }

        average /= n;
        for (var k = 1; k < sum.Length; k++)
        {
            var d = k + 1 - (2 * mean);
            second += sum[k] * d * d;
            third += sum[k] * d * d * d;
            fourth += sum[k] * d * d * d * d;
        }

        result[7] = average;
        result[8] = second / n;
        result[9] = logN - (entropy / n);
        result[20] = second / n;
        result[21] = third / n;
        result[22] = fourth / n;
    }
}
