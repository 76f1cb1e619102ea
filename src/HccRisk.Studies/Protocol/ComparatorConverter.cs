using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Core.Naming;

namespace HccRisk.Studies.Protocol;

/// <summary>A comparator as a name, or as an object.</summary>
internal sealed class ComparatorConverter : JsonConverter<Comparator>
{
    private static readonly string[] Known = ["name", "column", "csv", "patientColumn", "scoreColumn", "riskColumn", "lowerIsWorse"];

    public override Comparator Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new Comparator { Name = reader.GetString() };
        }

        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"A comparator is a name or an object with 'column' or 'csv', not {root.GetRawText()}.");
        }

        foreach (var property in root.EnumerateObject())
        {
            if (!Known.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
            {
                throw new JsonException($"A comparator has no '{property.Name}'{NearestNames.Hint(property.Name, Known)}.");
            }
        }

        string? Text(string name) => Find(root, name) switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.String } value => value.GetString(),
            { } value => throw new JsonException($"'{name}' of a comparator is {value.GetRawText()}, not a text."),
        };

        return new Comparator
        {
            Name = Text("name"),
            Column = Text("column"),
            Csv = Text("csv"),
            PatientColumn = Text("patientColumn") ?? "patient_id",
            ScoreColumn = Text("scoreColumn"),
            RiskColumn = Text("riskColumn"),
            LowerIsWorse = Find(root, "lowerIsWorse") switch
            {
                null or { ValueKind: JsonValueKind.False } => false,
                { ValueKind: JsonValueKind.True } => true,
                { } value => throw new JsonException($"'lowerIsWorse' of a comparator is {value.GetRawText()}, not true or false."),
            },
        };
    }

    public override void Write(Utf8JsonWriter writer, Comparator value, JsonSerializerOptions options)
    {
        if (value == new Comparator { Name = value.Name })
        {
            writer.WriteStringValue(value.Name);
            return;
        }

        writer.WriteStartObject();
        (string Name, string? Text)[] texts =
        [
            ("name", value.Name), ("column", value.Column), ("csv", value.Csv), ("patientColumn", value.Csv is null ? null : value.PatientColumn),
            ("scoreColumn", value.ScoreColumn), ("riskColumn", value.RiskColumn),
        ];
        foreach (var (name, text) in texts.Where(t => t.Text is not null))
        {
            writer.WriteString(name, text);
        }

        if (value.LowerIsWorse)
        {
            writer.WriteBoolean("lowerIsWorse", true);
        }

        writer.WriteEndObject();
    }

    private static JsonElement? Find(JsonElement root, string name)
    {
        foreach (var property in root.EnumerateObject().Where(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            return property.Value;
        }

        return null;
    }
}
