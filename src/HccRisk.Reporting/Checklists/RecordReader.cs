using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HccRisk.Plots;

namespace HccRisk.Reporting.Checklists;

/// <summary>Reads values of the record of a study by path: <c>models[].penalty.kind</c> is that of every model.</summary>
internal static partial class RecordReader
{
    private const int MostShown = 8;

    /// <summary>The paths that a value is made of.</summary>
    public static IReadOnlyList<string> PathsOf(string value) => [.. Place().Matches(value).Select(m => m.Groups[2].Value).Distinct()];

    /// <summary>The parts of a value that the record can say, and whether it can say all.</summary>
    public static (string Text, bool Whole, IReadOnlyList<string> Sources) Fill(string value, JsonNode record)
    {
        var (said, sources, whole) = (new List<string>(), new List<string>(), true);
        foreach (var part in value.Split("; ", StringSplitOptions.RemoveEmptyEntries))
        {
            var known = true;
            var text = Place().Replace(part, place =>
            {
                var found = Read(record, place.Groups[2].Value, place.Groups[1].Length > 0);
                known &= found is not null;
                return found ?? "";
            });
            whole &= known;
            if (known)
            {
                said.Add(text);
                sources.AddRange(PathsOf(part));
            }
        }

        // Words alone say nothing of this study.
        return sources.Count == 0 ? ("", false, []) : (string.Join("; ", said), whole, [.. sources.Distinct()]);
    }

    /// <summary>Whether the record has a value at a path.</summary>
    public static bool Has(JsonNode record, string path) => Read(record, path, count: false) is not null;

    private static string? Read(JsonNode record, string path, bool count)
    {
        var nodes = new List<JsonNode?> { record };
        foreach (var step in path.Split('.'))
        {
            var name = step.EndsWith("[]", StringComparison.Ordinal) ? step[..^2] : step;
            nodes = [.. nodes.Select(n => n is JsonObject o ? o[name] : null).Where(n => n is not null)];
            if (step.Length > name.Length)
            {
                nodes = [.. nodes.OfType<JsonArray>().SelectMany(a => a)];
            }
        }

        if (count)
        {
            // Nobody excluded is an answer; a record without the list is none.
            return nodes.Count == 0 ? null : Numbers.Count(nodes.Sum(n => n is JsonArray list ? list.Count : 1));
        }

        string[] texts = [.. nodes.Select(Text).Where(t => t.Length > 0).Distinct()];
        return texts.Length == 0 ? null
            : string.Join(", ", texts.Take(MostShown)) + (texts.Length > MostShown ? $" and {Numbers.Count(texts.Length - MostShown)} more" : "");
    }

    private static string Text(JsonNode? node) => node switch
    {
        JsonObject o => string.Join(", ", o.Select(p => (p.Key, Value: Text(p.Value))).Where(p => p.Value.Length > 0).Select(p => $"{p.Key} {p.Value}")),
        JsonArray a => string.Join(", ", a.Select(Text).Where(t => t.Length > 0).Take(MostShown)),
        JsonValue v when v.GetValueKind() == JsonValueKind.Number => v.GetValue<double>().ToString("0.###", CultureInfo.InvariantCulture),
        JsonValue v when v.GetValueKind() is JsonValueKind.True or JsonValueKind.False => v.GetValue<bool>() ? "yes" : "no",
        JsonValue v => Words(v.ToString()),
        _ => "",
    };

    // Names of options are one word in camel case.
    private static string Words(string text)
    {
        if (text.Contains(' ', StringComparison.Ordinal) || !text.Skip(1).Any(char.IsUpper) || !char.IsLower(text.FirstOrDefault()))
        {
            return text;
        }

        var words = new StringBuilder();
        foreach (var c in text)
        {
            words.Append(char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString());
        }

        return words.ToString();
    }

    [GeneratedRegex(@"\{(#?)([A-Za-z.\[\]]+)\}")]
    private static partial Regex Place();
}
