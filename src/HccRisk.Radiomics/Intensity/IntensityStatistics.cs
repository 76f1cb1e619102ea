using System.Numerics.Tensors;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Numerics;

namespace HccRisk.Radiomics.Intensity;

/// <summary>
/// Intensity-based statistics (IBSI 3.3, UHIW). Percentiles interpolate linearly between order statistics. Without voxels every
/// feature is NaN; of a flat region skewness and kurtosis are 0; a quotient with denominator 0 is NaN. The two coefficients are quotients of intensities,
/// which only a scale with a true zero gives a meaning: they are of the intensities before a normalisation that moves zero.
/// </summary>
internal static class IntensityStatistics
{
    /// <summary>In the order of <see cref="IntensityValues"/>.</summary>
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

    /// <summary>What the statistics want to know.</summary>
    internal static ReadOnlySpan<double> Probabilities => [0.10, 0.25, 0.50, 0.75, 0.90];

    /// <param name="values">Intensities.</param>
    /// <param name="ratioValues">The same on a scale with a true zero, of which the two coefficients are quotients; may be <paramref name="values"/>.</param>
    /// <param name="result">Receives a value a column.</param>
    internal static void Compute(ReadOnlySpan<double> values, ReadOnlySpan<double> ratioValues, Span<double> result)
    {
        if (values.IsEmpty)
        {
            result.Fill(double.NaN);
            return;
        }

        ref var statistics = ref FeatureFields.In<IntensityValues>(result);
        statistics = Of(values);
        if (values != ratioValues)
        {
            var ofRatios = Of(ratioValues);
            statistics.CoefficientOfVariation = ofRatios.CoefficientOfVariation;
            statistics.QuartileCoefficientOfDispersion = ofRatios.QuartileCoefficientOfDispersion;
        }
    }

    private static IntensityValues Of(ReadOnlySpan<double> values)
    {
        Span<double> percentiles = stackalloc double[Probabilities.Length];
        OrderStatistics.Percentiles(values, Probabilities, percentiles);
        return Of(values, percentiles);
    }

    /// <summary>Of at least one value, with the percentiles of <see cref="Probabilities"/>.</summary>
    internal static IntensityValues Of(ReadOnlySpan<double> values, ReadOnlySpan<double> percentiles)
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
        return new IntensityValues
        {
            Mean = mean,
            Variance = variance,
            Skewness = flat ? 0 : third / n / Math.Pow(variance, 1.5),
            ExcessKurtosis = flat ? 0 : (fourth / n / (variance * variance)) - 3,
            Median = median,
            Minimum = minimum,
            Percentile10 = p10,
            Percentile90 = p90,
            Maximum = maximum,
            InterquartileRange = p75 - p25,
            Range = maximum - minimum,
            MeanAbsoluteDeviation = absolute / n,
            RobustMeanAbsoluteDeviation = robustCount == 0 ? double.NaN : robust / robustCount,
            MedianAbsoluteDeviation = fromMedian / n,
            CoefficientOfVariation = mean == 0 ? double.NaN : Math.Sqrt(variance) / mean,
            QuartileCoefficientOfDispersion = p75 + p25 == 0 ? double.NaN : (p75 - p25) / (p75 + p25),
            Energy = energy,
            RootMeanSquare = Math.Sqrt(energy / n),
        };
    }
}
