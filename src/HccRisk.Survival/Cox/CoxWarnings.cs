using System.Globalization;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Cox;

/// <summary>What a reader must know before trusting a fit, in words.</summary>
internal static class CoxWarnings
{
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
}
