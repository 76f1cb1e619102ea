namespace HccRisk.Studies.Results;

/// <summary>What a model says of one patient.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Site">The site.</param>
/// <param name="Set">"cross-validated" (scored by models that never saw the patient) or "external".</param>
/// <param name="Score">Log-risk, higher = more risk.</param>
/// <param name="Risk">Predicted probability of the event of interest by the main horizon, in [0, 1].</param>
/// <param name="Group">Risk group by the frozen cut.</param>
public sealed record PatientPrediction(string PatientId, string Site, string Set, double Score, double Risk, string Group);
