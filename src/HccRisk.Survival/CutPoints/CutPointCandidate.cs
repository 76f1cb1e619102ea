namespace HccRisk.Survival.CutPoints;

/// <summary>One cut that was tried.</summary>
/// <param name="Cut">Patients with a value above it are in the upper group.</param>
/// <param name="AtOrBelow">Patients in the lower group.</param>
/// <param name="Statistic">Absolute standardised log-rank statistic of the two groups.</param>
public sealed record CutPointCandidate(double Cut, int AtOrBelow, double Statistic);
