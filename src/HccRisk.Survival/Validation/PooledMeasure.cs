using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Validation;

/// <summary>A measure that is pooled over groups, on the scale on which its estimates are nearly normal.</summary>
internal sealed record PooledMeasure(string Name, Func<GroupPerformance, MetricEstimate?> Of, Func<double, double> To, Func<double, double> Back, Func<double, double> Slope)
{
    public static IReadOnlyList<PooledMeasure> All { get; } =
    [
        new("Harrell C", p => p.Harrell, Logit, Logistic, c => 1 / (c * (1 - c))),
        new("AUC", p => p.Auc, Logit, Logistic, a => 1 / (a * (1 - a))),
        new("O/E", p => p.ObservedExpected, Math.Log, Math.Exp, r => 1 / r),
        new("calibration slope", p => p.Slope, s => s, s => s, _ => 1),
    ];

    /// <summary>Estimates and their variances on the scale of pooling; those without a standard error take no part.</summary>
    public IReadOnlyList<(double Value, double Variance)> Points(IEnumerable<GroupPerformance> groups) =>
    [
        .. groups.Select(Of)
            .Where(e => e is { Value: not null, StandardError: > 0 })
            .Select(e => (Value: To(e!.Value!.Value), Error: Slope(e.Value.Value) * e.StandardError!.Value))
            .Where(p => double.IsFinite(p.Value) && double.IsFinite(p.Error))
            .Select(p => (p.Value, p.Error * p.Error)),
    ];

    private static double Logit(double share) => Math.Log(share / (1 - share));

    private static double Logistic(double value) => 1 / (1 + Math.Exp(-value));
}
