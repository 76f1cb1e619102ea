using HccRisk.Core.Csv;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Validation;

/// <summary>The tables of a validation as comma-separated text, numbers at full precision; an empty cell is a value there is none of.</summary>
public static class ValidationTables
{
    private static readonly string[] OfEstimate = ["value", "standard_error", "lower", "upper", "not_estimable", "method"];

    /// <summary>Names of the files that <see cref="Of"/> makes.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "settings.csv", "remarks.csv", "flow.csv", "patients.csv", "horizons.csv", "performance.csv", "calibration-curve.csv", "calibration-groups.csv",
        "risk-histogram.csv", "decision-curve.csv", "recalibration.csv", "differences.csv", "reclassification.csv", "sites.csv", "heterogeneity.csv",
        "subgroups.csv", "interactions.csv", "sample-size.csv",
    ];

    /// <summary>Every table that has rows.</summary>
    /// <param name="result">The result.</param>
    /// <returns>File name and text.</returns>
    public static IReadOnlyList<(string Name, string Text)> Of(ValidationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return
        [
            .. All(result)
                .Select((table, k) => (Names[k], table.Headers, Rows: table.Rows.ToList()))
                .Where(t => t.Rows.Count > 0)
                .Select(t => (t.Item1, CsvText.Of(t.Headers, t.Rows))),
        ];
    }

    private static IEnumerable<(string[] Headers, IEnumerable<object?[]> Rows)> All(ValidationResult result)
    {
        yield return (["setting", "value", "source", "explanation"], result.Settings.Select(s => new object?[] { s.Name, s.Value, s.Source, s.Explanation }));
        yield return (
            ["kind", "subject", "grave", "text", "remedy"], result.Remarks.Select(r => new object?[] { r.Kind, r.Subject, r.Grave, r.Text, r.Remedy }));
        yield return (["step", "patients", "events", "left_out"], result.Flow.Select(f => new object?[] { f.Step, f.Patients, f.Events, f.LeftOut }));
        yield return (
            ["column", "level", "present", "missing", "count", "mean", "sd", "minimum", "q1", "median", "q3", "maximum"],
            result.Baseline.Select(b => new object?[]
            {
                b.Column, b.Level, b.Present, b.Missing, b.Count, b.Numbers?.Mean, b.Numbers?.StandardDeviation, b.Numbers?.Minimum, b.Numbers?.LowerQuartile,
                b.Numbers?.Median, b.Numbers?.UpperQuartile, b.Numbers?.Maximum,
            }));
        yield return (
            ["time", "at_risk", "events", "competing", "unknown", "effective_events", "effective_controls", "observed", "lower", "upper", "null_brier"],
            result.Horizons.Select(h => new object?[]
            {
                h.Time, h.AtRisk, h.Events, h.Competing, h.Unknown, h.EffectiveEvents, h.EffectiveControls, h.Observed.Value, h.Observed.Lower, h.Observed.Upper,
                h.NullBrier.Value,
            }));
        yield return (["model", "measure", "time", .. OfEstimate], PerformanceRows.Of(result).Select(r => (object?[])[r.Model, r.Measure, r.Time, .. Cells(r.Estimate)]));
        yield return (["model", "time", "predicted", "observed", "lower", "upper"], AtHorizons(result).SelectMany(h => (h.At.Curve?.Points ?? [])
            .Select(p => new object?[] { h.Model, h.At.Time, p.Predicted, p.Observed, p.Lower, p.Upper })));
        yield return (["model", "time", "group", "patients", "predicted", "observed", "lower", "upper"], AtHorizons(result).SelectMany(h => (h.At.Groups?.Groups ?? [])
            .Select((g, k) => new object?[] { h.Model, h.At.Time, k + 1, g.Count, g.MeanPredicted, g.Observed.Value, g.Observed.Lower, g.Observed.Upper })));
        yield return (["model", "time", "from", "to", "event", "free", "unknown"], AtHorizons(result).SelectMany(h => h.At.Histogram is not { } counts ? []
            : counts.Event.Select((e, k) => new object?[]
            {
                h.Model, h.At.Time, Edge(counts, k), Edge(counts, k + 1), e, counts.Free[k], counts.Unknown[k],
            })));
        yield return (
            ["model", "time", "threshold", "share_positive", "net_benefit", "lower", "upper", "net_benefit_all", "interventions_avoided_per_100", "not_estimable"],
            AtHorizons(result).SelectMany(h => (h.At.Decision?.Points ?? []).Select(p => new object?[]
            {
                h.Model, h.At.Time, p.Threshold, p.Positive, p.NetBenefit.Value, p.NetBenefit.Lower, p.NetBenefit.Upper, p.TreatAll.Value, 100 * p.InterventionsAvoided,
                p.NetBenefit.NotEstimable,
            })));
        yield return (
            ["model", "time", "method", "intercept", "slope", "folds", "observed_expected", "brier", "ipa", "not_estimable"],
            AtHorizons(result).SelectMany(h => h.At.Recalibrated.Select(r => new object?[]
            {
                h.Model, h.At.Time, r.Method, r.Intercept, r.Slope, r.Folds, r.ObservedExpected?.Value, r.Brier?.Value, r.Accuracy?.Value, r.NotEstimable,
            })));
        yield return (["measure", "model", "reference", "time", .. OfEstimate, "p"], result.Differences.Select(d =>
            (object?[])[d.Measure, d.Model, d.Reference ?? "no covariates", d.Time, .. Cells(d.Comparison.Difference), d.Comparison.PValue]));
        yield return (["model", "reference", "time", "measure", .. OfEstimate, "p"], result.Reclassifications
            .SelectMany(r => new[] { (r.Model, r.Reference, r.Time, Name: "continuous NRI", Result: r.Continuous), (r.Model, r.Reference, r.Time, Name: "IDI", Result: r.Integrated) })
            .SelectMany(r => new[]
            {
                (object?[])[r.Model, r.Reference, r.Time, r.Name, .. Cells(r.Result.Net), r.Result.PValue],
                [r.Model, r.Reference, r.Time, r.Name + ", cases", .. Cells(r.Result.Cases), null],
                [r.Model, r.Reference, r.Time, r.Name + ", controls", .. Cells(r.Result.Controls), null],
            }));
        yield return (["site", "patients", "events", "at_risk", "model", "measure", .. OfEstimate], result.Sites.SelectMany(Group));
        yield return (
            ["model", "measure", "sites", "pooled", "lower", "upper", "between_variance", "i_squared", "q", "df", "p", "prediction_lower", "prediction_upper", "not_estimable"],
            result.Heterogeneity.Select(h => new object?[]
            {
                h.Model, h.Measure, h.Sites, h.Pooled.Value, h.Pooled.Lower, h.Pooled.Upper, h.BetweenVariance, h.ISquared, h.Test?.Statistic, h.Test?.DegreesOfFreedom,
                h.Test?.PValue, h.PredictionLower, h.PredictionUpper, h.Pooled.NotEstimable,
            }));
        yield return (
            ["subgroup", "level", "patients", "events", "at_risk", "model", "measure", .. OfEstimate],
            result.Subgroups.SelectMany(s => s.Levels.SelectMany(Group).Select(row => (object?[])[s.Name, .. row])));
        yield return (["subgroup", "model", "measure", "chi_square", "df", "p", "not_estimable"], result.Subgroups.SelectMany(s => s.Interactions.Select(i =>
            new object?[] { s.Name, i.Model, i.Measure, i.Test?.Statistic, i.Test?.DegreesOfFreedom, i.Test?.PValue, i.NotEstimable })));
        yield return (
            ["criterion", "model", "target", "achieved", "met", "patients_needed", "patients_by_formula", "text"],
            result.SampleSize.Select(s => new object?[] { s.Criterion, s.Model, s.Target, s.Achieved, s.Met, s.PatientsNeeded, s.PlannedPatients, s.Text }));
    }

    private static double Edge(RiskHistogram counts, int k) => (double)k / counts.Event.Count;

    private static IEnumerable<(string Model, ModelAtHorizon At)> AtHorizons(ValidationResult result) =>
        result.Models.SelectMany(m => m.Horizons.Select(h => (m.Name, h)));

    private static IEnumerable<object?[]> Group(GroupValidation group) => group.Models.SelectMany(m => PerformanceRows.Of(m)
        .Select(r => (object?[])[group.Name, group.Patients, group.Events, group.AtRisk, m.Model, r.Measure, .. Cells(r.Estimate)]));

    private static object?[] Cells(MetricEstimate e) => [e.Value, e.StandardError, e.Lower, e.Upper, e.NotEstimable, e.Method];
}
