using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Calibration;

namespace HccRisk.Survival.Validation;

/// <summary>Every number of a model, one a row.</summary>
internal static class PerformanceRows
{
    public static IEnumerable<(string Model, string Measure, double? Time, MetricEstimate Estimate)> Of(ValidationResult result)
    {
        foreach (var model in result.Models)
        {
            foreach (var (measure, estimate) in Whole(model).Where(w => w.Estimate is not null))
            {
                yield return (model.Name, measure, null, estimate!);
            }

            foreach (var at in model.Horizons)
            {
                foreach (var (measure, estimate) in Horizon(at).Where(w => w.Estimate is not null))
                {
                    yield return (model.Name, measure, at.Time, estimate!);
                }
            }
        }
    }

    public static IEnumerable<(string Measure, MetricEstimate Estimate)> Of(GroupPerformance model) =>
        ((string, MetricEstimate?)[])
        [
            ("Harrell C", model.Harrell),
            ("AUC", model.Auc),
            ("observed risk", model.Observed),
            ("O/E", model.ObservedExpected),
            ("calibration slope", model.Slope),
            ("Brier", model.Brier),
            ("IPA", model.Accuracy),
        ] is var rows ? rows.Where(r => r.Item2 is not null).Select(r => (r.Item1, r.Item2!)) : [];

    private static (string Measure, MetricEstimate? Estimate)[] Whole(ModelValidation model) =>
    [
        ("Harrell C", model.Harrell),
        ("Uno C", model.Uno),
        ("Uno C (n/G2)", model.UnoAsR),
        ("slope of the score", model.ScoreSlope),
        ("integrated Brier", model.IntegratedBrier?.Integrated),
        ("integrated IPA", model.IntegratedBrier?.Accuracy),
        ("D-calibration chi-square", Statistic(model.DCalibration)),
        ("D-calibration p", PValue(model.DCalibration)),
        ("A-calibration chi-square", Statistic(model.ACalibration)),
        ("A-calibration p", PValue(model.ACalibration)),
        ("events / predicted hazard", model.Alpha),
        ("Poisson intercept", model.Poisson?.Intercept),
        ("Poisson intercept beside slope", model.Poisson?.InterceptBesideSlope),
        ("Poisson slope", model.Poisson?.Slope),
    ];

    private static (string Measure, MetricEstimate? Estimate)[] Horizon(ModelAtHorizon at) =>
    [
        ("AUC", at.Auc.Auc),
        ("AUC, controls event-free", at.AucEventFree?.Auc),
        ("Harrell C to the horizon", at.Harrell),
        ("Uno C to the horizon", at.Uno),
        ("Uno C (n/G2) to the horizon", at.UnoAsR),
        ("Brier", at.Brier?.Brier),
        ("Brier, no covariates", at.Brier?.NullEstimate),
        ("IPA", at.Brier?.Accuracy),
        ("log score", at.LogScore?.Score),
        ("observed risk", at.Calibration?.Observed),
        ("mean predicted risk", Plain("mean predicted risk", at.Calibration?.MeanPredicted)),
        ("observed - predicted", Plain("observed - mean predicted risk", at.MeanDifference)),
        ("O/E", at.Calibration?.ObservedExpected),
        ("calibration intercept", at.Calibration?.Intercept),
        ("calibration slope", at.Calibration?.Slope),
        ("ICI", at.Curve?.Ici),
        ("E50", at.Curve?.E50),
        ("E90", at.Curve?.E90),
        ("Emax", at.Curve?.EMax),
    ];

    private static MetricEstimate? Plain(string method, double? value) => value is null ? null : new MetricEstimate { Method = method, Value = value };

    private static MetricEstimate? Statistic(DistributionCalibrationResult? result) => result is null ? null
        : new MetricEstimate { Method = result.Method, Value = result.Test?.Statistic, NotEstimable = result.NotEstimable };

    private static MetricEstimate? PValue(DistributionCalibrationResult? result) => result is null ? null
        : new MetricEstimate { Method = result.Method, Value = result.Test?.PValue, NotEstimable = result.NotEstimable };
}
