namespace HccRisk.Studies.Models;

/// <summary>An input of a model that some patients have no value of.</summary>
/// <param name="Input">The input, as in the model's coefficients (<c>Clinical.ast</c>).</param>
/// <param name="Patients">How many of the scored patients it was imputed for, by the mean of the development patients.</param>
public sealed record ImputedInput(string Input, int Patients);
