using HccRisk.Core.Concurrency;
using HccRisk.Survival.Data;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.CoxBoost;

/// <summary>Chooses the number of boosting steps, and on request the penalty, by cross-validated partial likelihood.</summary>
public static class CoxBoostSearch
{
    private const double UpperShare = 0.95;

    /// <summary>Boosts all rows, and the training rows of each fold, with the same penalty.</summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more; may exceed the number of rows.</param>
    /// <param name="outcome">
    /// Follow-up with the causes as codes and case weights (above 0) where there are any; no entry times, and no weights in the Fine-Gray form.
    /// </param>
    /// <param name="cause">Event code of interest; 0 for any, in the form of one hazard.</param>
    /// <param name="form">What is modelled.</param>
    /// <param name="options">Steps, penalty, mandatory columns, folds; null for the defaults.</param>
    /// <param name="columnNames">Names used in messages; null gives x0, x1, ...</param>
    /// <param name="groups">Patient of each row when a patient has several rows: they stay in one fold. Empty when every row is a patient.</param>
    /// <param name="offset">A known part of each row's log-risk (finite); null for none.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>The path, its cross-validated likelihood and the choice; the same for any number of threads.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or an option is out of range.</exception>
    /// <exception cref="NoEventsException">Nobody had the event, or a fold has none.</exception>
    /// <exception cref="NotSupportedException">The outcome has entry times, or weights in the Fine-Gray form.</exception>
    public static CoxBoostResult CrossValidate(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        int cause = 1,
        CoxBoostForm form = CoxBoostForm.Hazard,
        CoxBoostOptions? options = null,
        IReadOnlyList<string>? columnNames = null,
        ReadOnlySpan<int> groups = default,
        IReadOnlyList<double>? offset = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new CoxBoostOptions();
        CoxBoostPath.Check(x, columns, outcome, cause, form, options, columnNames, offset);

        // A fold is to have its share of the events that count.
        var counted = cause == 0 ? outcome.WithAnyCause() : form == CoxBoostForm.Hazard ? outcome.WithCause(cause) : outcome;
        var folds = Folds.Stratified(counted, options.Folds, options.Repeats, options.Seed, groups);
        return Choose(x, columns, outcome, cause, form, options, folds, columnNames, offset, cancellationToken);
    }

    internal static CoxBoostResult Choose(
        ReadOnlySpan<double> x, int columns, SurvivalOutcome outcome, int cause, CoxBoostForm form, CoxBoostOptions options, IReadOnlyList<Fold> folds,
        IReadOnlyList<string>? columnNames, IReadOnlyList<double>? offset, CancellationToken cancellationToken)
    {
        var (values, coded) = (x.ToArray(), cause == 0 ? outcome.WithAnyCause() : outcome);
        var causes = CoxBoostPath.CausesOf(outcome, cause, form);
        RequireEvents(folds, coded, causes);
        options = options with { Penalty = CoxBoostPath.PenaltyOf(outcome, cause, options) };
        var (up, down) = (1.2, 0.5);
        var (tried, warnings) = (new List<double>(), new List<string>());
        for (var iteration = 1; ; iteration++)
        {
            var given = options;
            tried.Add(given.Penalty!.Value);
            var gains = new double[folds.Count][][];
            ParallelRuns.For(
                folds.Count,
                f => gains[f] = Gains(values, columns, coded, causes, form, given, folds[f], offset, cancellationToken),
                cancellationToken);
            var (means, errors) = Summarize(gains, causes.Length, options.MaxSteps + 1);
            int[] optimal = [.. means.Select(m => Array.IndexOf(m, m.Max()))];
            var most = optimal.Max();
            var isIn = most >= options.LeastSteps && most < UpperShare * options.MaxSteps;
            if (!options.SearchPenalty || isIn || iteration == options.SearchIterations)
            {
                warnings.AddRange(Warn(optimal, causes, options, isIn, iteration));
                return new CoxBoostResult
                {
                    Path = CoxBoostPath.Fit(x, columns, outcome, cause, form, options, columnNames, offset, cancellationToken),
                    LogLikelihood = means,
                    StandardError = errors,
                    OptimalSteps = optimal,
                    Penalties = tried,
                    Warnings = warnings,
                };
            }

            // A first penalty that is far too small is doubled from then on; else the search comes down from above in halves.
            (up, down) = iteration == 1 && most < options.LeastSteps ? (2, 0.8) : (up, down);
            options = options with { Penalty = options.Penalty * (most < options.LeastSteps ? up : down) };
        }
    }

