using System.Numerics.Tensors;
using HccRisk.Core.Concurrency;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Cox;

/// <summary>Chooses the ridge penalty of a Cox model by cross-validated partial likelihood.</summary>
/// <remarks>
/// With more columns than rows everything is done in the row space of the covariates (at most n dimensions), so that thousands
/// of columns cost one inner-product matrix. Centre and scale come from all rows: they use no outcome.
/// </remarks>
public static class CoxRidge
{
    // In units of log-likelihood; the differences between penalties that matter are near 1.
    private const double PathTolerance = 1e-8;

    /// <summary>Cross-validates a path of penalties and fits the model with the best.</summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more; may exceed the number of rows.</param>
    /// <param name="outcome">Follow-up, one patient a row.</param>
    /// <param name="options">Path, folds and seed; null for the defaults.</param>
    /// <param name="columnNames">Names used in messages and results; null gives x0, x1, ...</param>
    /// <param name="groups">Patient of each row when a patient has several rows: they stay in one fold. Empty when every row is a patient.</param>
    /// <param name="rows">Strata and offset of each row; null for neither.</param>
    /// <param name="cancellationToken">Stops between Newton steps.</param>
    /// <returns>The path, its cross-validated likelihood, the choice and the model.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or an option is out of range.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    public static CoxRidgeResult CrossValidate(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        CoxRidgeOptions? options = null,
        IReadOnlyList<string>? columnNames = null,
        ReadOnlySpan<int> groups = default,
        CoxRows? rows = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        options ??= new CoxRidgeOptions();
        options.Validate();
        rows ??= new CoxRows();
        var names = CovariateShape.Check(x, columns, outcome, columnNames, "A Cox model");
        var fitted = new CoxOptions { Ridge = 1, PenaltyFactors = options.PenaltyFactors, Ties = options.Ties, Standardize = options.Standardize };
        rows.Check(outcome, fitted);
        fitted.CheckFactors(columns);
        var identity = Enumerable.Range(0, outcome.Count).ToArray();
        var design = StandardizedColumns.Create(x, outcome.Count, columns, identity, options.Standardize, names);
        design.Clear(options.PenaltyFactors);
        var space = new RidgeSpace(design, fitted.FactorsOf(columns), columns > outcome.Count);

        var lambdas = Path(options, outcome, columns);
        var folds = Folds.Stratified(outcome, options.Folds, options.Repeats, options.Seed, groups);
        var gains = new double[folds.Count][];
        ParallelRuns.For(
            folds.Count,
            f => gains[f] = Evaluate(space, outcome, rows, folds[f], lambdas, options.Ties, cancellationToken),
            cancellationToken);

        var likelihood = new double[lambdas.Length];
        foreach (var gain in gains)
        {
            TensorPrimitives.Add(likelihood, gain, likelihood);
        }

        TensorPrimitives.Divide(likelihood, options.Repeats, likelihood);
        var best = TensorPrimitives.IndexOfMax<double>(likelihood);
        var model = CoxModel.Fit(x, columns, outcome, rows, fitted with { Ridge = lambdas[best] }, names, cancellationToken);
        return new CoxRidgeResult
        {
            Lambdas = lambdas,
            CrossValidatedLogLikelihood = likelihood,
            LogLikelihoodNull = model.LogLikelihoodNull,
            Lambda = lambdas[best],
            AtBoundary = best == 0 || best == lambdas.Length - 1,
            Model = model,
        };
    }

    private static double[] Path(CoxRidgeOptions options, SurvivalOutcome outcome, int columns)
    {
        if (options.Lambdas.Count > 0)
        {
            return [.. options.Lambdas.Distinct().OrderDescending()];
        }

        double events = outcome.EventCount();
        var top = Math.Log(events * columns);
        var bottom = Math.Log(events / 100);
        return [.. Enumerable.Range(0, options.PathLength).Select(i => Math.Exp(top + (bottom - top) * i / (options.PathLength - 1)))];
    }

    /// <summary>Log-likelihood of all rows less that of the training rows, at the training coefficients of each penalty.</summary>
    private static double[] Evaluate(
        RidgeSpace space, SurvivalOutcome outcome, CoxRows rows, Fold fold, double[] lambdas, TieHandling ties, CancellationToken cancellationToken)
    {
        int[] training = [.. fold.Training];
        var part = outcome.Select(training);
        if (part.Causes.Count == 0)
        {
            throw new NoEventsException(FormattableString.Invariant(
                $"Fold {fold.Index} leaves no event among its {training.Length} training patients ({outcome.EventCount()} events in all): use fewer folds."));
        }

        var (values, stride) = (space.Values, space.Stride);
        var sets = new CoxRiskSets(part, ties, CoxRows.Take(rows.Strata, training), CoxRows.Take(rows.Offset, training));
        var x = new double[training.Length * stride];
        for (var i = 0; i < training.Length; i++)
        {
            values.AsSpan(training[sets.Order[i]] * stride, stride).CopyTo(x.AsSpan(i * stride));
        }

        var all = new CoxRiskSets(outcome, ties, rows.Strata, rows.Offset);
        var solver = new CoxConjugateGradient(sets, x, training.Length, stride, space.Units);
        var eta = new double[outcome.Count];
        var result = new double[lambdas.Length];
        for (var k = 0; k < lambdas.Length; k++)
        {
            solver.Fit(lambdas[k], PathTolerance, cancellationToken);
            for (var i = 0; i < eta.Length; i++)
            {
                eta[i] = TensorPrimitives.Dot<double>(values.AsSpan(all.Order[i] * stride, stride), solver.Beta);
            }

            result[k] = all.Evaluate(eta) - solver.LogLikelihood;
        }

        return result;
    }
}
