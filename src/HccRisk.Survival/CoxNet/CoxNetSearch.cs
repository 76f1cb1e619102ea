using HccRisk.Core.Concurrency;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.CoxNet;

/// <summary>Chooses the penalty of an elastic-net Cox model by cross-validated partial likelihood.</summary>
public static class CoxNetSearch
{
    /// <summary>Fits the path to all rows and to the training rows of each fold, at the same penalties.</summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more; may exceed the number of rows.</param>
    /// <param name="outcome">Follow-up with entry times and weights (above 0) where there are any.</param>
    /// <param name="rows">Strata and offset; null for neither.</param>
    /// <param name="options">Penalty, path, folds; null for the defaults.</param>
    /// <param name="columnNames">Names used in messages; null gives x0, x1, ...</param>
    /// <param name="groups">Patient of each row when a patient has several rows: they stay in one fold. Empty when every row is a patient.</param>
    /// <param name="cancellationToken">Stops between sweeps.</param>
    /// <returns>The path, its cross-validated deviance and the choices; the same for any number of threads.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or an option is out of range.</exception>
    /// <exception cref="NoEventsException">Everybody is censored, or a fold has no event.</exception>
    /// <exception cref="InvalidOperationException">No column has a penalty and varies, so that there is no path.</exception>
    public static CoxNetResult CrossValidate(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        CoxRows? rows = null,
        CoxNetOptions? options = null,
        IReadOnlyList<string>? columnNames = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        options ??= new CoxNetOptions();
        rows ??= new CoxRows();
        var path = CoxNetPath.Fit(x, columns, outcome, rows, options, columnNames, cancellationToken);
        var folds = Folds.Stratified(outcome, options.Folds, options.Repeats, options.Seed, groups);
        return Choose(path, x.ToArray(), columns, outcome, rows, options, folds, cancellationToken);
    }

    internal static CoxNetResult Choose(
        CoxNetPath path, double[] x, int columns, SurvivalOutcome outcome, CoxRows rows, CoxNetOptions options, IReadOnlyList<Fold> folds, CancellationToken cancellationToken)
    {
        var given = options with { Lambdas = path.Lambdas };
        var deviances = new double[folds.Count][];
        var events = folds.Select(f => EventWeight(f, outcome)).ToArray();
        ParallelRuns.For(
            folds.Count,
            f => deviances[f] = Deviances(x, columns, outcome, rows, given, folds[f], (sets, design, names) => CoxNetPath.Run(sets, design, given, names, cancellationToken).Coefficients),
            cancellationToken);
        return Summarize(path, deviances, events, folds.Max(f => f.Index) + 1);
    }

    /// <summary>Deviance of all rows less that of the training rows, at coefficients that the training rows teach.</summary>
    internal static double[] Deviances(
        double[] x, int columns, SurvivalOutcome outcome, CoxRows rows, CoxNetOptions options, Fold fold,
        Func<CoxRiskSets, CoxNetDesign, string[], IReadOnlyList<IReadOnlyList<double>>> fit)
    {
        int[] training = [.. fold.Training];
        var part = outcome.Select(training);
        var sets = new CoxRiskSets(part, options.Ties, CoxRows.Take(rows.Strata, training), CoxRows.Take(rows.Offset, training));
        var own = new double[training.Length * columns];
        for (var i = 0; i < training.Length; i++)
        {
            x.AsSpan(training[i] * columns, columns).CopyTo(own.AsSpan(i * columns));
        }

        var design = new CoxNetDesign(own, columns, sets, options.Standardize);
        var all = new CoxRiskSets(outcome, options.Ties, rows.Strata, rows.Offset);
        var whole = new CoxNetDesign(x, columns, all, standardize: false);
        var coefficients = fit(sets, design, [.. Enumerable.Repeat(string.Empty, columns)]);
        return [.. coefficients.Select(b => CoxNetPath.Deviance(all, whole, b) - CoxNetPath.Deviance(sets, design, b))];
    }

    /// <summary>Means and errors over folds weighted by their events, and the choices.</summary>
    internal static CoxNetResult Summarize(CoxNetPath path, double[][] deviances, double[] events, int folds)
    {
        var total = events.Sum();
        var (mean, error) = (new double[path.Lambdas.Count], new double[path.Lambdas.Count]);
        for (var k = 0; k < mean.Length; k++)
        {
            for (var f = 0; f < events.Length; f++)
            {
                mean[k] += deviances[f][k] / total;
            }

            double squares = 0;
            for (var f = 0; f < events.Length; f++)
            {
                var difference = (deviances[f][k] / events[f]) - mean[k];
                squares += events[f] * difference * difference / total;
            }

            error[k] = Math.Sqrt(squares / (folds - 1));
        }

        var minimum = Array.IndexOf(mean, mean.Min());
        return new CoxNetResult
        {
            Path = path,
            Deviance = mean,
            StandardError = error,
            Minimum = minimum,
            OneStandardError = Array.FindIndex(mean, m => m <= mean[minimum] + error[minimum]),
        };
    }

    internal static double EventWeight(Fold fold, SurvivalOutcome outcome)
    {
        var sum = fold.Test.Where(i => outcome.EventArray[i] != 0).Sum(i => outcome.WeightArray?[i] ?? 1);
        return sum > 0 && fold.Training.Any(i => outcome.EventArray[i] != 0)
            ? sum
            : throw new NoEventsException(FormattableString.Invariant(
                $"Fold {fold.Index} has {fold.Test.Count} patients without an event, or holds all of them ({outcome.EventCount()} events in all): use fewer folds."));
    }
}
