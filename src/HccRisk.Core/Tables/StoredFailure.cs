namespace HccRisk.Core.Tables;

/// <summary>A patient whose extraction failed, and what was tried.</summary>
internal sealed record StoredFailure(string Id, string Key, string Reason);
