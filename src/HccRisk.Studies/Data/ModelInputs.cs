namespace HccRisk.Studies.Data;

/// <summary>What a model reads of a clinical file.</summary>
/// <param name="Columns">Clinical columns, in order.</param>
/// <param name="Scores">Clinical scores made of other columns, in order.</param>
/// <param name="Numbers">Numeric columns that stand for themselves: a size that image features are freed of.</param>
/// <param name="Published">A published score, or a column, that enters with a given coefficient; null for none.</param>
internal sealed record ModelInputs(IReadOnlyList<string> Columns, IReadOnlyList<string> Scores, IReadOnlyList<string> Numbers, string? Published);
