namespace HccRisk.Survival.CutPoints;

/// <summary>Two cuts that were tried together.</summary>
/// <param name="Lower">Patients with a value above it, up to <paramref name="Upper"/>, are in the middle group.</param>
/// <param name="Upper">Patients with a value above it are in the upper group.</param>
/// <param name="Statistic">Log-rank chi-square of the three groups on two degrees of freedom.</param>
public sealed record CutPointPair(double Lower, double Upper, double Statistic);
