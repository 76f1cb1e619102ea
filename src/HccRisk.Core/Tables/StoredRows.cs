namespace HccRisk.Core.Tables;

/// <summary>The content of one Parquet file of a store.</summary>
/// <param name="Header">What the values are.</param>
/// <param name="Ids">Patients with values.</param>
/// <param name="Keys">What each row was computed from; null outside a store.</param>
/// <param name="Values">Row by row.</param>
/// <param name="Failures">Patients whose extraction failed.</param>
internal sealed record StoredRows(TableHeader Header, string[] Ids, string[]? Keys, double[] Values, IReadOnlyList<StoredFailure> Failures);
