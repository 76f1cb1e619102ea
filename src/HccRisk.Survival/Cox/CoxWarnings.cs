using System.Globalization;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Cox;

/// <summary>What a reader must know before trusting a fit, in words.</summary>
internal static class CoxWarnings
{
    public static List<string> Of(CoxRiskSets sets, StandardizedColumns design, CoxNewton fit, CoxOptions options, IReadOnlyList<string> names) =>
        HasComparison(sets)
            ? Of(sets.EventCount, design, fit, options, names)
            : [string.Create(
                CultureInfo.InvariantCulture,
                $"There is nothing to compare: at each of {sets.EventCount} events the patient is the only one at risk ({sets.Order.Length} rows, {sets.Strata.Length} strata). No coefficient can be estimated.")];

    public static List<string> Of(int eventCount, StandardizedColumns design, CoxNewton fit, CoxOptions options, IReadOnlyList<string> names)
    {
        var warnings = new List<string>();
        for (var j = 0; j < design.Width; j++)
        {
            if (options.PenaltyFactors.Count > 0 && double.IsPositiveInfinity(options.PenaltyFactors[j]))
            {
                continue;
            }

            if (design.Deviation[j] == 0)
            {
                warnings.Add($"Column '{names[j]}' is constant: its coefficient is fixed at 0.");
            }
            else if (fit.Unidentified.Length == design.Width && fit.Unidentified[j])
            {
                warnings.Add($"Column '{names[j]}' is a linear combination of the columns before it (or does not vary among patients at risk): its coefficient is fixed at 0.");
            }
            else if (fit.Diverging.Length == design.Width && fit.Diverging[j])
            {
                warnings.Add($"The coefficient of '{names[j]}' grows without bound (separation: the likelihood has no maximum): its estimate and standard error mean nothing.");
            }
        }

        // A coefficient that is known beforehand is an offset, and 0 here.
        if (Array.TrueForAll(fit.Beta, b => b == 0) && !options.PenaltyFactors.Any(double.IsPositiveInfinity))
        {
            warnings.Add("The model has no features: every coefficient is 0, and every row gets the same risk.");
        }

        if (options.Ridge == 0 && eventCount < design.Width - options.PenaltyFactors.Count(double.IsPositiveInfinity))
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{eventCount} events are fewer than {design.Width} columns: penalise the fit or drop columns."));
        }

        if (!fit.Converged)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"The fit did not converge in {fit.Iterations} iterations; the last gradient norm is {fit.GradientNorm:G3}."));
        }

        return warnings;
    }

    /// <summary>Whether anybody else of the stratum was at risk at one event at least: without that the likelihood says nothing.</summary>
    public static bool HasComparison(CoxRiskSets sets)
    {
        for (var s = 0; s < sets.Strata.Length; s++)
        {
            var end = sets.Starts[sets.StratumStarts[s + 1]];
            for (var g = sets.StratumStarts[s]; g < sets.StratumStarts[s + 1]; g++)
            {
                var time = sets.Times[g];
                if (sets.Deaths[g] > 0 && (sets.Entries is not { } entries
                    ? end - sets.Starts[g] > 1
                    : entries.AsSpan(sets.Starts[g]..end) is var later && CountBelow(later, time) > 1))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>How many entered before a time; it stops at two.</summary>
    private static int CountBelow(ReadOnlySpan<double> entries, double time)
    {
        var count = 0;
        for (var i = 0; i < entries.Length && count < 2; i++)
        {
            count += entries[i] < time ? 1 : 0;
        }

        return count;
    }
}
