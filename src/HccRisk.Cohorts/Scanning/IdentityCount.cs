using HccRisk.Imaging.Dicom.Identity;

namespace HccRisk.Cohorts.Scanning;

/// <summary>In how many series an identifying element has a value.</summary>
/// <param name="Finding">The element.</param>
/// <param name="Series">The series, any of whose files has it.</param>
public sealed record IdentityCount(IdentityFinding Finding, int Series);
