namespace HccRisk.Features.Clinical;

/// <summary>What must hold of the inputs for a score to mean anything.</summary>
/// <param name="Formula">Over the inputs, true when not 0: <c>tumour_size_cm &lt;= 30</c>.</param>
/// <param name="Otherwise">Why there is no score where it does not hold.</param>
public sealed record ScoreRequirement(string Formula, string Otherwise);
