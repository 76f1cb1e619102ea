using HccRisk.Survival.Aft;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;

namespace HccRisk.Boosting;

/// <summary>Boosted accelerated failure time models.</summary>
internal static class BoostedAft
{
    private static readonly double[] Scales = [0.5, 0.7, 1, 1.4, 2];

    /// <summary>Fits trees to the location of log T, then location and scale to the scores that folds gave.</summary>
    public static (BoostedFit Fit, double Location, double Scale, double GrownAt) Fit(SurvivalTrainingSet data, BoostedAftTrainerOptions options)
    {
        var outcome = data.Outcome;
        if (outcome.EventCount() == 0)
        {
            throw new NoEventsException(FormattableString.Invariant(
                $"A boosted accelerated failure time model needs events of cause {options.Cause}; none of {outcome.Count} rows had one."));
        }

        var zero = outcome.Times.IndexOf(0.0);
        if (zero >= 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"Column '{options.TimeColumn}' is 0 in row {zero}; an accelerated failure time model takes its logarithm: leave the row out."));
        }

        var (x, all) = (data.Features.ToArray(), Null(outcome, options.Distribution));
        var plan = new FeaturePlan(x, data.Slots, options.Boosting);
        double[] scales = options.Scale is { } given ? [given] : options.Boosting.Folds == 0 ? [all.Scale] : Scales;
        (BoostedFit Fit, double Scale)? best = null;
        foreach (var scale in scales)
        {
            var rows = new BoostingRows(x, plan, data.Columns, outcome, [.. data.Groups?.Codes ?? []], IsRelative: false, part =>
            {
                var own = outcome.Select(part);
                return (new AftObjective(own, options.Distribution, scale), Null(own, options.Distribution).Location);
            });
            var fit = BoostingSearch.Fit(rows, options.Boosting, options.CancellationToken);
            if (best is not { } before || fit.Curve[fit.Rounds] > before.Fit.Curve[before.Fit.Rounds])
            {
                best = (fit, scale);
            }
        }

        var (chosen, grownAt) = best!.Value;
        var (shift, spread) = Null(Shifted(outcome, chosen.Scores), options.Distribution);
        return (chosen, shift + all.Location - chosen.Trees.Start, spread, grownAt);
    }

    /// <summary>Location and scale of a model without features.</summary>
    private static (double Location, double Scale) Null(SurvivalOutcome outcome, AftDistribution distribution)
    {
        var model = AftModel.Fit(new double[outcome.Count], 1, outcome, new AftOptions { Distribution = distribution });
        return double.IsNaN(model.Scale)
            ? throw new InvalidOperationException("Every event is at the same time: an accelerated failure time model has no scale then.")
            : (model.Intercept, model.Scale);
    }

    /// <summary>Times less their locations, on the log scale.</summary>
    private static SurvivalOutcome Shifted(SurvivalOutcome outcome, double[] locations)
    {
        var times = outcome.Times.ToArray();
        for (var i = 0; i < times.Length; i++)
        {
            times[i] *= Math.Exp(-locations[i]);
        }

        return new SurvivalOutcome(times, outcome.Events).WithWeights(outcome.Weights);
    }
}
