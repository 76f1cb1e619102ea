using HccRisk.Core.IO.Dicom.Identity;

namespace HccRisk.Core.Cohorts.Scanning;

/// <summary>What the header of a series gives away, and the values themselves, which stay in memory.</summary>
internal sealed record SeriesIdentity(IReadOnlyList<IdentityFinding> Findings, IReadOnlyList<(IdentityKind Kind, string Value)> Values);
