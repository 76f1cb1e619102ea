namespace HccRisk.Survival.Validation;

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
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 2);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        var values = new double[replicates];
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

        var sorted = values.Where(double.IsFinite).ToArray();
        Array.Sort(sorted);
        var enough = sorted.Length > 1;
        var mean = enough ? sorted.Average() : double.NaN;
        return new BootstrapInterval
        {
            Estimate = statistic(Enumerable.Range(0, count).ToArray()),
            Lower = enough ? RiskGroups.Quantile(sorted, (1 - level) / 2) : double.NaN,
            Upper = enough ? RiskGroups.Quantile(sorted, (1 + level) / 2) : double.NaN,
            StandardError = enough ? Math.Sqrt(sorted.Sum(v => (v - mean) * (v - mean)) / (sorted.Length - 1)) : double.NaN,
            Level = level,
            Replicates = values,
            Failed = replicates - sorted.Length,
        };
    }
}
