namespace HccRisk.Studies.Results;

/// <summary>How steady the choice of inputs of one modality is.</summary>
/// <param name="Modality">The modality.</param>
/// <param name="Offered">Inputs that could be chosen.</param>
/// <param name="MeanChosen">Inputs chosen in the mean over the fits.</param>
/// <param name="Index">
/// Stability of Nogueira, Sechidis and Brown (J Mach Learn Res 2018): 1 = always the same inputs, 0 = as by chance; null where all or none are always chosen.
/// </param>
public sealed record ModalityStability(string Modality, int Offered, double MeanChosen, double? Index);
