using System.Text.Json;
using System.Text.Json.Nodes;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>What a survival command found: key by key for programs, tables and remarks for people.</summary>
internal sealed record SurvivalReport(JsonObject Json, IReadOnlyList<TextTable> Tables, IReadOnlyList<string> Remarks)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public SurvivalReport(JsonObject json, params TextTable[] tables)
        : this(json, tables, [])
    {
    }

    public void Write(TextWriter output, bool json)
    {
        if (json)
        {
            // A program must see too why a value is NA.
            if (Remarks.Count > 0)
            {
                Json["remarks"] = Commands.Survival.Json.Of(Remarks.Distinct());
            }

            output.WriteLine(Json.ToJsonString(Indented));
            return;
        }

        foreach (var table in Tables)
        {
            table.Write(output);
        }

        foreach (var remark in Remarks)
        {
            output.WriteLine(remark);
        }
    }
}
