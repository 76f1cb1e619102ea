using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.FineGray;

/// <summary>
/// The Fine-Gray model of rows with strata, case weights, clusters, entry times or an offset, as R's <c>survival::finegray</c> followed by a
/// weighted Cox model with a robust variance (Geskus, Biometrics 2011): whoever had a competing event stays at risk with a falling weight.
/// </summary>
/// <remarks>
/// In each stratum the probability of being uncensored is that of its own rows, which count once whatever their case weight; with entry times it is
/// multiplied by that of having entered. At a tie events leave before censorings. One row is one patient.
/// </remarks>
public static class WeightedFineGray
{
    /// <summary>More episodes than any computer at hand fits.</summary>
    private const long Most = 20_000_000;

    /// <summary>Fits the model.</summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more.</param>
    /// <param name="outcome">Follow-up with the competing causes as codes; entry times and weights are used.</param>
    /// <param name="rows">Stratum, cluster and offset of each row.</param>
    /// <param name="cause">Event code of interest, 1 or greater; every other positive code competes.</param>
    /// <param name="ties">Treatment of tied events. Default Breslow's, as <see cref="FineGrayModel"/>; R's coxph has Efron's without being asked.</param>
    /// <param name="columnNames">Names used in messages and results; null gives x0, x1, ...</param>
    /// <param name="cancellationToken">Stops between Newton steps.</param>
    /// <returns>
    /// A Cox model of episodes, whose coefficients are log subdistribution hazard ratios, whose robust standard errors are those to use, and whose
    /// "survival" is one less the cumulative incidence. Its rows are episodes, several a patient.
    /// </returns>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or a weight is 0.</exception>
    /// <exception cref="NoEventsException">Nobody had an event of the cause.</exception>
    /// <exception cref="NotSupportedException">A time is 0, or the rows make too many episodes.</exception>
    public static CoxModel Fit(
        ReadOnlySpan<double> x, int columns, SurvivalOutcome outcome, CoxRows rows, int cause = 1, TieHandling ties = TieHandling.Breslow,
        IReadOnlyList<string>? columnNames = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(cause, 1);
        var names = CovariateShape.Check(x, columns, outcome, columnNames, "A Fine-Gray model");
        var options = new CoxOptions { Ties = ties, Robust = true };
        rows.Check(outcome, options);
        if (outcome.EventCount(cause) == 0)
        {
            throw new NoEventsException(FormattableString.Invariant(
                $"None of {outcome.Count} patients had an event of cause {cause}; the causes that occur are {string.Join(", ", outcome.Causes)}."));
        }

        if (outcome.Times.Contains(0.0))
        {
            throw new NotSupportedException("The weighted Fine-Gray model needs times above 0: an episode cannot end where it begins.");
        }

        var episodes = new List<Episode>(outcome.Count);
        foreach (var stratum in GroupCodes.Strata(rows.Strata is null ? [] : [.. rows.Strata], outcome, nameof(rows)))
        {
            AddStratum(episodes, outcome, stratum, cause);
        }

        var all = episodes.ToArray();
        var expanded = new double[all.Length * columns];
        for (var i = 0; i < all.Length; i++)
        {
            x.Slice(all[i].Row * columns, columns).CopyTo(expanded.AsSpan(i * columns, columns));
        }

        var follow = new SurvivalOutcome(Array.ConvertAll(all, e => e.End), Array.ConvertAll(all, e => e.Event));
        if (!outcome.Entries.IsEmpty || all.Length > outcome.Count)
        {
            follow = follow.WithEntries(Array.ConvertAll(all, e => e.Start));
        }

        follow = follow.WithWeights(Array.ConvertAll(all, e => e.Weight * (outcome.WeightArray?[e.Row] ?? 1)));
        return CoxModel.Fit(
            expanded, columns, follow,
            new CoxRows
            {
                Strata = CoxRows.Take(rows.Strata, Array.ConvertAll(all, e => e.Row)),
                Clusters = CoxRows.Take(rows.Clusters, Array.ConvertAll(all, e => e.Row)) ?? Array.ConvertAll(all, e => e.Row),
                Offset = CoxRows.Take(rows.Offset, Array.ConvertAll(all, e => e.Row)),
            },
            options, names, cancellationToken);
    }

