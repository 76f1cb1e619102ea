using System.Text.Json.Nodes;
using HccRisk.Survival.Regression;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The rcs command: what a model with a restricted cubic spline of a covariate takes for it.</summary>
internal static class SplineCommand
{
    public static SurvivalReport Run(SurvivalInput input)
    {
        var name = input.Require(SurvivalOptions.Marker);
        var values = input.Column(name);
        var entries = new JsonArray();
        var tables = new List<TextTable>();
        foreach (var knots in input.Numbers(SurvivalOptions.Knots!)!)
        {
            var spline = knots == Math.Floor(knots) ? RestrictedCubicSpline.FromQuantiles(values, (int)knots)
                : throw new ArgumentException(FormattableString.Invariant($"{SurvivalOptions.Knots.Name}: {knots} is no number of knots."));
            var basis = spline.Basis(values);
            var rows = Enumerable.Range(0, input.Count).Select(i => basis[(i * spline.Columns)..((i + 1) * spline.Columns)]).ToArray();
            entries.Add((JsonNode)new JsonObject
            {
                ["nk"] = (int)knots,
                ["knots"] = Json.Of(spline.Knots),
                ["basis_first5"] = Json.Rows(rows.Take(5)),
                ["colsum"] = Json.Of(Enumerable.Range(0, spline.Columns).Select(j => rows.Sum(r => r[j]))),
                ["norm"] = "2 (Hmisc default)",
            });
            var table = new TextTable(FormattableString.Invariant($"Spline of {name}, {knots} knots"), "knot", "at");
            for (var k = 0; k < spline.Knots.Count; k++)
            {
                table.Add(k + 1, spline.Knots[k]);
            }

            tables.Add(table);
        }

        return new SurvivalReport(new JsonObject { ["var"] = name, ["rcs"] = entries }, [.. tables]);
    }
}
