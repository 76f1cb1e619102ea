namespace HccRisk.Core.IO.Dicom.Phases;

/// <summary>The phase of a volume.</summary>
/// <param name="Candidate">The volume.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Confidence">
/// 0 to 1, higher = surer; no probability, but an order of the evidence: 1 an override, 0.9 a name and a time that agree, 0.8 a name, 0.5 to 0.6 a
/// time alone, 0.4 the order alone, 0.3 a name and a time that disagree, 0 nothing.
/// </param>
/// <param name="Reasons">Why.</param>
public sealed record PhaseLabel(PhaseCandidate Candidate, ContrastPhase Phase, double Confidence, IReadOnlyList<string> Reasons);
