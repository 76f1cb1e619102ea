namespace HccRisk.Core.Learning;

/// <summary>One column a learned function writes: a single number, or a vector with one name a slot.</summary>
/// <param name="Name">Default column name.</param>
/// <param name="SlotNames">Names of the vector's slots; null for a single number.</param>
public sealed record LearnedOutput(string Name, IReadOnlyList<string>? SlotNames = null)
{
    /// <summary>How many values the column holds a row.</summary>
    public int Length => SlotNames?.Count ?? 1;
}
