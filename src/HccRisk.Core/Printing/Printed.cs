using System.Globalization;

namespace HccRisk.Core.Printing;

/// <summary>Numbers as a person reads them: invariant culture, few digits, "-" for what there is not.</summary>
public static class Printed
{
    /// <summary>Four significant digits, whole numbers in full.</summary>
    /// <param name="value">The number; null or NaN gives "-".</param>
    public static string Number(double? value) => value is not { } v || double.IsNaN(v) ? "-"
        : v == Math.Floor(v) && Math.Abs(v) < 1e9 ? v.ToString("0", CultureInfo.InvariantCulture)
        : v.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>Three decimals, for probabilities and measures between 0 and 1.</summary>
    /// <param name="value">The number; null or NaN gives "-".</param>
    public static string Share(double? value) => value is { } v && !double.IsNaN(v) ? v.ToString("0.000", CultureInfo.InvariantCulture) : "-";

    /// <summary>A p-value with its sign: "p = 0.012", "p &lt; 0.001".</summary>
    /// <param name="value">The p-value; null or NaN gives "p -".</param>
    public static string P(double? value) => value is not { } v || double.IsNaN(v) ? "p -" : v < 0.001 ? "p < 0.001" : $"p = {Share(v)}";

    /// <summary>An estimate with its interval: "0.62 (95% CI 0.41-0.93)".</summary>
    /// <param name="value">The estimate.</param>
    /// <param name="lower">Lower limit; null or NaN for none.</param>
    /// <param name="upper">Upper limit; null or NaN for none.</param>
    /// <param name="level">Level of the interval, between 0 and 1.</param>
    public static string Interval(double value, double? lower, double? upper, double level = 0.95) =>
        lower is { } low && upper is { } high && !(double.IsNaN(low) && double.IsNaN(high))
            ? string.Create(CultureInfo.InvariantCulture, $"{Number(value)} ({100 * level:0.#}% CI {Number(low)} to {Number(high)})")
            : Number(value);

    /// <summary>Lines one under the other, those that are null or empty left out.</summary>
    /// <param name="lines">The lines; one may be several.</param>
    public static string Lines(params IEnumerable<string?> lines) => string.Join(Environment.NewLine, lines.Where(line => !string.IsNullOrEmpty(line)));
}
