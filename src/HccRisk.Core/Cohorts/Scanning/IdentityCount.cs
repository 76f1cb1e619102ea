using HccRisk.Core.IO.Dicom.Identity;

namespace HccRisk.Core.Cohorts.Scanning;

/// <summary>In how many series an identifying element has a value.</summary>
/// <param name="Finding">The element.</param>
/// <param name="Series">The series, by the first file of each.</param>
public sealed record IdentityCount(IdentityFinding Finding, int Series);
