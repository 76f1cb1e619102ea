using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Calibration;
using HccRisk.Survival.Data;
using HccRisk.Survival.Metrics;
using Microsoft.ML;

namespace HccRisk.Survival.Catalog;

/// <summary>What predicted risks at horizons add to the metrics of a score.</summary>
internal static class RiskMetrics
{
    /// <summary>Adds Brier scores and calibration at the horizons the risk column has a slot for; nothing without such a column.</summary>
    public static SurvivalMetrics Add(SurvivalMetrics metrics, IDataView data, SurvivalOutcome outcome, EvaluationOptions options)
    {
        if (options.RiskColumn is not { } column || data.Schema.GetColumnOrNull(column) is not { } source)
        {
            return metrics;
        }

        var (values, rows, slots) = DataViewReader.ReadMatrix(data, column);
        var names = SlotNames.Read(source);
        var followUp = options.Cause == 0 ? outcome.WithAnyCause() : outcome;
        var cause = Math.Max(1, options.Cause);
        var brier = new List<BrierResult>();
        var calibration = new List<CalibrationSummary>();
        var integrated = new SortedDictionary<double, double[]>();
        foreach (var time in options.Horizons)
        {
            var slot = Enumerable.Range(0, slots).FirstOrDefault(
                s => double.TryParse(names[s], NumberStyles.Float, CultureInfo.InvariantCulture, out var named) && named == time, -1);
            if (slot < 0)
            {
                continue;
            }

            var risk = new double[rows];
            for (var i = 0; i < rows; i++)
            {
                risk[i] = values[i * slots + slot];
            }

            if (Array.Exists(risk, double.IsNaN))
            {
                var reason = FormattableString.Invariant($"the model predicts no risk at {time}: its training follow-up ends before");
                brier.Add(new BrierResult { Time = time, Brier = MetricEstimate.None(FormattableString.Invariant($"Brier score (IPCW), t = {time}"), reason, 0.95), NullBrier = null });
                continue;
            }

            var score = BrierScore.At(followUp, risk, time, new BrierOptions { Cause = cause });
            brier.Add(score);
            calibration.Add(CalibrationStatistics.Of(followUp, risk, time, new CalibrationOptions { Cause = cause }));
            if (score.Brier.Value is not null)
            {
                integrated[time] = risk;
            }
        }

        return metrics with
        {
            Brier = brier,
            Calibration = calibration,
            IntegratedBrier = integrated.Count == 0 ? null : IntegratedBrier.Of(
                followUp,
                [.. Enumerable.Range(0, rows).SelectMany(i => integrated.Values.Select(r => r[i]))],
                [.. integrated.Keys],
                BrierIntegration.Trapezoid,
                new BrierOptions { Cause = cause }),
        };
    }
}
