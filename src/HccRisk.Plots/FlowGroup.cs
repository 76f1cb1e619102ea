namespace HccRisk.Plots;

/// <summary>One of the groups at the end of a flow diagram.</summary>
/// <param name="Label">Its name, such as a hospital and its role.</param>
/// <param name="Patients">Patients in it.</param>
public sealed record FlowGroup(string Label, int Patients);
