using HccRisk.Survival.Data;

namespace HccRisk.Survival.Estimates;

/// <summary>Checks that predicted risks and horizons are what they claim to be.</summary>
internal static class PredictionChecks
{
    public static void RequireProbabilities(SurvivalOutcome outcome, ReadOnlySpan<double> risk, string name)
    {
        outcome.RequireFinite(risk, name);
        for (var i = 0; i < risk.Length; i++)
        {
            if (risk[i] < 0 || risk[i] > 1)
            {
                throw new ArgumentException(FormattableString.Invariant($"'{name}' is {risk[i]} at index {i}: a probability lies between 0 and 1."), name);
            }
        }
    }

    public static void RequireHorizon(double time, string name)
    {
        if (!(time > 0) || !double.IsFinite(time))
        {
            throw new ArgumentOutOfRangeException(name, time, "The horizon must be finite and greater than 0.");
        }
    }

    /// <summary>Predicted curves: a row a patient, a column a time, times ascending.</summary>
    public static void RequireGrid(SurvivalOutcome outcome, ReadOnlySpan<double> risks, ReadOnlySpan<double> times)
    {
        if (times.IsEmpty)
        {
            throw new ArgumentException("At least one horizon is needed.", nameof(times));
        }

        if (risks.Length != (long)outcome.Count * times.Length)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"'risks' has {risks.Length} values, but {outcome.Count} patients x {times.Length} horizons make {(long)outcome.Count * times.Length}."), nameof(risks));
        }

        for (var k = 0; k < times.Length; k++)
        {
            if (!double.IsFinite(times[k]) || (k > 0 && !(times[k] > times[k - 1])))
            {
                throw new ArgumentException(FormattableString.Invariant($"Horizon {k} is {times[k]}: horizons must be finite and must ascend."), nameof(times));
            }
        }

        for (var i = 0; i < risks.Length; i++)
        {
            if (!double.IsFinite(risks[i]))
            {
                throw new ArgumentException(FormattableString.Invariant($"'risks' is {risks[i]} for patient {i / times.Length} at {times[i % times.Length]}: it must be finite."), nameof(risks));
            }
        }
    }

    public static void CheckCause(int cause, List<string> faults)
    {
        if (cause < 1)
        {
            faults.Add(FormattableString.Invariant($"Cause is {cause}; it must be 1 or greater."));
        }
    }

    /// <summary>Why nothing can be said about the horizon; null when somebody was followed to it.</summary>
    public static string? Beyond(SurvivalOutcome outcome, double time)
    {
        var last = outcome.LastTime;
        return time > last ? FormattableString.Invariant($"nobody was followed to {time}: the longest follow-up is {last}") : null;
    }
}
