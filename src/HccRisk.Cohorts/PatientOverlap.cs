namespace HccRisk.Cohorts;

/// <summary>Two patients of a cohort who may be one, or who share a file.</summary>
/// <param name="Kind">What they share.</param>
/// <param name="First">Identifier of the one that comes first in the clinical file.</param>
/// <param name="Second">Identifier of the other.</param>
/// <param name="Reason">One line that says so, without the path of any file.</param>
public sealed record PatientOverlap(OverlapKind Kind, string First, string Second, string Reason);
