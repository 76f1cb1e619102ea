using System.Buffers;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Numerics;

namespace HccRisk.Radiomics.Intensity;

/// <summary>
/// Intensity histogram features (IBSI 3.4, ZVCW), of the grey levels texture has. The mode nearest to the mean counts, of two the lower;
/// gradients are central differences, one-sided at both ends, and the first level of several counts. NaN without a voxel, or with more
/// than 4096 grey levels; of a single level gradients are 0.
/// </summary>
internal static class IntensityHistogram
{
    /// <summary>In the order of <see cref="IntensityHistogramValues"/>.</summary>
    internal static readonly FeatureColumn[] Columns =
    [
        new("ih_mean", Code: "X6K6"),
        new("ih_variance", Code: "CH89"),
        new("ih_skewness", Code: "88K1"),
        new("ih_excess_kurtosis", Code: "C3I7"),
        new("ih_median", Code: "WIFQ"),
        new("ih_minimum", Code: "1PR8"),
        new("ih_percentile_10", Code: "GPMT"),
        new("ih_percentile_90", Code: "OZ0C"),
        new("ih_maximum", Code: "3NCY"),
        new("ih_mode", Code: "AMMC"),
        new("ih_interquartile_range", Code: "WR0O"),
        new("ih_range", Code: "5Z3W"),
        new("ih_mean_absolute_deviation", Code: "D2ZX"),
        new("ih_robust_mean_absolute_deviation", Code: "WRZB"),
        new("ih_median_absolute_deviation", Code: "4RNL"),
        new("ih_coefficient_of_variation", Code: "CWYJ"),
        new("ih_quartile_coefficient_of_dispersion", Code: "SLWD"),
        new("ih_entropy", Code: "TLU2"),
        new("ih_uniformity", Code: "BJ5W"),
        new("ih_maximum_gradient", Code: "12CE"),
        new("ih_maximum_gradient_level", Code: "8E6O"),
        new("ih_minimum_gradient", Code: "VQB3"),
        new("ih_minimum_gradient_level", Code: "RHQZ"),
    ];

    internal static void Compute(LevelGrid grid, Span<double> result)
    {
        result.Fill(double.NaN);
        if (grid.LevelCount == 0)
        {
            return;
        }

        var levels = grid.VoxelLevels;
        var counts = ArrayPool<int>.Shared.Rent(grid.LevelCount + 1);
        var values = ArrayPool<double>.Shared.Rent(levels.Length);
        try
        {
            var histogram = counts.AsSpan(0, grid.LevelCount + 1);
            histogram.Clear();
            for (var i = 0; i < levels.Length; i++)
            {
                values[i] = levels[i];
                histogram[levels[i]]++;
            }

            Span<double> percentiles = stackalloc double[IntensityStatistics.Probabilities.Length];
            OrderStatistics.Percentiles(histogram, levels.Length, IntensityStatistics.Probabilities, percentiles);
            var statistics = IntensityStatistics.Of(values.AsSpan(0, levels.Length), percentiles);
            ref var features = ref FeatureFields.In<IntensityHistogramValues>(result);
            features.Mean = statistics.Mean;
            features.Variance = statistics.Variance;
            features.Skewness = statistics.Skewness;
            features.ExcessKurtosis = statistics.ExcessKurtosis;
            features.Median = statistics.Median;
            features.Minimum = statistics.Minimum;
            features.Percentile10 = statistics.Percentile10;
            features.Percentile90 = statistics.Percentile90;
            features.Maximum = statistics.Maximum;
            features.InterquartileRange = statistics.InterquartileRange;
            features.Range = statistics.Range;
            features.MeanAbsoluteDeviation = statistics.MeanAbsoluteDeviation;
            features.RobustMeanAbsoluteDeviation = statistics.RobustMeanAbsoluteDeviation;
            features.MedianAbsoluteDeviation = statistics.MedianAbsoluteDeviation;
            features.CoefficientOfVariation = statistics.CoefficientOfVariation;
            features.QuartileCoefficientOfDispersion = statistics.QuartileCoefficientOfDispersion;
            features.Mode = Mode(histogram, statistics.Mean);
            FromCounts(histogram, levels.Length, ref features);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(counts);
            ArrayPool<double>.Shared.Return(values);
        }
    }

    private static int Mode(ReadOnlySpan<int> histogram, double mean)
    {
        var mode = 1;
        for (var i = 2; i < histogram.Length; i++)
        {
            if (histogram[i] > histogram[mode] || (histogram[i] == histogram[mode] && Math.Abs(i - mean) < Math.Abs(mode - mean)))
            {
                mode = i;
            }
        }

        return mode;
    }

    private static void FromCounts(ReadOnlySpan<int> histogram, double n, ref IntensityHistogramValues features)
    {
        double entropy = 0, squares = 0;
        var (highest, lowest, highestAt, lowestAt) = (double.NegativeInfinity, double.PositiveInfinity, 1, 1);
        var last = histogram.Length - 1;
        for (var i = 1; i <= last; i++)
        {
            double c = histogram[i];
            squares += c * c;
            entropy += c > 1 ? c * Math.Log2(c) : 0;
            var (below, above) = (Math.Max(1, i - 1), Math.Min(last, i + 1));
            var gradient = above == below ? 0 : (double)(histogram[above] - histogram[below]) / (above - below);
            if (gradient > highest)
            {
                (highest, highestAt) = (gradient, i);
            }

            if (gradient < lowest)
            {
                (lowest, lowestAt) = (gradient, i);
            }
        }

        features.Entropy = Math.Log2(n) - (entropy / n);
        features.Uniformity = squares / (n * n);
        features.MaximumGradient = highest;
        features.MaximumGradientLevel = highestAt;
        features.MinimumGradient = lowest;
        features.MinimumGradientLevel = lowestAt;
    }
}
