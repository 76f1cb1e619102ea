using System.Globalization;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Estimates;

/// <summary>The difference of one measure between two predictions on the same patients.</summary>
public sealed record MetricComparison
{
    /// <summary>First minus second, with its confidence interval, or the reason why there is none.</summary>
    public required MetricEstimate Difference { get; init; }

    /// <summary>Two-sided p-value that the difference is 0, by the normal distribution; null without a standard error.</summary>
    public double? PValue { get; init; }

    /// <inheritdoc/>
    public override string ToString() => PValue is { } p ? string.Create(CultureInfo.InvariantCulture, $"{Difference}, p = {p:G3}") : Difference.ToString();

    internal static MetricComparison Of(string method, double difference, ReadOnlySpan<double> influence, ReadOnlySpan<double> otherInfluence, double level)
    {
        var paired = new double[influence.Length];
        for (var i = 0; i < paired.Length; i++)
        {
            paired[i] = influence[i] - otherInfluence[i];
        }

        return Of(method, difference, CensoringInfluence.StandardError(paired), level);
    }

    internal static MetricComparison Of(string method, double difference, double? error, double level) => new()
    {
        Difference = MetricEstimate.Of(method, difference, error, level, -1, 1),
        PValue = error is { } e ? 2 * Normal.CDF(0, 1, -Math.Abs(difference) / e) : null,
    };

    internal static MetricComparison None(string method, string reason, double level) => new() { Difference = MetricEstimate.None(method, reason, level) };
}
