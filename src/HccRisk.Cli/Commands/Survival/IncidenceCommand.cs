using System.Text.Json.Nodes;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using Curve = HccRisk.Survival.Curves.KaplanMeier;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The aj command: cumulative incidence of each cause, of all patients or of each group.</summary>
internal static class IncidenceCommand
{
    public static SurvivalReport Run(SurvivalInput input)
    {
        var outcome = input.AllCauses;
        if (outcome.Causes.Count == 0)
        {
            throw new NoEventsException($"Cumulative incidence needs events: all {outcome.Count} patients are censored.");
        }

        var group = input.Get(SurvivalOptions.Group);
        var (codes, labels, _) = group is null ? (new int[input.Count], [""], []) : input.Groups(group);
        var table = new TextTable("Cumulative incidence", "group", "cause", "time", "n_risk", "incidence", "se", "lower", "upper");
        var remarks = new List<string>();
        var groups = new JsonArray();
        var curves = new AalenJohansen[labels.Length];
        var asked = GroupDifferences.Times(input);
        for (var g = 0; g < labels.Length; g++)
        {
            var part = group is null ? outcome : outcome.Select([.. Enumerable.Range(0, codes.Length).Where(i => codes[i] == g)]);

            // What is counted in other groups has the incidence 0 in this one.
            curves[g] = AalenJohansen.Fit(part, outcome.Causes);
            var json = One(input, part, curves[g], asked, labels[g], table, remarks);
            json["group"] = labels[g];
            json["n"] = part.Count;
            groups.Add((JsonNode)json);
        }

        var result = group is null ? (JsonObject)groups[0]!.DeepClone() : new JsonObject { ["groups"] = groups };
        var tables = new List<TextTable> { table };
        GroupDifferences.Add(
            input, labels, [.. outcome.Causes.Select(c => (FormattableString.Invariant($"incidence of {c}"), (int?)c))],
            (first, second, cause, t) => CurveDifference.OfIncidence(curves[first], curves[second], cause!.Value, t, input.Level), result, tables, remarks);
        return new SurvivalReport(result, tables, remarks);
    }

    private static JsonObject One(
        SurvivalInput input, SurvivalOutcome outcome, AalenJohansen curves, double[] asked, string label, TextTable table, List<string> remarks)
    {
        var free = curves.EventFreeLimits(input.Confidence, input.Level);
        var hazards = curves.Causes.Select(c => Curve.Fit(outcome.WithCause(c))).ToArray();
        var limits = curves.Causes.Select(c => curves.Limits(c, input.Confidence, input.Level)).ToArray();
        var times = asked.Length > 0 ? asked : [.. curves.Times];
        var beyond = Array.ConvertAll(times, t => double.IsNaN(curves.EstimateAt(curves.Causes[0], t).Incidence));
        var at = Array.ConvertAll(times, t => CurveCommands.LastAtOrBefore(curves.Times, t));
        double Of(IReadOnlyList<double> values, int k, double before = 0) => beyond[k] ? double.NaN : at[k] < 0 ? before : values[at[k]];
        JsonArray Table(Func<int, double> first, Func<int, int, double> cause) => Json.Rows(
            Enumerable.Range(0, times.Length).Select(k => (IEnumerable<double>)[first(k), .. Enumerable.Range(0, curves.Causes.Count).Select(c => cause(k, c))]));

        var json = new JsonObject
        {
            ["times"] = Json.Of(times),
            ["n_risk"] = Json.Of(times.Select(hazards[0].AtRiskAt)),
            ["states"] = Json.Of(["(s0)", .. curves.Causes.Select(c => FormattableString.Invariant($"{c}"))]),
            ["pstate"] = Table(k => Of(curves.EventFree, k, 1), (k, c) => Of(curves.Incidence(curves.Causes[c]), k)),
            ["se"] = Table(k => Of(curves.EventFreeErrors, k), (k, c) => Of(curves.StandardErrors(curves.Causes[c]), k)),
            ["lower"] = Table(k => Of(free.Lower, k, 1), (k, c) => Of(limits[c].Lower, k, double.NaN)),
            ["upper"] = Table(k => Of(free.Upper, k, 1), (k, c) => Of(limits[c].Upper, k, double.NaN)),
            ["conf_type"] = input.Get(SurvivalOptions.ConfType),
            ["cumhaz"] = Json.Rows(Enumerable.Range(0, times.Length).Select(k => hazards.Select(h => Of(h.CumulativeHazard, k)))),
        };
        if (outcome.Entries.IsEmpty && outcome.Weights.IsEmpty)
        {
            json["cuminc"] = new JsonObject
            {
                ["est"] = Json.Rows(curves.Causes.Select(c => Enumerable.Range(0, times.Length).Select(k => Of(curves.Incidence(c), k)))),
                ["var"] = Json.Rows(curves.Causes.Select(c => curves.AalenVariances(c)).Select(v => Enumerable.Range(0, times.Length).Select(k => Of(v, k)))),
                ["names"] = Json.Of(curves.Causes.Select(c => FormattableString.Invariant($"1 {c}"))),
            };
        }

        for (var c = 0; c < curves.Causes.Count; c++)
        {
            for (var k = 0; k < times.Length; k++)
            {
                var cause = curves.Causes[c];
                table.Add(
                    label, cause, times[k], hazards[0].AtRiskAt(times[k]), Of(curves.Incidence(cause), k), Of(curves.StandardErrors(cause), k),
                    Of(limits[c].Lower, k, double.NaN), Of(limits[c].Upper, k, double.NaN));
            }
        }

        var name = label.Length == 0 ? "" : label + ": ";
        if (times.Where((_, k) => curves.Causes.Any(c => Of(curves.Incidence(c), k) == 0) || Of(curves.EventFree, k, 1) == 0).Any())
        {
            remarks.Add($"{name}where an incidence or the event-free share is 0 it has no limits on this scale.");
        }

        remarks.AddRange(GroupDifferences.Beyond(label, times, t => double.IsNaN(curves.EstimateAt(curves.Causes[0], t).Incidence), curves.Times[^1]));
        return json;
    }
}
