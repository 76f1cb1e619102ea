namespace HccRisk.Studies.Results;

/// <summary>
/// The clinical columns of a model on its development patients: each alone and all together in cause-specific Cox models without a penalty. A description; no model
/// of the study was chosen by it.
/// </summary>
/// <param name="Rows">Columns and levels in the order of the schema.</param>
/// <param name="Coefficients">Coefficients of the model of all of them.</param>
/// <param name="CompletePatients">Development patients with every value: those of that model.</param>
/// <param name="CompleteEvents">Events of interest among them.</param>
/// <param name="Obstacle">Why there is no model of all of them; null where there is one.</param>
public sealed record EffectTable(IReadOnlyList<EffectRow> Rows, int Coefficients, int CompletePatients, int CompleteEvents, string? Obstacle);
