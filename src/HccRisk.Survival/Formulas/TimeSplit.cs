using HccRisk.Survival.Data;

namespace HccRisk.Survival.Formulas;

/// <summary>Rows split into episodes that each end at a time of an event, where their covariates are read (as R's tt).</summary>
/// <param name="Rows">Which row each episode is of.</param>
/// <param name="Times">Its end.</param>
/// <param name="Outcome">Its follow-up.</param>
internal sealed record TimeSplit(int[] Rows, double[] Times, SurvivalOutcome Outcome)
{
    /// <summary>More episodes than any computer at hand fits.</summary>
    private const long Most = 20_000_000;

    /// <summary>Splits every row at all times of events at which it is at risk. What follows the last of them is in no risk set and is left out.</summary>
    public static TimeSplit Of(SurvivalOutcome outcome)
    {
        if (outcome.EventCount() == 0)
        {
            throw new NoEventsException($"A Cox model needs events: {outcome.WhyNoEvent}.");
        }

        var times = outcome.TimeArray;
        var entries = outcome.EntryArray;
        double[] ends = [.. times.Where((_, i) => outcome.EventArray[i] != 0).Distinct().Order()];
        long episodes = 0;
        for (var i = 0; i < times.Length; i++)
        {
            episodes += After(ends, times[i]) - (entries is null ? 0 : After(ends, entries[i]));
        }

        if (episodes > Most)
        {
            throw new NotSupportedException(FormattableString.Invariant(
                $"{times.Length} rows at {ends.Length} times of events make {episodes} episodes, {Most} are the most: round the times, or take strata."));
        }

        var rows = new int[episodes];
        var (starts, stops, codes) = (new double[episodes], new double[episodes], new int[episodes]);
        var put = 0;
        for (var i = 0; i < times.Length; i++)
        {
            var last = After(ends, times[i]);
            var from = entries is null ? 0 : After(ends, entries[i]);
            for (var e = from; e < last; e++, put++)
            {
                rows[put] = i;
                starts[put] = e == from ? (entries is null ? 0 : entries[i]) : ends[e - 1];
                stops[put] = ends[e];
                codes[put] = ends[e] == times[i] ? outcome.EventArray[i] : 0;
            }
        }

        var split = new SurvivalOutcome(stops, codes);

        // An event at time 0 has no episode before it: it is in a risk set of its own time all the same.
        split = ends[0] == 0 ? throw new NotSupportedException("A covariate that changes with time needs events after time 0.") : split.WithEntries(starts);
        return new TimeSplit(rows, stops, outcome.Weights.IsEmpty ? split : split.WithWeights(Array.ConvertAll(rows, r => outcome.WeightArray![r])));
    }

    /// <summary>Number of times up to and with another.</summary>
    private static int After(double[] ends, double time) => Array.BinarySearch(ends, time) is var at && at >= 0 ? at + 1 : ~at;
}
