using HccRisk.Survival.Data;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.CutPoints;

/// <summary>
/// Finds the cut-point of a marker that separates outcomes most (maximally selected log-rank statistic; Lausen and Schumacher,
/// Biometrics 1992; Hothorn and Lausen, Comput Stat Data Anal 2003), with a p-value corrected for the search.
/// </summary>
/// <remarks>
/// O(n log n). The separation at the cut is optimistic on the data it was found on: freeze the cut and judge it on other patients.
/// </remarks>
public static class CutPoint
{
    /// <summary>Tries every cut between the smallest and largest share of patients.</summary>
    /// <param name="outcome">Follow-up; every positive code is the event.</param>
    /// <param name="marker">One finite value a patient.</param>
    /// <param name="options">Range of cuts and scores; null for the defaults.</param>
    /// <returns>The cut, or a result that says why there is none. Of cuts with the same statistic the lowest is taken.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is not finite (named by its index).</exception>
    public static CutPointResult Find(SurvivalOutcome outcome, ReadOnlySpan<double> marker, CutPointOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        options ??= new CutPointOptions();
        options.Validate();
        outcome.RequirePlain("The maximally selected cut-point");
        outcome.RequireFinite(marker, nameof(marker));
        var n = outcome.Count;
        if (outcome.Causes.Count == 0)
        {
            return None([], outcome.WhyNoEvent);
        }

        var scores = Scores(outcome, options.Scores);
        var sorted = marker.ToArray();
        var order = RadixOrder.Sort(sorted);
        double sum = 0, squares = 0;
        foreach (var score in scores)
        {
            sum += score;
            squares += score * score;
        }

        var spread = (n * squares - sum * sum) / ((double)n * n * (n - 1));
        if (!(spread > 0))
        {
            return None([], "all patients have the same log-rank score");
        }

        var fewest = Math.Max(1, (int)Math.Floor(n * options.MinProportion));
        var most = (int)Math.Floor(n * options.MaxProportion);
        var candidates = new List<CutPointCandidate>();
        CutPointCandidate? best = null;
        var sooner = false;
        double below = 0;
        for (var k = 1; k < n; k++)
        {
            below += scores[order[k - 1]];
            if (k < fewest || k > most || sorted[k - 1] == sorted[k])
            {
                continue;
            }

            var difference = below - sum * k / n;
            var candidate = new CutPointCandidate(sorted[k - 1], k, Math.Abs(difference) / Math.Sqrt(spread * k * (n - k)));
            candidates.Add(candidate);
            if (best is null || candidate.Statistic > best.Statistic)
            {
                best = candidate;
                sooner = difference < 0;
            }
        }

        if (best is null)
        {
            return None(candidates, sorted[0] == sorted[^1]
                ? FormattableString.Invariant($"all patients have the same value {sorted[0]}")
                : FormattableString.Invariant($"no cut leaves {fewest} to {most} of {n} patients at or below it"));
        }

        return new CutPointResult
        {
            Cut = best.Cut,
            Statistic = best.Statistic,
            PValue = Corrected(best.Statistic, options.MinProportion, options.MaxProportion),
            UpperHasMoreEvents = sooner,
            Candidates = candidates,
        };
    }

    private static CutPointResult None(List<CutPointCandidate> candidates, string reason) => new() { Candidates = candidates, NotEstimable = reason };

    /// <summary>Lausen and Schumacher's bound, 1 below a statistic of 1 (Schell and Singh).</summary>
    private static double Corrected(double statistic, double low, double high)
    {
        if (statistic < 1)
        {
            return 1;
        }

        var density = Normal.PDF(0, 1, statistic);
        var range = Math.Log(high * (1 - low) / ((1 - high) * low));
        return Math.Min(1, density * (4 / statistic + (statistic - 1 / statistic) * range));
    }

    /// <summary>Event minus the hazard summed over event times up to one's own, tied events one by one: d / (n - #{T &lt;= t} + 1) each.</summary>
    private static double[] Scores(SurvivalOutcome outcome, CutPointScores kind)
    {
        var order = outcome.Order;
        var time = outcome.SortedTimes;
        var events = outcome.EventArray;
        var n = order.Length;
        var scores = new double[n];
        double hazard = 0;
        for (var start = 0; start < n;)
        {
            var end = start;
            var deaths = 0;
            for (; end < n && time[end] == time[start]; end++)
            {
                deaths += events[order[end]] != 0 ? 1 : 0;
            }

            hazard += (double)deaths / (n - end + 1);
            for (var k = start; k < end; k++)
            {
                scores[order[k]] = (events[order[k]] != 0 ? 1 : 0) - hazard;
            }

            start = end;
        }

        if (kind == CutPointScores.RoundedLogRank)
        {
            var lowest = scores.Min();
            var range = scores.Max() - lowest;
            for (var i = 0; i < n && range > 0; i++)
            {
                scores[i] = Math.Round((scores[i] - lowest) * n / range);
            }
        }

        return scores;
    }
}
