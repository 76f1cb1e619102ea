namespace HccRisk.Survival.Validation;

/// <summary>First events of one cause.</summary>
/// <param name="Cause">Event code.</param>
/// <param name="Events">Patients with it.</param>
public sealed record CauseCount(int Cause, int Events);
