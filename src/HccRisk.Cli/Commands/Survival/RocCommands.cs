using System.Text.Json.Nodes;
using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.ClinicalUtility;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>What auc and score add on request: ROC curves, the accuracy of a threshold, reclassification.</summary>
internal static class RocCommands
{
    /// <summary>With --roc the points of the curve at each time, with --threshold the accuracy of "score above it".</summary>
    public static IEnumerable<TextTable> Curves(
        SurvivalInput input, SurvivalOutcome outcome, double[] marker, double[] times, TimeDependentAucOptions options, JsonObject json, List<string> remarks)
    {
        var tables = new List<TextTable>();
        if (input.Get(SurvivalOptions.Roc))
        {
            var table = new TextTable("ROC(t)", "time", "threshold", "sensitivity", "specificity");
            var curves = new JsonArray();
            foreach (var curve in times.Select(t => TimeDependentRoc.Curve(outcome, marker, t, options)))
            {
                curves.Add((JsonNode)new JsonObject
                {
                    ["times"] = curve.Time,
                    ["AUC"] = Json.Of(curve.Auc.Value),
                    ["threshold"] = Json.Of(curve.Points.Select(p => p.Threshold)),
                    ["TP"] = Json.Of(curve.Points.Select(p => p.Sensitivity)),
                    ["FP"] = Json.Of(curve.Points.Select(p => 1 - p.Specificity)),
                });
                foreach (var point in curve.Points)
                {
                    table.Add(curve.Time, point.Threshold, point.Sensitivity, point.Specificity);
                }
            }

            json["roc"] = curves;
            tables.Add(table);
        }

        if (input.Get(SurvivalOptions.Threshold) is { } threshold)
        {
            var table = new TextTable(FormattableString.Invariant($"Score above {threshold}"), "time", "measure", "value", "se", "lower", "upper");
            var accuracies = new JsonArray();
            foreach (var accuracy in times.Select(t => TimeDependentRoc.At(outcome, marker, threshold, t, options)))
            {
                var entry = new JsonObject { ["times"] = accuracy.Time, ["threshold"] = threshold };
                foreach (var (name, estimate) in ((string, MetricEstimate)[])
                    [("sensitivity", accuracy.Sensitivity), ("specificity", accuracy.Specificity), ("PPV", accuracy.PositivePredictiveValue), ("NPV", accuracy.NegativePredictiveValue)])
                {
                    entry[name] = MetricCommands.Estimate([], "value", estimate);
                    Add(table, remarks, accuracy.Time, name, estimate);
                }

                accuracies.Add((JsonNode)entry);
            }

            json["accuracy"] = accuracies;
            tables.Add(table);
        }

        return tables;
    }

    /// <summary>NRI and IDI of one model against another at each horizon.</summary>
    public static TextTable Reclassify(
        SurvivalInput input, SurvivalOutcome outcome, (string Name, double[][] Values)[] risks, double[] horizons, int cause, JsonObject json, List<string> remarks)
    {
        var text = input.Require(SurvivalOptions.Reclassify);
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        var chosen = names.Select(n => Array.FindIndex(risks, r => r.Name == n)).ToArray();
        if (names.Length != 2 || chosen.Contains(-1))
        {
            throw new ArgumentException(
                $"{SurvivalOptions.Reclassify.Name}: '{text}' must name the old and the new of the models {string.Join(", ", risks.Select(r => r.Name))}.");
        }

        var groups = input.Numbers(SurvivalOptions.Cuts) is { } cuts ? new RiskGroups(cuts, "given") : null;
        var table = new TextTable($"Reclassification, {names[1]} against {names[0]}", "time", "measure", "value", "se", "lower", "upper");
        var entries = new JsonArray();
        for (var k = 0; k < horizons.Length; k++)
        {
            var (before, after, at) = (risks[chosen[0]].Values[k], risks[chosen[1]].Values[k], horizons[k]);
            var entry = new JsonObject { ["times"] = at, ["model"] = names[1], ["reference"] = names[0] };
            Put("NRI", Reclassification.Continuous(outcome, before, after, at, cause, input.Level));
            if (groups is not null)
            {
                Put("NRI_categorical", Reclassification.Categorical(outcome, before, after, groups, at, cause, input.Level));
            }

            Put("IDI", Reclassification.IntegratedDiscrimination(outcome, before, after, at, cause, input.Level));
            entries.Add((JsonNode)entry);

            void Put(string name, ReclassificationResult result)
            {
                var item = MetricCommands.Estimate([], "value", result.Net);
                item["p"] = Json.Of(result.PValue);
                item["cases"] = Json.Of(result.Cases.Value);
                item["controls"] = Json.Of(result.Controls.Value);
                entry[name] = item;
                Add(table, remarks, at, name, result.Net);
            }
        }

        json["reclassification"] = entries;
        return table;
    }

    private static void Add(TextTable table, List<string> remarks, double time, string name, MetricEstimate estimate)
    {
        table.Add(time, name, estimate.Value, estimate.StandardError, estimate.Lower, estimate.Upper);
        MetricCommands.Remark(remarks, estimate);
    }
}
