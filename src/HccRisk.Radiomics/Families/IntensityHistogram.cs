using System.Buffers;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;

namespace HccRisk.Radiomics.Families;

/// <summary>
/// Intensity histogram features (IBSI 3.4, ZVCW), of the grey levels texture has. The mode nearest to the mean counts, of two the lower;
/// gradients are central differences, one-sided at both ends, and the first level of several counts. NaN without a voxel, or with more
/// than 4096 grey levels; of a single level gradients are 0.
/// </summary>
internal static class IntensityHistogram
{
    /// <summary>Statistics before and after the mode that <see cref="IntensityStatistics"/> has in the same order.</summary>
    private const int BeforeMode = 9, SharedStatistics = 16;

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
        Span<double> statistics = stackalloc double[IntensityStatistics.Columns.Length];
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
            IntensityStatistics.ComputeWith(percentiles, values.AsSpan(0, levels.Length), statistics);
            statistics[..BeforeMode].CopyTo(result);
            result[BeforeMode] = Mode(histogram, statistics[0]);
            statistics[BeforeMode..SharedStatistics].CopyTo(result[(BeforeMode + 1)..]);
            FromCounts(histogram, levels.Length, result[(SharedStatistics + 1)..]);
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

    private static void FromCounts(ReadOnlySpan<int> histogram, double n, Span<double> result)
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

        result[0] = Math.Log2(n) - (entropy / n);
        result[1] = squares / (n * n);
        result[2] = highest;
        result[3] = highestAt;
        result[4] = lowest;
        result[5] = lowestAt;
    }
}
