using System.Buffers;
using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Glcm;

/// <summary>
/// Features of one grey level co-occurrence matrix (IBSI 3.6, LFYI). Of a single grey level the correlation is 1 and the
/// information correlations are 0.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GlcmValues
{
    internal double
        JointMaximum, JointAverage, JointVariance, JointEntropy, DifferenceAverage, DifferenceVariance, DifferenceEntropy,
        SumAverage, SumVariance, SumEntropy, AngularSecondMoment, Contrast, Dissimilarity, InverseDifference,
        NormalisedInverseDifference, InverseDifferenceMoment, NormalisedInverseDifferenceMoment, InverseVariance, Correlation,
        Autocorrelation, ClusterTendency, ClusterShade, ClusterProminence, InformationCorrelation1, InformationCorrelation2;

    /// <summary>
    /// Computes the features of the symmetric matrix of <paramref name="counts"/> (one-way, side <paramref name="levelCount"/> + 1,
    /// row and column 0 ignored); false, and nothing written, when it holds no pair.
    /// </summary>
    internal bool TryCompute(ReadOnlySpan<int> counts, int levelCount)
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
            JointMaximum = maximum / n;
            JointEntropy = logN - (entropy / n);
            AngularSecondMoment = squares / (n * n);
            Autocorrelation = autocorrelation / n;
            FromMarginal(marginal, n, logN);
            FromDifferences(difference, n, logN, levelCount);
            FromSums(sum, n, logN);
            return true;
        }
        finally
        {
            ArrayPool<long>.Shared.Return(buffer);
        }
    }

    private void FromMarginal(ReadOnlySpan<long> marginal, double n, double logN)
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

        var mean = first / n;
        for (var i = 1; i < marginal.Length; i++)
        {
            variance += marginal[i] * (i - mean) * (i - mean);
        }

        variance /= n;
        var flat = levels == 1;
        var marginalEntropy = logN - (entropy / n);
        JointAverage = mean;
        JointVariance = variance;
        Correlation = flat ? 1 : (Autocorrelation - (mean * mean)) / variance;

        // With independent margins HXY1 = HXY2 = 2 HX: both sums over p_i p_j factor.
        InformationCorrelation1 = flat ? 0 : (JointEntropy - (2 * marginalEntropy)) / marginalEntropy;
        InformationCorrelation2 = flat ? 0 : Math.Sqrt(Math.Max(0, 1 - Math.Exp(-2 * ((2 * marginalEntropy) - JointEntropy))));
    }

    private void FromDifferences(ReadOnlySpan<long> difference, double n, double logN, int levelCount)
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

        DifferenceAverage = average;
        DifferenceVariance = variance / n;
        DifferenceEntropy = logN - (entropy / n);
        Contrast = contrast / n;
        Dissimilarity = average;
        InverseDifference = inverse / n;
        NormalisedInverseDifference = inverseNormalised / n;
        InverseDifferenceMoment = moment / n;
        NormalisedInverseDifferenceMoment = momentNormalised / n;
        InverseVariance = inverseVariance / n;
    }

    private void FromSums(ReadOnlySpan<long> sum, double n, double logN)
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
        var centre = 2 * JointAverage;
        for (var k = 1; k < sum.Length; k++)
        {
            var d = k + 1 - centre;
            second += sum[k] * d * d;
            third += sum[k] * d * d * d;
            fourth += sum[k] * d * d * d * d;
        }

        SumAverage = average;
        SumVariance = second / n;
        SumEntropy = logN - (entropy / n);
        ClusterTendency = second / n;
        ClusterShade = third / n;
        ClusterProminence = fourth / n;
    }
}
