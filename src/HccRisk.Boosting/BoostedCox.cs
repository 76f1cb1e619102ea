using HccRisk.Survival.Boosting;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;

namespace HccRisk.Boosting;

/// <summary>Boosted Cox models of one cause, on arrays.</summary>
public static class BoostedCox
{
    /// <summary>Fits the model: trees by the gradient of the partial likelihood, their number by cross-validation.</summary>
    /// <param name="x">Features, row-major: <c>outcome.Count</c> rows, finite or NaN where one is missing.</param>
    /// <param name="names">Name of each feature.</param>
    /// <param name="outcome">Follow-up with every cause; entry times and weights (above 0) where there are any.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    /// <param name="ties">Efron or Breslow.</param>
    /// <param name="options">How trees are grown; null for the defaults.</param>
    /// <param name="strata">Stratum of each row, from 0; null for none.</param>
    /// <param name="strataNames">Names of the strata; null for none.</param>
    /// <param name="groups">Patient of each row when a patient has several rows: they stay in one fold. Empty when every row is a
    /// patient.</param>
    /// <param name="cancellationToken">Stops between trees.</param>
    /// <returns>The model; the same for any number of threads.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a value is infinite, or an option is out of range.</exception>
    /// <exception cref="NoEventsException">Nobody had the event, or a fold has none.</exception>
    /// <exception cref="InvalidOperationException">No feature tells rows apart.</exception>
    /// <exception cref="Core.Errors.MissingSoftwareException">LightGBM's library cannot be loaded here.</exception>
    public static BoostedCoxResult Fit(
        ReadOnlySpan<double> x,
        IReadOnlyList<string> names,
        SurvivalOutcome outcome,
        int cause = 1,
        TieHandling ties = TieHandling.Efron,
        BoostingOptions? options = null,
        IReadOnlyList<int>? strata = null,
        IReadOnlyList<string>? strataNames = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(names);
        options ??= new BoostingOptions();
        options.Validate();
        Check(x, names, outcome, strata, strataNames);

        // By time: the objective then reads rows one after the other.
        var order = CoxObjective.OrderOf(cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(cause), strata);
        var all = outcome.Select(order);
        var own = cause == 0 ? all.WithAnyCause() : all.WithCause(cause);
        int[]? codes = strata is null ? null : Array.ConvertAll(order, row => strata[row]);
        var patients = groups.ToArray();
        var sorted = Sort(x, names.Count, order);
        var plan = new FeaturePlan(x, names, options);
        int[] together = patients.Length == 0 ? [] : Array.ConvertAll(order, row => patients[row]);
        var rows = new BoostingRows(sorted, plan, names.Count, own, together, IsRelative: true, Objective(own));
        var fit = BoostingSearch.Fit(rows, options, cancellationToken);
        var (competing, remark) = Competing(rows with { Outcome = HazardBaseline.CompetitorsOf(all, cause) }, options, cancellationToken);
        var outOfFold = new double[outcome.Count];
        for (var i = 0; i < order.Length; i++)
        {
            outOfFold[order[i]] = fit.Scores[i];
        }

        var baselines = HazardBaseline.Breslow(all, cause, fit.Scores, competing is null ? [] : competing.Scores, codes, strataNames ?? [], ties);
        return new BoostedCoxResult
        {
            Trees = fit.Trees,
            CompetingTrees = competing?.Trees,
            Baselines = baselines,
            Rounds = fit.Rounds,
            CrossValidated = fit.Curve,
            OutOfFold = outOfFold,
            Warnings =
            [
                .. BoostingRemarks.Of(fit, options),
                .. remark,
                .. baselines.Where(b => b.Times.Length == 0).Select(b => $"Stratum '{b.Stratum}' has no event: its survival stays at 1."),
            ],
        };

        Func<int[], (BoostingObjective, double)> Objective(SurvivalOutcome of) =>
            part => (new CoxObjective(of.Select(part), codes is null ? null : Array.ConvertAll(part, row => codes[row]), ties), 0);

        (BoostedFit? Fit, string[] Remarks) Competing(BoostingRows others, BoostingOptions how, CancellationToken token)
        {
            var events = others.Outcome.EventCount();
            if (events == 0)
            {
                return (null, []);
            }

            if (events < 2 * Math.Max(1, how.Folds))
            {
                var few = FormattableString.Invariant($"{events} events of competing causes are too few to boost: their average hazard is used for every row.");
                return (null, [few]);
            }

            var found = BoostingSearch.Fit(others with { Objective = Objective(others.Outcome) }, how, token);
            return (found.Trees.Trees.Count == 0 ? null : found, []);
        }
    }

    private static void Check(
        ReadOnlySpan<double> x, IReadOnlyList<string> names, SurvivalOutcome outcome, IReadOnlyList<int>? strata, IReadOnlyList<string>? strataNames)
    {
        if (names.Count == 0 || x.Length != (long)outcome.Count * names.Count)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"'x' has {x.Length} values; {outcome.Count} rows of {names.Count} named features are {(long)outcome.Count * names.Count}."), nameof(x));
        }

        for (var i = 0; i < x.Length; i++)
        {
            if (double.IsInfinity(x[i]))
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"'{names[i % names.Count]}' is {x[i]} in row {i / names.Count}; a value must be finite or missing."), nameof(x));
            }
        }

        if (strata is not null && strata.Count == outcome.Count && (strataNames?.Count ?? 0) <= strata.Max())
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"'strata' has the code {strata.Max()}, 'strataNames' has {strataNames?.Count ?? 0} names."), nameof(strata));
        }
    }

    private static double[] Sort(ReadOnlySpan<double> x, int columns, int[] order)
    {
        var sorted = new double[x.Length];
        for (var i = 0; i < order.Length; i++)
        {
            x.Slice(order[i] * columns, columns).CopyTo(sorted.AsSpan(i * columns));
        }

        return sorted;
    }
}
