using System.Text.Json.Nodes;

namespace HccRisk.EndToEnd.Notebooks;

/// <summary>A cell of code in a notebook.</summary>
internal sealed class NotebookCell(JsonObject json)
{
    /// <summary>Its source.</summary>
    public string Code { get; } = string.Concat(json["source"]!.AsArray().Select(line => line!.GetValue<string>()));

    /// <summary>Whether it brings a package: what it shows are folders of the machine.</summary>
    public bool IsReference => Code.StartsWith("#r", StringComparison.Ordinal);

    /// <summary>Whether it ends with an expression, whose value is shown.</summary>
    public bool ShowsItsValue => !IsReference && Code.TrimEnd()[^1] is not (';' or '}');

    /// <summary>What is kept in the file of what it showed, as html or plain text.</summary>
    public IReadOnlyList<(string MimeType, string Text)> Outputs =>
    [
        .. json["outputs"]!.AsArray().SelectMany(output => output!["data"]!.AsObject())
            .Select(data => (data.Key, string.Concat(data.Value!.AsArray().Select(line => line!.GetValue<string>())))),
    ];

    /// <summary>Keeps what it showed.</summary>
    public void Keep(IReadOnlyList<ShownValue> shown, int number)
    {
        json["execution_count"] = number;
        json["outputs"] = new JsonArray([.. IsReference ? [] : shown.Select(Output)]);

        JsonNode Output(ShownValue value)
        {
            var output = new JsonObject
            {
                ["data"] = new JsonObject { [value.MimeType] = new JsonArray([.. Lines(value.Text).Select(line => (JsonNode)line)]) },
                ["metadata"] = new JsonObject(),
                ["output_type"] = value.IsResult ? "execute_result" : "display_data",
            };
            if (value.IsResult)
            {
                output["execution_count"] = number;
            }

            return output;
        }
    }

    private static IEnumerable<string> Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines.Select((line, i) => i < lines.Length - 1 ? line + "\n" : line).Where(line => line.Length > 0);
    }
}
