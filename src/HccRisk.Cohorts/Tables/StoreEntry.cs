namespace HccRisk.Cohorts.Tables;

/// <summary>What the store knows about one patient under one key: values, or the reason why there are none.</summary>
/// <param name="Id">The patient.</param>
/// <param name="Key">What was computed from: a hash of the content of the files.</param>
/// <param name="Stamp">The same as far as can be told without reading the files: a hash of their places, sizes and times.</param>
/// <param name="Values">The values; empty after a failure.</param>
/// <param name="Failure">The reason of a failure, or null.</param>
/// <param name="Passing">Whether the failure is one of the machine, on record but tried again.</param>
/// <param name="Remark">What is on record besides the values, or null.</param>
internal sealed record StoreEntry(
    string Id, string Key, string Stamp, ReadOnlyMemory<double> Values, string? Failure = null, bool Passing = false, PatientRemark? Remark = null);
