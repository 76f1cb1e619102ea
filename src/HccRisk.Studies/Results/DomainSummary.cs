namespace HccRisk.Studies.Results;

/// <summary>Who is unlike the development patients in one modality of a model.</summary>
/// <param name="Modality">The modality.</param>
/// <param name="Inputs">Inputs that vary.</param>
/// <param name="Directions">Directions in which they vary together; what is beside them counts as one noise.</param>
/// <param name="Threshold">Squared distance beyond which a patient is flagged.</param>
/// <param name="FalsePositiveRate">Share of development patients beyond it, by distances from domains learned without them.</param>
/// <param name="Flagged">Patients flagged, by cohort.</param>
/// <param name="Patients">Patients of each cohort.</param>
public sealed record DomainSummary(
    string Modality,
    int Inputs,
    int Directions,
    double Threshold,
    double FalsePositiveRate,
    IReadOnlyDictionary<string, int> Flagged,
    IReadOnlyDictionary<string, int> Patients);
