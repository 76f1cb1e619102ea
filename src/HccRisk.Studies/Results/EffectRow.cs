namespace HccRisk.Studies.Results;

/// <summary>One clinical column, or one level of it, on its own and beside the others.</summary>
/// <param name="Column">Name of the column in the schema.</param>
/// <param name="Label">What a reader calls it.</param>
/// <param name="Level">The level of a categorical column, "yes" or "no" of a binary one; null for a number.</param>
/// <param name="Contrast">What the ratio is of: "44 to 61 years" (first to third quartile) of a number; empty for a level, which stands against the reference.</param>
/// <param name="IsReference">Whether it is the level that the others stand against.</param>
/// <param name="Patients">Development patients with this value.</param>
/// <param name="Events">Events of interest among them.</param>
/// <param name="Univariable">Alone, on the patients who have a value; null for the reference.</param>
/// <param name="Multivariable">With all the others, on those who have every value; null for the reference, and where there is no such model.</param>
public sealed record EffectRow(
    string Column, string Label, string? Level, string Contrast, bool IsReference, int Patients, int Events, EffectEstimate? Univariable, EffectEstimate? Multivariable);
