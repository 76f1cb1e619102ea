using System.Globalization;
using HccRisk.Boosting.Native;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Data;
using HccRisk.Survival.Resampling;

namespace HccRisk.Boosting;

/// <summary>Chooses the number of trees by cross-validated likelihood, then grows them on all rows.</summary>
internal static class BoostingSearch
{
    /// <summary>Learns a boosted score.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="options">How trees are grown, and folds.</param>
    /// <param name="cancellationToken">Stops between trees.</param>
    public static BoostedFit Fit(BoostingRows rows, BoostingOptions options, CancellationToken cancellationToken)
    {
        // First, for it says what is wrong with the rows as a whole.
        var whole = rows.Objective(rows.All);
        if (options.Folds == 0)
        {
            var (trees, scores) = Grow(rows, whole, options, options.Rounds, cancellationToken);
            return new BoostedFit(trees, options.Rounds, [], scores);
        }

        var (rounds, curve, outOfFold) = Choose(rows, options, cancellationToken);
        return new BoostedFit(Grow(rows, whole, options, rounds, cancellationToken).Trees, rounds, curve, outOfFold);
    }

    private static (BoostedTrees Trees, double[] Scores) Grow(
        BoostingRows rows, (BoostingObjective Objective, double Start) whole, BoostingOptions options, int rounds, CancellationToken cancellationToken)
    {
        var (objective, start) = whole;
        var scores = new double[rows.Count];
        if (rounds == 0)
        {
            Array.Fill(scores, start);
            return (new BoostedTrees { Start = 0, Trees = [], Leaves = [] }, scores);
        }

        using var booster = new Booster(rows.X, rows.Columns, rows.Plan.Parameters(options.Threads));
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            booster.Grow(objective, scores, start);
        }

        var centre = scores.Average();
        return (booster.Trees(-centre), Array.ConvertAll(scores, s => s + start - (rows.IsRelative ? centre : 0)));
    }

    private static (int Rounds, double[] Curve, double[] OutOfFold) Choose(BoostingRows rows, BoostingOptions options, CancellationToken cancellationToken)
    {
        var split = Folds.Stratified(rows.Outcome, options.Folds, options.Repeats, options.Seed, rows.Groups);
        foreach (var fold in split)
        {
            RequireEvents(fold, rows.Outcome);
        }

        var folds = new BoostingFold?[split.Count];
        try
        {
            var parallel = new ParallelOptions { CancellationToken = cancellationToken };
            Parallel.For(0, folds.Length, parallel, f => folds[f] = new BoostingFold(rows, split[f]));
            var (best, values, curve) = (0, new double[folds.Length], new List<double>());
            for (var round = 0; round <= options.Rounds && round - best <= options.Patience; round++)
            {
                Parallel.For(0, folds.Length, parallel, f => values[f] = folds[f]!.Step());
                curve.Add(values.Sum() / options.Repeats);
                if (round == 0 || curve[round] > curve[best])
                {
                    best = round;
                    Array.ForEach(folds, f => f!.Keep());
                }
            }

            var outOfFold = new double[rows.Count];
            Array.ForEach(folds, f => f!.AddTo(outOfFold, 1.0 / options.Repeats));
            return (best, [.. curve], outOfFold);
        }
        finally
        {
            Array.ForEach(folds, f => f?.Dispose());
        }
    }

    private static void RequireEvents(Fold fold, SurvivalOutcome outcome)
    {
        if (!fold.Test.Any(i => outcome.Events[i] != 0) || !fold.Training.Any(i => outcome.Events[i] != 0))
        {
            throw new NoEventsException(string.Create(
                CultureInfo.InvariantCulture,
                $"Fold {fold.Index} has {fold.Test.Count} rows without an event, or holds all of them ({outcome.EventCount()} events in all): use fewer folds."));
        }
    }
}
