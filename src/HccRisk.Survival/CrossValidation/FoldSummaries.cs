using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.CrossValidation;

/// <summary>Brings the metrics of folds together, metric by metric.</summary>
internal static class FoldSummaries
{
    public static IReadOnlyList<FoldSummary> Of(IReadOnlyList<FoldResult> folds, double level)
    {
        var summaries = new List<FoldSummary>
        {
            Of("Uno C", null, folds, level, m => m.Concordance),
            Of("Harrell C", null, folds, level, m => m.Harrell),
        };
        foreach (var time in Times(folds, m => m.Auc.Select(a => a.Time)))
        {
            summaries.Add(Of("AUC", time, folds, level, m => m.Auc.First(a => a.Time == time).Auc));
        }

        foreach (var time in Times(folds, m => m.Brier.Select(b => b.Time)))
        {
            summaries.Add(Of("Brier", time, folds, level, m => m.Brier.First(b => b.Time == time).Brier));
            summaries.Add(Of("IPA", time, folds, level, m => m.Brier.First(b => b.Time == time).Accuracy));
            summaries.Add(Of("log score", time, folds, level, m => m.LogScore.FirstOrDefault(b => b.Time == time)?.Score));
        }

        if (summaries.Exists(s => s.Metric == "Brier"))
        {
            summaries.Add(Of("integrated Brier", null, folds, level, m => m.IntegratedBrier?.Integrated));
            summaries.Add(Of("integrated IPA", null, folds, level, m => m.IntegratedBrier?.Accuracy));
            summaries.Add(Of("integrated log score", null, folds, level, m => m.IntegratedLogScore?.Score));
        }

        if (folds.Any(f => f.Metrics.Alpha is not null))
        {
            summaries.Add(Of("alpha", null, folds, level, m => m.Alpha));
        }

        foreach (var time in Times(folds, m => m.Calibration.Select(c => c.Time)))
        {
            summaries.Add(Of("O/E", time, folds, level, m => m.Calibration.FirstOrDefault(c => c.Time == time)?.ObservedExpected));
            summaries.Add(Of("calibration intercept", time, folds, level, m => m.Calibration.FirstOrDefault(c => c.Time == time)?.Intercept));
            summaries.Add(Of("calibration slope", time, folds, level, m => m.Calibration.FirstOrDefault(c => c.Time == time)?.Slope));
            summaries.Add(Of("ICI", time, folds, level, m => m.CalibrationCurves.FirstOrDefault(c => c.Time == time) is { } curve
                ? new MetricEstimate { Method = curve.Method, Value = curve.Ici, NotEstimable = curve.NotEstimable }
                : null));
        }

        return summaries;
    }

    /// <summary>Mean over folds with an error that counts that they share training rows, and Student's interval.</summary>
    /// <param name="method">What is estimated.</param>
    /// <param name="known">Values of the folds that gave one.</param>
    /// <param name="share">Sum over those folds of test rows over training rows.</param>
    /// <param name="level">Level of the interval.</param>
    public static MetricEstimate Mean(string method, double[] known, double share, double level)
    {
        var mean = known.Average();
        double? error = known.Length > 1 ? Math.Sqrt(Variance(known) * ((1.0 / known.Length) + (share / known.Length))) : null;
        var half = error * (known.Length > 1 ? StudentT.InvCDF(0, 1, known.Length - 1, 0.5 + (level / 2)) : 0);
        return new MetricEstimate { Method = method, Value = mean, StandardError = error, Lower = mean - half, Upper = mean + half, Level = level };
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }

    private static IEnumerable<double> Times(IReadOnlyList<FoldResult> folds, Func<SurvivalMetrics, IEnumerable<double>> times) =>
        folds.SelectMany(f => times(f.Metrics)).Distinct().Order();

    private static FoldSummary Of(string metric, double? time, IReadOnlyList<FoldResult> folds, double level, Func<SurvivalMetrics, MetricEstimate?> pick)
    {
        var values = new double?[folds.Count];
        var reasons = new List<string>();
        double share = 0;
        for (var f = 0; f < values.Length; f++)
        {
            var estimate = pick(folds[f].Metrics);
            if (estimate?.Value is { } value && double.IsFinite(value))
            {
                values[f] = value;
                share += (double)folds[f].Fold.Test.Count / folds[f].Fold.Training.Count;
            }
            else
            {
                var why = estimate?.NotEstimable ?? (estimate?.Value is { } odd ? FormattableString.Invariant($"its value is {odd}") : "there is no predicted risk, or none to compare with");
                reasons.Add(FormattableString.Invariant($"repeat {folds[f].Fold.Repeat + 1}, fold {folds[f].Name}: {why}"));
            }
        }

        double[] known = [.. values.OfType<double>()];
        var method = FormattableString.Invariant($"{metric}{(time is { } t ? FormattableString.Invariant($", t = {t}") : string.Empty)}, mean of {known.Length} of {folds.Count} folds");
        if (known.Length == 0)
        {
            return new FoldSummary { Metric = metric, Time = time, Mean = MetricEstimate.None(method, $"no fold gave a value ({reasons[0]})", level), Values = values, NotEstimable = reasons };
        }

        return new FoldSummary
        {
            Metric = metric,
            Time = time,
            Mean = Mean(method, known, share, level),
            StandardDeviation = known.Length > 1 ? Math.Sqrt(Variance(known)) : null,
            Values = values,
            NotEstimable = reasons,
        };
    }
}
