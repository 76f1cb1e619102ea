using HccRisk.Core.Numerics;
using HccRisk.Survival.Data;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Resampling;

/// <summary>Bootstrap of any statistic by patient.</summary>
public static class Bootstrap
{
    /// <summary>Percentile interval of a statistic over samples of patients drawn with replacement.</summary>
    /// <param name="count">Number of patients, 2 or more.</param>
    /// <param name="statistic">
    /// The statistic of the rows given (repeats are meant); NaN where it cannot be estimated. It is called from several threads.
    /// </param>
    /// <param name="replicates">Number of samples, 2 or more.</param>
    /// <param name="seed">Same seed, same interval, whatever the number of threads.</param>
    /// <param name="level">Level of the interval, between 0 and 1.</param>
    /// <param name="cancellationToken">Stops between replicates.</param>
    /// <returns>The interval; limits are R's type 7 quantiles of the replicates.</returns>
    public static BootstrapInterval Interval(
        int count,
        Func<ReadOnlyMemory<int>, double> statistic,
        int replicates = 1000,
        int seed = 0,
        double level = 0.95,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        return Intervals(count, rows => [statistic(rows)], replicates, seed, level, cancellationToken)[0];
    }

    /// <summary>
    /// Bias-corrected and accelerated interval (Efron, JASA 1987): second-order correct, and unchanged by a monotone transformation of the
    /// statistic. The samples are those of <see cref="Interval"/> with the same seed; the acceleration comes from leaving out each patient.
    /// </summary>
    /// <param name="count">Number of patients, 2 or more.</param>
    /// <param name="statistic">The statistic of the rows given; NaN where it cannot be estimated. Called from several threads.</param>
    /// <param name="replicates">Number of samples, 2 or more; 1,000 or more for the limits to be steady.</param>
    /// <param name="seed">Same seed, same interval, whatever the number of threads.</param>
    /// <param name="level">Level of the interval, between 0 and 1.</param>
    /// <param name="cancellationToken">Stops between replicates.</param>
    /// <returns>
    /// The interval. When every replicate lies on one side of the estimate, or a patient left out makes the statistic not estimable, the
    /// correction does not exist and the limits are NaN.
    /// </returns>
    public static BootstrapInterval BcaInterval(
        int count,
        Func<ReadOnlyMemory<int>, double> statistic,
        int replicates = 2000,
        int seed = 0,
        double level = 0.95,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        var values = Array.ConvertAll(Replicate(count, rows => [statistic(rows)], replicates, seed, level, cancellationToken), v => v[0]);
        var estimate = statistic(Enumerable.Range(0, count).ToArray());
        var left = new double[count];
        Parallel.For(
            0, count, new ParallelOptions { CancellationToken = cancellationToken }, omitted => left[omitted] = statistic(Enumerable.Range(0, count).Where(i => i != omitted).ToArray()));
        var mean = left.Average();
        var squares = left.Sum(v => (mean - v) * (mean - v));
        var acceleration = squares > 0 ? left.Sum(v => Math.Pow(mean - v, 3)) / (6 * Math.Pow(squares, 1.5)) : squares == 0 ? 0 : double.NaN;
        var usable = values.Where(double.IsFinite).ToArray();
        var shift = Normal.InvCDF(0, 1, (usable.Count(v => v < estimate) + 0.5 * usable.Count(v => v == estimate)) / Math.Max(1, usable.Length));
        return Summarise(estimate, values, level, Probability((1 - level) / 2), Probability((1 + level) / 2));

        double Probability(double nominal)
        {
            var z = shift + Normal.InvCDF(0, 1, nominal);
            return Normal.CDF(0, 1, shift + z / (1 - acceleration * z));
        }
    }

    /// <summary>Compares two statistics on the same samples of patients.</summary>
    /// <param name="count">Number of patients, 2 or more.</param>
    /// <param name="first">A statistic of the rows given; NaN where it cannot be estimated. Called from several threads.</param>
    /// <param name="second">The statistic to compare with.</param>
    /// <param name="replicates">Number of samples, 2 or more.</param>
    /// <param name="seed">Same seed, same result, whatever the number of threads.</param>
    /// <param name="level">Level of the interval, between 0 and 1.</param>
    /// <param name="cancellationToken">Stops between replicates.</param>
    /// <returns>First minus second with its percentile interval and a two-sided p-value.</returns>
    public static BootstrapComparison Compare(
        int count,
        Func<ReadOnlyMemory<int>, double> first,
        Func<ReadOnlyMemory<int>, double> second,
        int replicates = 1000,
        int seed = 0,
        double level = 0.95,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var difference = Interval(count, rows => first(rows) - second(rows), replicates, seed, level, cancellationToken);
        var usable = difference.Replicates.Where(double.IsFinite).ToArray();
        var smaller = Math.Min(usable.Count(v => v <= 0), usable.Count(v => v >= 0));
        return new BootstrapComparison
        {
            Difference = difference,
            PValue = usable.Length > 1 ? Math.Min(1, 2.0 * (smaller + 1) / (usable.Length + 1)) : null,
        };
    }

    /// <summary>Percentile intervals of several statistics from the same samples, in their order.</summary>
    internal static BootstrapInterval[] Intervals(
        int count, Func<ReadOnlyMemory<int>, double[]> statistics, int replicates, int seed, double level, CancellationToken cancellationToken)
    {
        var values = Replicate(count, statistics, replicates, seed, level, cancellationToken);
        var estimates = statistics(Enumerable.Range(0, count).ToArray());
        return [.. estimates.Select((estimate, k) => Summarise(estimate, Array.ConvertAll(values, v => v[k]), level, (1 - level) / 2, (1 + level) / 2))];
    }

    private static double[][] Replicate(
        int count, Func<ReadOnlyMemory<int>, double[]> statistic, int replicates, int seed, double level, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 2);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        var values = new double[replicates][];
        Parallel.For(
            0,
            replicates,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new int[count],
            (replicate, _, rows) =>
            {
                var random = new SplitMix((ulong)(uint)seed, (ulong)replicate);
                for (var i = 0; i < rows.Length; i++)
                {
                    rows[i] = random.Below(rows.Length);
                }

                values[replicate] = statistic(rows);
                return rows;
            },
            _ => { });
        return values;
    }

    private static BootstrapInterval Summarise(double estimate, double[] values, double level, double low, double high)
    {
        var sorted = values.Where(double.IsFinite).ToArray();
        Array.Sort(sorted);
        var enough = sorted.Length > 1;
        var mean = enough ? sorted.Average() : double.NaN;
        return new BootstrapInterval
        {
            Estimate = estimate,
            Lower = enough && double.IsFinite(low) ? Quantile.Of(sorted, low) : double.NaN,
            Upper = enough && double.IsFinite(high) ? Quantile.Of(sorted, high) : double.NaN,
            StandardError = enough ? Math.Sqrt(sorted.Sum(v => (v - mean) * (v - mean)) / (sorted.Length - 1)) : double.NaN,
            Level = level,
            Replicates = values,
            Failed = values.Length - sorted.Length,
        };
    }
}
