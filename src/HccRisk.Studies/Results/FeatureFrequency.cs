namespace HccRisk.Studies.Results;

/// <summary>How often one input was chosen.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Modality">Its modality.</param>
/// <param name="Chosen">Fits to resamples that use it.</param>
/// <param name="Higher">Those of them in which a higher value is more risk; null where the score is not linear.</param>
public sealed record FeatureFrequency(string Feature, string Modality, int Chosen, int? Higher);
