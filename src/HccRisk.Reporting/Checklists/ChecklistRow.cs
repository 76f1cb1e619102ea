namespace HccRisk.Reporting.Checklists;

/// <summary>One item of a checklist as the record of a study answers it. Nothing is ticked that the record does not hold.</summary>
/// <param name="Instrument">The checklist: "TRIPOD+AI", "CLEAR".</param>
/// <param name="Version">Its version or year.</param>
/// <param name="Item">Number of the item: "12c".</param>
/// <param name="Text">What it asks for, in few words of our own.</param>
/// <param name="Applies">"D" to the development of a model, "E" to its evaluation, "DE" to both.</param>
/// <param name="Status">What the record says of it.</param>
/// <param name="Value">The answer, made of values of the record; empty where it has none.</param>
/// <param name="Sources">Paths of those values in the record (<c>result.json</c>); <c>[]</c> is every element of a list.</param>
/// <param name="Anchor">Section of the report that shows more; null for none.</param>
public sealed record ChecklistRow(
    string Instrument, string Version, string Item, string Text, string Applies, ItemStatus Status, string Value, IReadOnlyList<string> Sources, string? Anchor)
{
    /// <summary>What it counts for in the score of its instrument, in which a person says yes or no; null where that has none.</summary>
    public double? Weight { get; init; }
}
