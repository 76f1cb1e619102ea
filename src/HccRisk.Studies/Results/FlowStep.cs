namespace HccRisk.Studies.Results;

/// <summary>One box of the flow diagram.</summary>
/// <param name="Label">What was asked at this step.</param>
/// <param name="Excluded">Patients who left here.</param>
/// <param name="Remaining">Patients left after it.</param>
public sealed record FlowStep(string Label, int Excluded, int Remaining);
