using System.Text.Json.Nodes;
using HccRisk.Survival.Formulas;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>Predicted cumulative incidence of new patients, NA beyond the follow-up of their stratum.</summary>
internal static class IncidenceTable
{
    /// <summary>Adds the JSON <c>predict</c> too.</summary>
    /// <param name="input">The command.</param>
    /// <param name="design">The formula as learnt.</param>
    /// <param name="patients">The file of new patients.</param>
    /// <param name="rows">Their columns.</param>
    /// <param name="ends">Longest follow-up of each stratum.</param>
    /// <param name="known">Times of the model, taken without --times.</param>
    /// <param name="of">Incidence with limits (NaN without) of a row, its stratum and offset at a time.</param>
    /// <param name="json">Where the values go.</param>
    /// <param name="remarks">Where reasons go.</param>
    public static TextTable Of(
        SurvivalInput input, FormulaDesign design, NewPatients patients, FormulaRows rows, double[] ends, double[] known,
        Func<double[], int?, double, double, (double Value, double Lower, double Upper)> of, JsonObject json, List<string> remarks)
    {
        var times = input.Numbers(SurvivalOptions.Times) ?? [.. known.Distinct().Order()];
        var width = design.ColumnNames.Count;
        var numbers = patients.RowNumbers;
        var table = new TextTable("Predicted cumulative incidence", "row", "time", "incidence", "lower", "upper");
        var values = new List<(double Value, double Lower, double Upper)[]>();
        for (var i = 0; i < rows.Count; i++)
        {
            var x = rows.X[(i * width)..((i + 1) * width)];
            var stratum = rows.Strata?[i];
            values.Add(Array.ConvertAll(times, t => t > ends[stratum ?? 0] ? (double.NaN, double.NaN, double.NaN) : of(x, stratum, rows.Offset?[i] ?? 0, t)));
            for (var t = 0; t < times.Length; t++)
            {
                table.Add(numbers[i], times[t], values[i][t].Value, values[i][t].Lower, values[i][t].Upper);
            }
        }

        for (var s = 0; s < ends.Length; s++)
        {
            var last = ends[s];
            remarks.AddRange(GroupDifferences.Beyond(design.StratumLabels.ElementAtOrDefault(s) ?? "", times, t => t > last, last));
        }

        JsonArray Rows(Func<(double Value, double Lower, double Upper), double> part) => Json.Rows(times.Select((_, t) => values.Select(v => part(v[t]))));
        json["predict"] = new JsonObject
        {
            ["row"] = Json.Of(numbers.Select(n => (double)n)),
            ["times"] = Json.Of(times),
            ["cif"] = Rows(v => v.Value),
            ["lower"] = Rows(v => v.Lower),
            ["upper"] = Rows(v => v.Upper),
        };
        ModelCommands.AddOmitted(patients, remarks);
        return table;
    }
}
