namespace HccRisk.Cohorts.Tables;

/// <summary>What the rows of a store were computed from.</summary>
/// <param name="Content">Hashes of the content, one a row.</param>
/// <param name="Stamps">Hashes of place, size and time, one a row.</param>
internal sealed record StoredKeys(string[] Content, string[] Stamps);
