using System.Globalization;
using HccRisk.Survival.Estimates;

namespace HccRisk.Plots;

/// <summary>How numbers are written, in the invariant culture whatever the machine's.</summary>
public static class Numbers
{
    /// <summary>A number with so many decimals.</summary>
    public static string Fixed(double value, int digits) => double.IsFinite(value)
        ? value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A whole number.</summary>
    public static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>"1 event", "2 events".</summary>
    public static string Of(int count, string noun) => Count(count) + " " + noun + (count == 1 ? "" : "s");

    /// <summary>A time or another number of which the shortest form is meant: 24, 1.5.</summary>
    public static string Plain(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Four significant digits.</summary>
    public static string Significant(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>"p = 0.04", "p &lt; 0.001".</summary>
    public static string PValue(double p) => p < 0.001 ? "p < 0.001" : "p = " + Fixed(p, p < 0.1 ? 3 : 2);

    /// <summary>A part of a whole with one decimal; "none" of nothing.</summary>
    public static string Percent(double part, double whole) => whole > 0 ? Fixed(100 * part / whole, 1) + "%" : "none";

    /// <summary>A range; "to" instead of a dash where a limit is negative.</summary>
    public static string Range(double lower, double upper, int digits) =>
        Fixed(lower, digits) + (lower < 0 || upper < 0 ? " to " : "-") + Fixed(upper, digits);

    /// <summary>"0.741 (95% CI 0.66-0.82)", or why there is no value.</summary>
    public static string Estimate(MetricEstimate estimate, int limitDigits = 2)
    {
        if (estimate.Value is not { } value || double.IsNaN(value))
        {
            return "not estimable: " + (estimate.NotEstimable ?? "no reason was recorded");
        }

        return HasInterval(estimate)
            ? $"{Fixed(value, 3)} ({Plain(100 * estimate.Level)}% CI {Range(estimate.Lower!.Value, estimate.Upper!.Value, limitDigits)})"
            : $"{Fixed(value, 3)} (no confidence interval)";
    }

    /// <summary>Whether there is a finite value.</summary>
    public static bool HasValue(MetricEstimate estimate) => estimate.Value is { } value && double.IsFinite(value);

    /// <summary>Whether there is a finite interval.</summary>
    public static bool HasInterval(MetricEstimate estimate) =>
        estimate.Lower is { } lower && estimate.Upper is { } upper && double.IsFinite(lower) && double.IsFinite(upper);

    /// <summary>"1.85 (1.20-2.85)": a hazard ratio with its 95 % interval, or the ratio alone.</summary>
    public static string HazardRatio(CoefficientRow row) => Fixed(Math.Exp(row.Coefficient), 2)
        + (row.Limits() is { } limits ? $" ({Range(Math.Exp(limits.Lower), Math.Exp(limits.Upper), 2)})" : "");
}
