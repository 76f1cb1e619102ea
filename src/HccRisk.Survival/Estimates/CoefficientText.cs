using HccRisk.Core.Printing;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Estimates;

/// <summary>Coefficients of a model as a table for a terminal, with 95% intervals.</summary>
internal static class CoefficientText
{
    private const int MostRows = 30;

    /// <param name="names">Names of the inputs.</param>
    /// <param name="coefficients">One an input.</param>
    /// <param name="errors">Standard errors, NaN where there is none; null where they mean nothing.</param>
    /// <param name="ratio">What the exponential of a coefficient is called.</param>
    public static string Of(IReadOnlyList<string> names, IReadOnlyList<double> coefficients, IReadOnlyList<double>? errors, string ratio)
    {
        var table = new TextTable(["", "coef", $"{ratio} (95% CI)", ""]);
        var z = Normal.InvCDF(0, 1, 0.975);
        for (var j = 0; j < Math.Min(names.Count, MostRows); j++)
        {
            var b = coefficients[j];
            var known = errors?[j] is > 0 and < double.PositiveInfinity;
            var e = known ? errors![j] : double.NaN;
            table.Add(
                names[j],
                Printed.Number(b),
                known ? $"{Printed.Number(Math.Exp(b))} ({Printed.Number(Math.Exp(b - (z * e)))}-{Printed.Number(Math.Exp(b + (z * e)))})" : Printed.Number(Math.Exp(b)),
                known ? Printed.P(2 * Normal.CDF(0, 1, -Math.Abs(b) / e)) : "-");
        }

        return names.Count > MostRows ? FormattableString.Invariant($"{table}{Environment.NewLine}... and {names.Count - MostRows} more") : table.ToString();
    }
}
