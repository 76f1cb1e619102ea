using System.Text.Json.Nodes;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Calibration;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The calibration command: do predicted risks at a horizon agree with what was observed?</summary>
internal static class CalibrationCommand
{
    public static SurvivalReport Run(SurvivalInput input)
    {
        var at = input.Require(SurvivalOptions.At);
        var outcome = input.AllCauses;
        var options = new CalibrationOptions
        {
            Cause = input.CauseOfInterest,
            Groups = input.Get(SurvivalOptions.Groups),
            Level = input.Level,
            Replicates = input.Get(SurvivalOptions.Bootstrap),
            Seed = input.Get(SurvivalOptions.Seed),
        };
        var summaries = new TextTable(
            FormattableString.Invariant($"Calibration at {at}"), "model", "O/E", "lower", "upper", "intercept", "slope", "lower", "upper", "ICI", "E50", "E90", "Emax", "GND chisq", "df", "p");
        var table = new TextTable("Groups of predicted risk", "model", "n", "predicted", "observed", "se", "lower", "upper");
        var distances = new TextTable("Bootstrap of the smooth curve", "model", "distance", "value", "se", "lower", "upper");
        var models = new JsonObject();
        var remarks = new List<string>();
        foreach (var (name, risk) in input.Risks())
        {
            var grouped = CalibrationCurve.Grouped(outcome, risk, at, options);
            var summary = CalibrationStatistics.Of(outcome, risk, at, options);
            var smooth = CalibrationCurve.Smoothed(outcome, risk, at, options);
            var (ratio, slope) = (summary.ObservedExpected, summary.Slope);
            models[name] = new JsonObject
            {
                ["t0"] = at,
                ["groups"] = options.Groups,
                ["quantile_type"] = 7,
                ["table"] = Json.Rows(grouped.Groups.Select(g => (double[])[g.Count, g.MeanPredicted, g.Observed.Value ?? double.NaN, Error(g) ?? double.NaN])),
                ["cols"] = Json.Of(["n", "mean_pred", "obs", "se"]),
                ["gnd_chisq"] = Json.Of(grouped.Test?.Statistic),
                ["gnd_df"] = grouped.Groups.Count - 1,
                ["slope_cloglog"] = Json.Of(slope.Value),
                ["slope_se"] = Json.Of(slope.StandardError),
                ["intercept_cloglog"] = Json.Of(summary.Intercept.Value),
                ["intercept_se"] = Json.Of(summary.Intercept.StandardError),
                ["mean_calibration_OE"] = Json.Of(ratio.Value),
                ["ici"] = Json.Of(smooth.Ici),
                ["e50"] = Json.Of(smooth.E50),
                ["e90"] = Json.Of(smooth.E90),
                ["emax"] = Json.Of(smooth.EMax),
                ["ici_method"] = smooth.Method,
            };
            if (smooth.Intervals is { } intervals)
            {
                models[name]!["bootstrap"] = new JsonObject
                {
                    ["replicates"] = intervals.Replicates,
                    ["failed"] = intervals.Failed,
                    ["ici"] = MetricCommands.Estimate([], "value", intervals.Ici),
                    ["e50"] = MetricCommands.Estimate([], "value", intervals.E50),
                    ["e90"] = MetricCommands.Estimate([], "value", intervals.E90),
                    ["emax"] = MetricCommands.Estimate([], "value", intervals.EMax),
                };
                foreach (var estimate in (MetricEstimate[])[intervals.Ici, intervals.E50, intervals.E90, intervals.EMax])
                {
                    distances.Add(name, estimate.Method, estimate.Value, estimate.StandardError, estimate.Lower, estimate.Upper);
                }
            }

            summaries.Add(
                name, ratio.Value, ratio.Lower, ratio.Upper, summary.Intercept.Value, slope.Value, slope.Lower, slope.Upper, smooth.Ici, smooth.E50, smooth.E90, smooth.EMax,
                grouped.Test?.Statistic, grouped.Groups.Count - 1, grouped.Test?.PValue);
            foreach (var group in grouped.Groups)
            {
                table.Add(name, group.Count, group.MeanPredicted, group.Observed.Value, Error(group), group.Observed.Lower, group.Observed.Upper);
            }

            remarks.AddRange(((string?[])
            [
                grouped.TestNotEstimable is { } test ? $"GND test: {test}" : null,
                ratio.NotEstimable is null ? null : ratio.ToString(),
                summary.Intercept.NotEstimable is null ? null : summary.Intercept.ToString(),
                slope.NotEstimable is null ? null : slope.ToString(),
                smooth.NotEstimable is { } curve ? $"smooth curve: {curve}" : null,
            ]).OfType<string>().Select(why => $"{name}: {why}"));
        }

        return new SurvivalReport(new JsonObject { ["models"] = models }, options.Replicates > 0 ? [summaries, table, distances] : [summaries, table], remarks);
    }

    /// <summary>Greenwood's standard error, which is 0 where nobody had the event.</summary>
    private static double? Error(CalibrationGroup group) => group.Observed.StandardError ?? (group.Observed.Value == 0 ? 0 : null);
}
