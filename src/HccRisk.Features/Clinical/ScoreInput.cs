namespace HccRisk.Features.Clinical;

/// <summary>A value a score is computed from.</summary>
/// <param name="Column">Canonical name of the clinical column.</param>
/// <param name="Unit">Unit the formula is in; null for a count or a yes/no (1/0).</param>
public sealed record ScoreInput(string Column, string? Unit = null);
