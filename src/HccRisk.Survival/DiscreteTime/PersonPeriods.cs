using HccRisk.Survival.Data;

namespace HccRisk.Survival.DiscreteTime;

/// <summary>Follow-up cut into periods: a row for each period a patient was at risk in (Allison, Sociological Methodology 1982).</summary>
public sealed class PersonPeriods
{
    private PersonPeriods(int[] rows, int[] periods, int[] codes, double[] shares) => (Rows, Periods, Codes, Shares) = (rows, periods, codes, shares);

    /// <summary>The patient of each row, by index: patients in their order, each with all periods one after the other.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>The period of each row, from 0.</summary>
    public IReadOnlyList<int> Periods { get; }

    /// <summary>What ended the period of each row: an event code, or 0 for none.</summary>
    public IReadOnlyList<int> Codes { get; }

    /// <summary>Share of the period the patient was followed, above 0; 1 unless censored in it.</summary>
    public IReadOnlyList<double> Shares { get; }

    /// <summary>Cuts follow-up into periods.</summary>
    /// <param name="outcome">Follow-up; no entry times, no weights.</param>
    /// <param name="times">Ends of the periods, finite, above 0, ascending; a period holds its end and not its beginning.</param>
    /// <returns>One row a patient and period. Time 0 is follow-up in no period; what happens after the last period is not looked at.</returns>
    /// <exception cref="ArgumentException">The times do not ascend from above 0.</exception>
    public static PersonPeriods Of(SurvivalOutcome outcome, ReadOnlySpan<double> times)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("A person-period table");
        for (var k = 0; k < times.Length; k++)
        {
            if (!double.IsFinite(times[k]) || !(times[k] > (k == 0 ? 0 : times[k - 1])))
            {
                throw new ArgumentException(FormattableString.Invariant($"Period {k} ends at {times[k]}: ends must be finite, above 0 and ascend."), nameof(times));
            }
        }

        var (rows, periods, codes, shares) = (new List<int>(), new List<int>(), new List<int>(), new List<double>());
        for (var i = 0; i < outcome.Count; i++)
        {
            var (time, code) = (outcome.TimeArray[i], outcome.EventArray[i]);
            for (var k = 0; k < times.Length; k++)
            {
                var start = k == 0 ? 0 : times[k - 1];
                if (time <= start)
                {
                    break;
                }

                var ends = time <= times[k];
                rows.Add(i);
                periods.Add(k);
                codes.Add(ends ? code : 0);
                shares.Add(ends && code == 0 ? (time - start) / (times[k] - start) : 1);
            }
        }

        return new PersonPeriods([.. rows], [.. periods], [.. codes], [.. shares]);
    }
}
