using HccRisk.Imaging.Dicom.Identity;

namespace HccRisk.Cohorts.Scanning;

/// <summary>What the headers of a series give away, each finding once, and the values themselves, which stay in memory.</summary>
internal sealed record SeriesIdentity(IReadOnlyList<IdentityFinding> Findings, IReadOnlyList<(IdentityKind Kind, string Value)> Values);
