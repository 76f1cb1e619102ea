namespace HccRisk.Survival.Validation;

/// <summary>What a reader must know of the data or of a prediction.</summary>
/// <param name="Kind">A short fixed name, such as "direction" or "few events", to look it up by.</param>
/// <param name="Subject">The model, column or group it is about; null when it is about the whole.</param>
/// <param name="Text">What was seen, with its numbers.</param>
/// <param name="Remedy">What to do about it; null when there is nothing.</param>
/// <param name="Grave">Whether results should not be used before it is settled.</param>
public sealed record ValidationRemark(string Kind, string? Subject, string Text, string? Remedy = null, bool Grave = false);
