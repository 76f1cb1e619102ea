using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Estimates;

/// <summary>Coefficients as a table for a notebook, with 95 % limits and p-values where there are standard errors.</summary>
internal static class CoefficientHtml
{
    /// <param name="caption">What was fitted to whom.</param>
    /// <param name="names">The inputs.</param>
    /// <param name="coefficients">One an input.</param>
    /// <param name="errors">Standard errors; null where none hold.</param>
    /// <param name="ratio">What exp(coefficient) is called: "hazard ratio".</param>
    public static string Table(string caption, IReadOnlyList<string> names, IReadOnlyList<double> coefficients, IReadOnlyList<double>? errors, string ratio)
    {
        var table = errors is null
            ? new NotebookTable(caption, "input", "coefficient", ratio)
            : new NotebookTable(caption, "input", "coefficient", "standard error", ratio, "95% CI", "p");
        for (var j = 0; j < names.Count; j++)
        {
            var b = coefficients[j];
            if (errors is null)
            {
                table.Add(names[j], Printed.Number(b), Ratio(b));
                continue;
            }

            var limits = new CoefficientRow(names[j], string.Empty, b, errors[j], null).Limits();
            table.Add(
                names[j],
                Printed.Number(b),
                Printed.Number(errors[j]),
                Ratio(b),
                limits is { } l ? $"{Ratio(l.Lower)} to {Ratio(l.Upper)}" : "-",
                errors[j] > 0 ? Printed.P(2 * Normal.CDF(0, 1, -Math.Abs(b) / errors[j]))[2..].TrimStart('=', ' ') : "-");
        }

        return table.ToHtml();
    }

    private static string Ratio(double coefficient) => FormattableString.Invariant($"{Math.Exp(coefficient):0.00}");
}
