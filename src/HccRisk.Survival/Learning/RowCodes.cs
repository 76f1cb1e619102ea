namespace HccRisk.Survival.Learning;

/// <summary>A text column as codes.</summary>
/// <param name="Codes">Code of each row: index into <paramref name="Names"/>.</param>
/// <param name="Names">The distinct texts.</param>
public sealed record RowCodes(IReadOnlyList<int> Codes, IReadOnlyList<string> Names);
