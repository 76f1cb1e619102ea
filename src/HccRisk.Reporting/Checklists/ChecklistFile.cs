using System.Text.Json;

namespace HccRisk.Reporting.Checklists;

/// <summary>A checklist as its file defines it.</summary>
internal sealed record ChecklistFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public required string Instrument { get; init; }

    public required string Version { get; init; }

    /// <summary>Where the items come from.</summary>
    public required string Source { get; init; }

    /// <summary>A path without which none of its items is applicable; null when they always are.</summary>
    public string? When { get; init; }

    public required IReadOnlyList<ChecklistItem> Items { get; init; }

    /// <summary>Those there are.</summary>
    public static IReadOnlyList<ChecklistFile> All { get; } = [Load("tripod-ai.json"), Load("clear.json"), Load("metrics.json")];

    private static ChecklistFile Load(string name) => JsonSerializer.Deserialize<ChecklistFile>(Resources.Bytes(name), Json)!;
}
