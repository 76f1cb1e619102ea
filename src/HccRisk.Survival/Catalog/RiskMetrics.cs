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
    /// <summary>The risks of the horizons that the column has a slot for; none without such a column.</summary>
    public static IReadOnlyList<HorizonRisk> Read(IDataView data, string? column, IReadOnlyList<double> horizons)
    {
        if (column is null || data.Schema.GetColumnOrNull(column) is not { } source)
        {
            return [];
        }

        var (values, rows, slots) = DataViewReader.ReadMatrix(data, column);
        var names = SlotNames.Read(source);
        var risks = new List<HorizonRisk>();
        foreach (var time in horizons)
        {
            var slot = Enumerable.Range(0, slots).FirstOrDefault(
                s => double.TryParse(names[s], NumberStyles.Float, CultureInfo.InvariantCulture, out var named) && named == time, -1);
            if (slot >= 0)
            {
                var risk = new double[rows];
                for (var i = 0; i < rows; i++)
                {
                    risk[i] = values[i * slots + slot];
                }

                risks.Add(new HorizonRisk(time, risk));
            }
        }

        return risks;
    }

    /// <summary>Adds Brier scores and calibration at the horizons of the risks.</summary>
    public static SurvivalMetrics Add(SurvivalMetrics metrics, IReadOnlyList<HorizonRisk> risks, SurvivalOutcome outcome, EvaluationOptions options)
    {
        if (risks.Count == 0)
        {
            return metrics;
        }

        var followUp = options.Cause == 0 ? outcome.WithAnyCause() : outcome;
        var brierOptions = new BrierOptions { Cause = Math.Max(1, options.Cause), Level = options.Level };
        var calibrationOptions = new CalibrationOptions
        {
            Cause = brierOptions.Cause,
            Level = options.Level,
            Replicates = options.Replicates,
            Seed = options.Seed,
            CancellationToken = options.CancellationToken,
        };
        var brier = new List<BrierResult>();
        var calibration = new List<CalibrationSummary>();
        var curves = new List<SmoothedCalibration>();
        var integrated = new SortedDictionary<double, double[]>();
        foreach (var (time, predicted) in risks)
        {
            double[] risk = [.. predicted];
            if (risk.AsSpan().Count(double.NaN) is > 0 and var none)
            {
                var reason = FormattableString.Invariant(
                    $"the model predicts no risk at {time} for {none} of {risk.Length} rows: its training follow-up ends before, or its training had no such stratum");
                brier.Add(BrierResult.None(time, reason, options.Level));
                continue;
            }

            var score = BrierScore.At(followUp, risk, time, brierOptions);
            brier.Add(score);
            calibration.Add(CalibrationStatistics.Of(followUp, risk, time, calibrationOptions));
            curves.Add(CalibrationCurve.Smoothed(followUp, risk, time, calibrationOptions));
            if (score.Brier.Value is not null)
            {
                integrated[time] = risk;
            }
        }

        return metrics with
        {
            Brier = brier,
            Calibration = calibration,
            CalibrationCurves = curves,
            IntegratedBrier = integrated.Count == 0 ? null : IntegratedBrier.Of(
                followUp,
                [.. Enumerable.Range(0, outcome.Count).SelectMany(i => integrated.Values.Select(r => r[i]))],
                [.. integrated.Keys],
                BrierIntegration.Trapezoid,
                brierOptions),
        };
    }
}
