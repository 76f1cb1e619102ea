namespace HccRisk.Core.Tables;

/// <summary>What the store knows about one patient under one key: values, or the reason why there are none.</summary>
/// <param name="Id">The patient.</param>
/// <param name="Key">What was computed from.</param>
/// <param name="Values">The values; empty after a failure.</param>
/// <param name="Failure">The reason of a failure, or null.</param>
/// <param name="Remark">What is on record besides the values, or null.</param>
internal sealed record StoreEntry(string Id, string Key, ReadOnlyMemory<double> Values, string? Failure, PatientRemark? Remark = null);
