namespace HccRisk.Survival.Validation;

/// <summary>A row of the table of patients.</summary>
/// <param name="Column">The column.</param>
/// <param name="Level">A level of it; null for a column of numbers.</param>
/// <param name="Present">Patients with a value in the column.</param>
/// <param name="Missing">Patients without.</param>
/// <param name="Count">Patients of the level; null for a column of numbers.</param>
/// <param name="Numbers">Spread of the numbers; null for a level.</param>
public sealed record BaselineRow(string Column, string? Level, int Present, int Missing, int? Count, MarkerSummary? Numbers);
