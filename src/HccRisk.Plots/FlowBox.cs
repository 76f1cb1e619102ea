namespace HccRisk.Plots;

/// <summary>One step of a flow diagram.</summary>
/// <param name="Label">The criterion.</param>
/// <param name="Before">Patients before it.</param>
/// <param name="Remaining">Patients after it.</param>
public sealed record FlowBox(string Label, int Before, int Remaining);