    private static void AddStratum(List<Episode> episodes, SurvivalOutcome outcome, int[] stratum, int cause)
    {
        var times = outcome.TimeArray;
        var events = outcome.EventArray;
        var observed = Observed(outcome, stratum);

        // Times of the cause, in runs of equal probability of being observed.
        var runs = new List<(double End, double Probability)>();
        foreach (var time in stratum.Where(i => events[i] == cause).Select(i => times[i]).Distinct().Order())
        {
            var probability = observed(time);
            if (runs.Count > 0 && runs[^1].Probability == probability)
            {
                runs[^1] = (time, probability);
            }
            else
            {
                runs.Add((time, probability));
            }
        }

        foreach (var i in stratum)
        {
            var entry = outcome.EntryArray?[i] ?? 0;
            episodes.Add(new Episode(i, entry, times[i], events[i] == cause ? 1 : 0, 1));
            if (events[i] == 0 || events[i] == cause)
            {
                continue;
            }

            var (own, start) = (observed(times[i]), times[i]);
            foreach (var (end, probability) in runs)
            {
                if (end > times[i] && probability > 0)
                {
                    episodes.Add(new Episode(i, start, end, 0, probability / own));
                    start = end;
                }
            }

            if (episodes.Count > Most)
            {
                throw new NotSupportedException(FormattableString.Invariant($"The rows make more than {Most} weighted episodes: round the times."));
            }
        }
    }

    /// <summary>Probability of being uncensored just before a time, times that of having entered by then.</summary>
    private static Func<double, double> Observed(SurvivalOutcome outcome, int[] stratum)
    {
        var times = outcome.TimeArray;
        var events = outcome.EventArray;
        var entries = outcome.EntryArray;
        var (at, value) = (new List<double>(), new List<double>());
        double g = 1;
        double[] ends = [.. stratum.Select(i => times[i]).Order()];
        double[] begins = entries is null ? [] : [.. stratum.Select(i => entries[i]).Order()];
        var eventEnds = stratum.Where(i => events[i] != 0).CountBy(i => times[i]).ToDictionary(c => c.Key, c => c.Value);
        foreach (var (time, count) in stratum.Where(i => events[i] == 0).CountBy(i => times[i]).OrderBy(c => c.Key))
        {
            var atRisk = ends.Length - Below(ends, time) - (entries is null ? 0 : ends.Length - Below(begins, time)) - eventEnds.GetValueOrDefault(time);
            g *= 1 - ((double)count / atRisk);
            at.Add(time);
            value.Add(g);
        }

        var (entered, having) = (new List<double>(), new List<double>());
        if (entries is not null)
        {
            double h = 1;
            foreach (var (time, count) in stratum.CountBy(i => entries[i]).OrderByDescending(c => c.Key))
            {
                // From this entry on the probability is h; before it, less by those who enter here.
                entered.Insert(0, time);
                having.Insert(0, h);
                var there = UpTo(begins, time) - UpTo(ends, time);
                h *= 1 - ((double)count / there);
            }
        }

        double[] censorings = [.. at], uncensored = [.. value], entrances = [.. entered], after = [.. having];
        return time =>
        {
            // Both change at a time for those who follow it.
            var c = Below(censorings, time);
            var e = Below(entrances, time);
            return (c == 0 ? 1 : uncensored[c - 1]) * (entries is null ? 1 : e == 0 ? 0 : after[e - 1]);
        };
    }

    /// <summary>Number of sorted values below another.</summary>
    private static int Below(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Number of sorted values up to and with another.</summary>
    private static int UpTo(double[] sorted, double value) => Below(sorted, Math.BitIncrement(value));

    private readonly record struct Episode(int Row, double Start, double End, int Event, double Weight);
}
