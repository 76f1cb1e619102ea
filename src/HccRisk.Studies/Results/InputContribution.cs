namespace HccRisk.Studies.Results;

/// <summary>What one input adds to the score of one patient.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Modality">Its modality; empty where it has none.</param>
/// <param name="Deviations">Its value as it reaches the model, in standard deviations from the mean of the development patients; NaN where it does not vary.</param>
/// <param name="Contribution">What it adds to the mean score (Shapley value), on the scale of the score: above 0 = more risk.</param>
public sealed record InputContribution(string Feature, string Modality, double Deviations, double Contribution);
