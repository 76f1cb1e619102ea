using System.Buffers;
using System.Numerics;
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
    /// row and column 0 ignored), or of the one-way matrix itself; false, and nothing written, when it holds no pair.
    /// </summary>
    /// <param name="counts">Counts, or sums of weights.</param>
    /// <param name="levelCount">Highest level.</param>
    /// <param name="isSymmetric">Whether a pair counts in both orders.</param>
    internal bool TryCompute<T>(ReadOnlySpan<T> counts, int levelCount, bool isSymmetric = true)
        where T : unmanaged, INumber<T>
    {
        var side = levelCount + 1;
        var buffer = ArrayPool<double>.Shared.Rent(GlcmSums.Room(levelCount));
        try
        {
            var sums = new GlcmSums(buffer, levelCount, isSymmetric);
            for (var i = 1; i <= levelCount; i++)
            {
                for (var j = isSymmetric ? i : 1; j <= levelCount; j++)
                {
                    // The symmetric matrix holds this number at (i, j) and, off the diagonal, again at (j, i).
                    var value = isSymmetric ? counts[(i * side) + j] + counts[(j * side) + i] : counts[(i * side) + j];
                    if (value != T.Zero)
                    {
                        sums.Add(i, j, double.CreateTruncating(value));
                    }
                }
            }

            return TryCompute(in sums, levelCount);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(buffer);
        }
    }

    /// <summary>The same of the sums over a matrix.</summary>
    /// <param name="sums">Over all its entries.</param>
    /// <param name="levelCount">Highest level of the region, which may be above that of the matrix.</param>
    internal bool TryCompute(in GlcmSums sums, int levelCount)
    {
        var n = sums.Total;
        if (n == 0)
        {
            return false;
        }

        var logN = Math.Log2(n);
        JointMaximum = sums.Maximum / n;
        JointEntropy = logN - (sums.Entropy / n);
        AngularSecondMoment = sums.Squares / (n * n);
        Autocorrelation = sums.Autocorrelation / n;
        var rows = Margin.Of(sums.Rows, n, logN);
        var columns = sums.IsSymmetric ? rows : Margin.Of(sums.Columns, n, logN);
        FromMargins(rows, columns);
        FromDifferences(sums.Difference, n, logN, levelCount);
        FromSums(sums.Sum, n, logN, rows.Mean + columns.Mean);
        return true;
    }

    private void FromMargins(Margin row, Margin column)
    {
        JointAverage = row.Mean;
        JointVariance = row.Variance;
        var flat = row.Levels == 1 || column.Levels == 1;
        Correlation = flat ? 1 : (Autocorrelation - (row.Mean * column.Mean)) / Math.Sqrt(row.Variance * column.Variance);

        // With independent margins HXY1 = HXY2 = HX + HY: both sums over p_i p_j factor.
        var (independent, largest) = (row.Entropy + column.Entropy, Math.Max(row.Entropy, column.Entropy));
        InformationCorrelation1 = largest == 0 ? 0 : (JointEntropy - independent) / largest;
        InformationCorrelation2 = flat ? 0 : Math.Sqrt(Math.Max(0, 1 - Math.Exp(-2 * (independent - JointEntropy))));
    }

    /// <summary>One margin of the matrix.</summary>
    private readonly record struct Margin(double Mean, double Variance, double Entropy, int Levels)
    {
        internal static Margin Of(ReadOnlySpan<double> counts, double n, double logN)
        {
            double first = 0, variance = 0, entropy = 0;
            var levels = 0;
            for (var i = 1; i < counts.Length; i++)
            {
                if (counts[i] > 0)
                {
                    levels++;
                    first += i * counts[i];
                    entropy += counts[i] * Math.Log2(counts[i]);
                }
            }

            var mean = first / n;
            for (var i = 1; i < counts.Length; i++)
            {
                variance += counts[i] * (i - mean) * (i - mean);
            }

            return new Margin(mean, variance / n, levels == 1 ? 0 : logN - (entropy / n), levels);
        }
    }

    private void FromDifferences(ReadOnlySpan<double> difference, double n, double logN, int levelCount)
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

    private void FromSums(ReadOnlySpan<double> sum, double n, double logN, double centre)
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