    private static IEnumerable<string> Warn(int[] optimal, int[] causes, CoxBoostOptions options, bool isIn, int iteration)
    {
        for (var c = 0; c < optimal.Length; c++)
        {
            var of = causes.Length > 1 ? FormattableString.Invariant($" of cause {causes[c]}") : string.Empty;
            if (optimal[c] == options.MaxSteps && options.MaxSteps > 0)
            {
                yield return FormattableString.Invariant($"Cross-validation chose all {options.MaxSteps} steps{of}: more of them, or a smaller penalty, may be better.");
            }
        }

        if (options.SearchPenalty && !isIn)
        {
            var wanted = FormattableString.Invariant($"{options.LeastSteps} to {UpperShare * options.MaxSteps:0} were wanted");
            yield return FormattableString.Invariant(
                $"The search for a penalty ended after {iteration} tries at {options.Penalty:G4}, where {optimal.Max()} steps are best; {wanted}.");
        }
    }

    private static void RequireEvents(IReadOnlyList<Fold> folds, SurvivalOutcome outcome, int[] causes)
    {
        foreach (var fold in folds)
        {
            foreach (var cause in causes)
            {
                if (!fold.Test.Any(i => outcome.EventArray[i] == cause) || !fold.Training.Any(i => outcome.EventArray[i] == cause))
                {
                    var all = outcome.EventCount(cause);
                    throw new NoEventsException(FormattableString.Invariant(
                        $"Fold {fold.Index} has {fold.Test.Count} patients without an event of cause {cause}, or holds all of them ({all} in all): use fewer folds."));
                }
            }
        }
    }

    /// <summary>Log-likelihood of all rows less that of the training rows, of each cause after each step that the training rows teach.</summary>
    private static double[][] Gains(
        double[] x, int columns, SurvivalOutcome outcome, int[] causes, CoxBoostForm form, CoxBoostOptions options, Fold fold,
        IReadOnlyList<double>? offset, CancellationToken cancellationToken)
    {
        int[] training = [.. fold.Training];
        var own = new double[training.Length * columns];
        for (var i = 0; i < training.Length; i++)
        {
            x.AsSpan(training[i] * columns, columns).CopyTo(own.AsSpan(i * columns));
        }

        var run = new CoxBoostRun(own, columns, outcome.Select(training), causes, form, options, offset is null ? null : Array.ConvertAll(training, row => offset[row]));
        var whole = Array.ConvertAll(causes, c => new CoxBoostRisk(outcome, c, form == CoxBoostForm.FineGray));
        var eta = Array.ConvertAll(whole, w => offset is null ? new double[outcome.Count] : Array.ConvertAll(w.Order, row => offset[row]));
        var known = Array.ConvertAll(causes, _ => new double[columns]);
        var gains = Array.ConvertAll(causes, _ => new double[options.MaxSteps + 1]);
        run.Go(
            step =>
            {
                for (var c = 0; c < causes.Length; c++)
                {
                    Follow(run.Steppers[c].Beta, run.Designs[c], known[c], x, whole[c].Order, eta[c]);
                    gains[c][step] = whole[c].Evaluate(eta[c]) - run.Steppers[c].LogLikelihood;
                }
            },
            cancellationToken);
        return gains;
    }

    /// <summary>Adds to a linear predictor what has changed of the coefficients; a constant has no part in a partial likelihood.</summary>
    private static void Follow(double[] beta, CoxBoostDesign design, double[] known, double[] x, int[] order, double[] eta)
    {
        for (var j = 0; j < beta.Length; j++)
        {
            if (beta[j] == known[j])
            {
                continue;
            }

            var change = (beta[j] - known[j]) / design.Scale[j];
            for (var i = 0; i < eta.Length; i++)
            {
                eta[i] += change * (x[(order[i] * beta.Length) + j] - design.Center[j]);
            }

            known[j] = beta[j];
        }
    }

    private static (double[][] Means, double[][] Errors) Summarize(double[][][] gains, int causes, int steps)
    {
        var (means, errors) = (new double[causes][], new double[causes][]);
        for (var c = 0; c < causes; c++)
        {
            (means[c], errors[c]) = (new double[steps], new double[steps]);
            for (var m = 0; m < steps; m++)
            {
                var mean = gains.Average(g => g[c][m]);
                means[c][m] = mean;
                errors[c][m] = Math.Sqrt(gains.Sum(g => (g[c][m] - mean) * (g[c][m] - mean)) / (gains.Length - 1) / gains.Length);
            }
        }

        return (means, errors);
    }
}
