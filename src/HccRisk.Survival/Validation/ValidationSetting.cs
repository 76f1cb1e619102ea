namespace HccRisk.Survival.Validation;

/// <summary>One choice of a validation.</summary>
/// <param name="Name">What was chosen: "cause", "horizons", "unit", ...</param>
/// <param name="Value">The choice, as text.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Explanation">What it means, in words.</param>
public sealed record ValidationSetting(string Name, string Value, SettingSource Source, string Explanation);
