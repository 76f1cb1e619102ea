using HccRisk.Survival.Data;
using HccRisk.Survival.Tuning.Spaces;

namespace HccRisk.Survival.Tuning.Search;

/// <summary>
/// The tree-structured Parzen estimator: one density of the values of good trials, one of the others; of 24 draws from the first, that with the greatest ratio of
/// the two is taken. Dimensions that are there together are drawn together.
/// </summary>
internal static class TpeSearch
{
    public const int Startup = 10;
    private const int Draws = 24;
    private const int MostGood = 25;

    /// <summary>The values of the next trial.</summary>
    /// <param name="space">The space.</param>
    /// <param name="past">All trials before, oldest first.</param>
    /// <param name="random">Numbers of this trial.</param>
    public static double[] Next(SearchSpace space, IReadOnlyList<PastTrial> past, ref SplitMix random)
    {
        if (past.Count(IsFinished) < Startup)
        {
            return RandomSearch.Draw(space, ref random);
        }

        var (good, others) = Split(past);
        var values = new double[space.Dimensions.Count];
        Array.Fill(values, double.NaN);
        foreach (var group in space.Groups)
        {
            if (!space.IsActive(group[0], values))
            {
                continue;
            }

            var likely = Estimate(good);
            var unlikely = Estimate(others);
            var (best, ratio) = (Array.Empty<double>(), double.NegativeInfinity);
            for (var i = 0; i < Draws; i++)
            {
                var draw = likely.Draw(ref random);
                var own = likely.LogDensity(draw) - unlikely.LogDensity(draw);
                (best, ratio) = best.Length == 0 || own > ratio ? (draw, own) : (best, ratio);
            }

            for (var k = 0; k < group.Length; k++)
            {
                values[group[k]] = best[k];
            }

            ParzenEstimator Estimate(IEnumerable<PastTrial> trials) => new(space, group, [.. trials.Where(t => !double.IsNaN(t.Values[group[0]])).Select(t => t.Values)]);
        }

        return values;
    }

    /// <summary>How many of some trials are good ones.</summary>
    public static int GoodOf(int trials) => Math.Min((trials + 9) / 10, MostGood);

    /// <summary>
    /// The good trials and the others, each oldest first. Complete trials come first by their loss, pruned ones after them, those that went further before
    /// others; what failed or is running is no good.
    /// </summary>
    public static (IReadOnlyList<PastTrial> Good, IReadOnlyList<PastTrial> Others) Split(IReadOnlyList<PastTrial> past)
    {
        var good = past.Where(IsFinished)
            .OrderBy(t => t.State == PastTrialState.Complete ? 0 : 1)
            .ThenByDescending(t => t.State == PastTrialState.Complete ? 0 : t.Steps)
            .ThenBy(t => t.Loss)
            .Take(GoodOf(past.Count(IsFinished)))
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return ([.. past.Where(good.Contains)], [.. past.Where(t => !good.Contains(t))]);
    }

    private static bool IsFinished(PastTrial trial) => trial.State is PastTrialState.Complete or PastTrialState.Pruned;
}
