using System.Numerics.Tensors;
using HccRisk.Core.Columns;

namespace HccRisk.Radiomics.Families;

/// <summary>
/// Intensity-based statistics (IBSI 3.3, UHIW). Percentiles interpolate linearly between order statistics. Without voxels every
/// feature is NaN; of a flat region skewness and kurtosis are 0; a quotient with denominator 0 is NaN. The two coefficients are quotients of intensities,
/// which only a scale with a true zero gives a meaning: they are of the intensities before a normalisation that moves zero.
/// </summary>
internal static class IntensityStatistics
{
    internal static readonly FeatureColumn[] Columns =
    [
        new("stat_mean", Code: "Q4LE"),
        new("stat_variance", Code: "ECT3"),
        new("stat_skewness", Code: "KE2A"),
        new("stat_excess_kurtosis", Code: "IPH6"),
        new("stat_median", Code: "Y12H"),
        new("stat_minimum", Code: "1GSF"),
        new("stat_percentile_10", Code: "QG58"),
        new("stat_percentile_90", Code: "8DWT"),
        new("stat_maximum", Code: "84IY"),
        new("stat_interquartile_range", Code: "SALO"),
        new("stat_range", Code: "2OJQ"),
        new("stat_mean_absolute_deviation", Code: "4FUA"),
        new("stat_robust_mean_absolute_deviation", Code: "1128"),
        new("stat_median_absolute_deviation", Code: "N72L"),
        new("stat_coefficient_of_variation", Code: "7TET"),
        new("stat_quartile_coefficient_of_dispersion", Code: "9S40"),
        new("stat_energy", Code: "N8CA"),
        new("stat_root_mean_square", Code: "5ZWQ"),
    ];

    /// <summary>Coefficient of variation and quartile coefficient of dispersion.</summary>
    private static Range Coefficients => 14..16;

    /// <summary>What the statistics want to know.</summary>
    internal static ReadOnlySpan<double> Probabilities => [0.10, 0.25, 0.50, 0.75, 0.90];

    /// <param name="values">Intensities.</param>
    /// <param name="ratioValues">The same on a scale with a true zero, of which the two coefficients are quotients; may be <paramref name="values"/>.</param>
    /// <param name="result">Receives a value a column.</param>
    internal static void Compute(ReadOnlySpan<double> values, ReadOnlySpan<double> ratioValues, Span<double> result)
    {
        Compute(values, result);
        if (values != ratioValues)
        {
            Span<double> ofRatios = stackalloc double[Columns.Length];
            Compute(ratioValues, ofRatios);
            ofRatios[Coefficients].CopyTo(result[Coefficients]);
        }
    }

    private static void Compute(ReadOnlySpan<double> values, Span<double> result)
    {
        if (values.IsEmpty)
        {
            result[..Columns.Length].Fill(double.NaN);
            return;
        }

        Span<double> percentiles = stackalloc double[Probabilities.Length];
        OrderStatistics.Percentiles(values, Probabilities, percentiles);
        ComputeWith(percentiles, values, result);
    }

    /// <summary>Of at least one value, with the percentiles of <see cref="Probabilities"/>.</summary>
    internal static void ComputeWith(ReadOnlySpan<double> percentiles, ReadOnlySpan<double> values, Span<double> result)
    {
        double n = values.Length;
        double sum = 0, energy = 0;
        var (minimum, maximum) = (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        foreach (var value in values)
        {
            sum += value;
            energy += value * value;
        }

        var mean = sum / n;
        var (p10, p25, median, p75, p90) = (percentiles[0], percentiles[1], percentiles[2], percentiles[3], percentiles[4]);
        double second = 0, third = 0, fourth = 0, absolute = 0, fromMedian = 0, robustSum = 0;
        var robustCount = 0;
        foreach (var value in values)
        {
            var d = value - mean;
            var square = d * d;
            second += square;
            third += square * d;
            fourth += square * square;
            absolute += Math.Abs(d);
            fromMedian += Math.Abs(value - median);
            if (value >= p10 && value <= p90)
            {
                robustSum += value;
                robustCount++;
            }
        }

        var robustMean = robustSum / robustCount;
        double robust = 0;
        foreach (var value in values)
        {
            if (value >= p10 && value <= p90)
            {
                robust += Math.Abs(value - robustMean);
            }
        }

        var flat = minimum == maximum;
        var variance = flat ? 0 : second / n;
        result[0] = mean;
        result[1] = variance;
        result[2] = flat ? 0 : third / n / Math.Pow(variance, 1.5);
        result[3] = flat ? 0 : (fourth / n / (variance * variance)) - 3;
        result[4] = median;
        result[5] = minimum;
        result[6] = p10;
        result[7] = p90;
        result[8] = maximum;
        result[9] = p75 - p25;
        result[10] = maximum - minimum;
        result[11] = absolute / n;
        result[12] = robustCount == 0 ? double.NaN : robust / robustCount;
        result[13] = fromMedian / n;
        result[14] = mean == 0 ? double.NaN : Math.Sqrt(variance) / mean;
        result[15] = p75 + p25 == 0 ? double.NaN : (p75 - p25) / (p75 + p25);
        result[16] = energy;
        result[17] = Math.Sqrt(energy / n);
    }
}
