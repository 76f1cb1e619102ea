namespace HccRisk.Imaging.Dicom.Phases;

/// <summary>The phase of a volume.</summary>
/// <param name="Candidate">The volume.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Confidence">
/// 0 to 1, higher = surer; no probability, but an order of the evidence: 1 an override, 0.9 a name and a time that agree, 0.8 a name, 0.6 the time since
/// a stated injection, 0.5 the time since one reckoned from the arterial phase, 0.4 the place in a series alone, 0.3 a name and a time that disagree or
/// one name for several volumes, 0 nothing.
/// </param>
/// <param name="Reasons">Why.</param>
public sealed record PhaseLabel(PhaseCandidate Candidate, ContrastPhase Phase, double Confidence, IReadOnlyList<string> Reasons)
{
    /// <summary>
    /// The name in manifests and phase files: <c>pre</c>, <c>early_arterial</c>, <c>arterial</c>, <c>portal_venous</c>, <c>delayed</c>, <c>hepatobiliary</c>,
    /// <c>subtraction</c>, <c>t2</c>, <c>dwi</c>, <c>adc</c>, <c>in_phase</c>, <c>opposed_phase</c>; empty when unknown.
    /// </summary>
    public string Name => PhaseNames.Of(Phase);
}
