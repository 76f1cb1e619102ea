using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Boosting;

/// <summary>
/// Baseline hazards of a cause and of its competitors under given scores (Breslow, Biometrics 1974), of one stratum: with two scores they
/// give survival
/// and cumulative incidence.
/// </summary>
public sealed class HazardBaseline
{
    /// <summary>The stratum; null for a model without strata.</summary>
    public required string? Stratum { get; init; }

    /// <summary>Longest follow-up: nothing is known beyond it.</summary>
    public required double LastTime { get; init; }

    /// <summary>Times at which the cause happened, ascending; empty when it did not.</summary>
    public required double[] Times { get; init; }

    /// <summary>Cumulative hazard of the cause at each time, for a score of 0.</summary>
    public required double[] Hazard { get; init; }

    /// <summary>Cumulative hazard of the competing causes just before each time, for a competing score of 0; zeros without any.</summary>
    public required double[] Competing { get; init; }

    /// <summary>The baselines of rows under their scores.</summary>
    /// <param name="outcome">Follow-up with every cause.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    /// <param name="scores">Log hazard ratio of each row.</param>
    /// <param name="competingScores">The same for the competing causes together; empty for their average hazard.</param>
    /// <param name="strata">Stratum of each row, from 0; null for none.</param>
    /// <param name="names">Names of the strata; empty for none.</param>
    /// <param name="ties">Efron or Breslow.</param>
    /// <returns>One baseline a stratum.</returns>
    public static HazardBaseline[] Breslow(
        SurvivalOutcome outcome, int cause, ReadOnlySpan<double> scores, ReadOnlySpan<double> competingScores, IReadOnlyList<int>? strata, IReadOnlyList<string> names, TieHandling ties)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(names);
        var own = Evaluate(cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(cause), scores, strata, ties);
        var others = Evaluate(CompetitorsOf(outcome, cause), competingScores, strata, competingScores.IsEmpty ? TieHandling.Breslow : ties);
        return [.. Enumerable.Range(0, own.Strata.Length).Select(s =>
        {
            var (times, hazards, competing) = (new List<double>(), new List<double>(), new List<double>());
            var (hazard, other) = (0.0, 0.0);
            for (var g = own.StratumStarts[s]; g < own.StratumStarts[s + 1]; g++)
            {
                if (own.HazardSteps[g] > 0)
                {
                    times.Add(own.Times[g]);
                    hazards.Add(hazard += own.HazardSteps[g]);
                    competing.Add(other);
                }

                other += others.HazardSteps[g];
            }

            return new HazardBaseline
            {
                Stratum = strata is null ? null : names[own.Strata[s]],
                LastTime = own.Times[own.StratumStarts[s + 1] - 1],
                Times = [.. times],
                Hazard = [.. hazards],
                Competing = [.. competing],
            };
        })];
    }

    /// <summary>Follow-up with the causes that compete with one as the event, and everything else as censored.</summary>
    /// <param name="outcome">Follow-up with every cause.</param>
    /// <param name="cause">Cause of interest; 0 for any, which leaves none to compete.</param>
    public static SurvivalOutcome CompetitorsOf(SurvivalOutcome outcome, int cause)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        int[] codes = [.. outcome.EventArray.Select(code => cause != 0 && code != 0 && code != cause ? 1 : 0)];
        return new SurvivalOutcome(outcome.Times, codes).WithEntries(outcome.Entries).WithWeights(outcome.Weights);
    }

    /// <summary>Probability of being free of the event at a time, other causes counted as censored.</summary>
    /// <param name="score">Log hazard ratio of the row.</param>
    /// <param name="time">Any time.</param>
    /// <returns>0 to 1; NaN beyond <see cref="LastTime"/>.</returns>
    public double SurvivalAt(double score, double time)
    {
        if (!(time <= LastTime))
        {
            return double.NaN;
        }

        var at = UpTo(time);
        return at == 0 ? 1 : Math.Exp(-Hazard[at - 1] * Math.Exp(score));
    }

    /// <summary>Probability of having had the event by each time, competing causes taken into account.</summary>
    /// <param name="score">Log hazard ratio of the row for the cause.</param>
    /// <param name="competingScore">The same for the competing causes together; 0 for their average hazard.</param>
    /// <param name="times">Any times, in any order.</param>
    /// <param name="incidence">Receives one probability a time; NaN beyond <see cref="LastTime"/>.</param>
    public void Incidence(double score, double competingScore, ReadOnlySpan<double> times, Span<double> incidence)
    {
        var (risk, competingRisk) = (Math.Exp(score), Math.Exp(competingScore));
        Span<int> ends = times.Length <= 64 ? stackalloc int[times.Length] : new int[times.Length];
        var last = 0;
        for (var t = 0; t < times.Length; t++)
        {
            ends[t] = times[t] <= LastTime ? UpTo(times[t]) : -1;
            last = Math.Max(last, ends[t]);
            incidence[t] = ends[t] < 0 ? double.NaN : 0;
        }

        var (sum, before, free, reached) = (0.0, 1.0, 1.0, 0.0);
        for (var jump = 0; jump < last; jump++)
        {
            if (Competing[jump] != reached)
            {
                reached = Competing[jump];
                free = Math.Exp(-reached * competingRisk);
            }

            var after = Math.Exp(-Hazard[jump] * risk);
            sum += free * (before - after);
            before = after;
            for (var t = 0; t < times.Length; t++)
            {
                incidence[t] = ends[t] == jump + 1 ? sum : incidence[t];
            }
        }
    }

    /// <summary>Cumulative hazard at a time for a score of 0; NaN where nothing is known.</summary>
    internal double HazardAt(double time) => Passed(time) switch
    {
        < 0 => double.NaN,
        0 => 0,
        var passed => Hazard[passed - 1],
    };

    /// <summary>Number of times of the cause up to a time; -1 where nothing is known.</summary>
    internal int Passed(double time) => time <= LastTime ? UpTo(time) : -1;

    private static CoxRiskSets Evaluate(SurvivalOutcome outcome, ReadOnlySpan<double> scores, IReadOnlyList<int>? strata, TieHandling ties)
    {
        var sets = new CoxRiskSets(outcome, ties, strata);
        var eta = new double[sets.Order.Length];
        for (var i = 0; i < eta.Length && !scores.IsEmpty; i++)
        {
            eta[i] = scores[sets.Order[i]];
        }

        sets.Evaluate(eta);
        return sets;
    }

    /// <summary>Number of times up to and with one.</summary>
    private int UpTo(double time)
    {
        var at = Array.BinarySearch(Times, time);
        return at >= 0 ? at + 1 : ~at;
    }
}
