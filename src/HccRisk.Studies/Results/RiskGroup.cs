namespace HccRisk.Studies.Results;

/// <summary>Patients on one side of a frozen cut of the score.</summary>
/// <param name="Name">"low" or "high" (or "intermediate").</param>
/// <param name="Patients">Patients in the group.</param>
/// <param name="Events">Events of the cause of interest.</param>
/// <param name="KaplanMeier">Freedom from the cause of interest, other first events censored.</param>
/// <param name="CumulativeIncidence">Aalen-Johansen cumulative incidence of the cause; null when there are no competing events.</param>
/// <param name="AtRiskTimes">Times of the numbers at risk.</param>
/// <param name="AtRisk">Patients at risk just before those times.</param>
public sealed record RiskGroup(
    string Name,
    int Patients,
    int Events,
    StepCurve KaplanMeier,
    StepCurve? CumulativeIncidence,
    IReadOnlyList<double> AtRiskTimes,
    IReadOnlyList<int> AtRisk);
