using System.Globalization;
using HccRisk.Core.Notebooks;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Estimates;

/// <summary>A measure of a prediction with its uncertainty and the name of its method, or the reason why there is none.</summary>
[TypeFormatterSource(typeof(NotebookText))]
public sealed record MetricEstimate
{
    /// <summary>What was estimated and how, for a table or a caption: "Uno C, tau = 36".</summary>
    public required string Method { get; init; }

    /// <summary>The estimate; null when it is not estimable.</summary>
    public double? Value { get; init; }

    /// <summary>Standard error; null when it was not asked for or cannot be estimated.</summary>
    public double? StandardError { get; init; }

    /// <summary>Lower confidence limit, cut at the range of the measure; null without a standard error.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper confidence limit, cut at the range of the measure; null without a standard error.</summary>
    public double? Upper { get; init; }

    /// <summary>Level of the confidence interval, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Why there is no estimate, in words; null when there is one.</summary>
    public string? NotEstimable { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Value is not { } value)
        {
            return $"not estimable ({NotEstimable}), {Method}";
        }

        return Lower is { } lower && Upper is { } upper
            ? string.Create(CultureInfo.InvariantCulture, $"{value:0.000} ({100 * Level:0.#}% CI {lower:0.000}-{upper:0.000}), {Method}")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.000}, {Method}");
    }

    internal static MetricEstimate Of(string method, double value, double? standardError, double level, double lowest, double highest)
    {
        double? half = standardError is { } error ? error * Normal.InvCDF(0, 1, 0.5 + level / 2) : null;
        return new MetricEstimate
        {
            Method = method,
            Value = value,
            StandardError = standardError,
            Level = level,
            Lower = half is { } low ? Math.Max(lowest, value - low) : null,
            Upper = half is { } high ? Math.Min(highest, value + high) : null,
        };
    }

    internal static MetricEstimate None(string method, string reason, double level) =>
        new() { Method = method, NotEstimable = reason, Level = level };

    internal static void CheckLevel(double level, List<string> faults)
    {
        if (!(level > 0) || !(level < 1))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Level is {level}; it must lie between 0 and 1."));
        }
    }
}
