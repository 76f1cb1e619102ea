namespace HccRisk.Reporting.Checklists;

/// <summary>An item as its file defines it.</summary>
internal sealed record ChecklistItem
{
    public required string Item { get; init; }

    public required string Text { get; init; }

    public required string Applies { get; init; }

    /// <summary>Parts set apart by "; ", each with paths in braces: a part whose paths the record lacks is left out.</summary>
    public string Value { get; init; } = "";

    public string? Anchor { get; init; }

    /// <summary>Whether a person must add to what the record says.</summary>
    public bool Human { get; init; }

    /// <summary>What it counts for in the score of its instrument; null where that has none.</summary>
    public double? Weight { get; init; }

    /// <summary>A path without which the item is not applicable; null when it always is.</summary>
    public string? When { get; init; }
}
