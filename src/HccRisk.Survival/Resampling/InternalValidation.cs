using HccRisk.Survival.Data;

namespace HccRisk.Survival.Resampling;

/// <summary>Bootstrap validation of everything that is done to develop a model.</summary>
public static class InternalValidation
{
    /// <summary>Optimism, .632 and .632+ estimates of a measure of a model.</summary>
    /// <param name="count">Number of patients, 2 or more.</param>
    /// <param name="develop">
    /// Develops a model on the rows given (repeats are meant; every step that looks at outcomes belongs here) and returns what measures it on
    /// other rows: NaN where the measure cannot be estimated. Called from several threads.
    /// </param>
    /// <param name="noInformation">The measure of a model that knows nothing: 0.5 for a concordance or AUC, the null Brier score for a Brier score.</param>
    /// <param name="replicates">Number of samples, 2 or more.</param>
    /// <param name="seed">Same seed, same result, whatever the number of threads.</param>
    /// <param name="cancellationToken">Stops between samples.</param>
    /// <returns>The estimates. They hold for measures of which more is better and for those of which less is.</returns>
    /// <exception cref="ArgumentException">The measure of the model on its own patients is not estimable.</exception>
    public static OptimismResult Optimism(
        int count,
        Func<ReadOnlyMemory<int>, Func<ReadOnlyMemory<int>, double>> develop,
        double noInformation,
        int replicates = 200,
        int seed = 0,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(develop);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 2);
        int[] all = [.. Enumerable.Range(0, count)];
        var apparent = develop(all)(all);
        if (!double.IsFinite(apparent))
        {
            throw new ArgumentException("The measure is not estimable on the patients that the model was developed on.", nameof(develop));
        }

        var optimism = new double[replicates];
        var left = new double[replicates];
        Parallel.For(0, replicates, new ParallelOptions { CancellationToken = cancellationToken }, replicate =>
        {
            var random = new SplitMix((ulong)(uint)seed, (ulong)replicate);
            var rows = new int[count];
            var drawn = new bool[count];
            for (var i = 0; i < count; i++)
            {
                rows[i] = random.Below(count);
                drawn[rows[i]] = true;
            }

            int[] outside = [.. all.Where(i => !drawn[i])];
            var measure = develop(rows);
            optimism[replicate] = measure(rows) - measure(all);
            left[replicate] = outside.Length > 0 ? measure(outside) : double.NaN;
        });

        return Summarise(apparent, optimism, left, noInformation);
    }

    /// <summary>The estimates from those of each sample; a sample with NaN takes no part.</summary>
    /// <param name="apparent">The measure of the model on its own patients.</param>
    /// <param name="optimism">Of each sample, the measure of its model on the sample less that on all patients.</param>
    /// <param name="left">Of each sample, the measure of its model on the patients left out.</param>
    /// <param name="noInformation">The measure of a model that knows nothing.</param>
    internal static OptimismResult Summarise(double apparent, double[] optimism, double[] left, double noInformation)
    {
        var replicates = optimism.Length;
        var used = Enumerable.Range(0, replicates).Where(b => double.IsFinite(optimism[b]) && double.IsFinite(left[b])).ToArray();
        var failed = replicates - used.Length;
        if (used.Length < 2)
        {
            return new OptimismResult
            {
                Apparent = apparent,
                Replicates = replicates,
                Failed = failed,
                NotEstimable = FormattableString.Invariant($"the measure was estimable on {used.Length} of {replicates} samples"),
            };
        }

        var outOfBag = used.Average(b => left[b]);
        var (plus, overfitting) = Plus(apparent, outOfBag, noInformation);
        return new OptimismResult
        {
            Apparent = apparent,
            Optimism = used.Average(b => optimism[b]),
            OutOfBag = outOfBag,
            Point632Plus = plus,
            RelativeOverfitting = overfitting,
            Replicates = replicates,
            Failed = failed,
        };
    }

    /// <summary>Efron and Tibshirani's rule: an out-of-bag measure beyond no information counts as no information, one better than the apparent as no overfitting.</summary>
    internal static (double Estimate, double Overfitting) Plus(double apparent, double outOfBag, double noInformation)
    {
        var range = noInformation - apparent;
        var overfitting = range == 0 ? 0 : Math.Clamp((outOfBag - apparent) / range, 0, 1);
        var bounded = range == 0 || (outOfBag - noInformation) / range <= 0 ? outOfBag : noInformation;
        var weight = 0.632 / (1 - 0.368 * overfitting);
        return ((1 - weight) * apparent + weight * bounded, overfitting);
    }
}
