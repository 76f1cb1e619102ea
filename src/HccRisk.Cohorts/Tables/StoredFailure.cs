namespace HccRisk.Cohorts.Tables;

/// <summary>A patient whose extraction failed, what was tried, and whether another try may end otherwise.</summary>
internal sealed record StoredFailure(string Id, string Key, string Stamp, string Reason, bool Passing);
