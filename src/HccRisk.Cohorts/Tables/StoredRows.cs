namespace HccRisk.Cohorts.Tables;

/// <summary>The content of one Parquet file of a store.</summary>
/// <param name="Header">What the values are.</param>
/// <param name="Ids">Patients with values.</param>
/// <param name="Keys">Key and stamp of each row; null outside a store.</param>
/// <param name="Values">Row by row.</param>
/// <param name="Failures">Patients whose extraction failed.</param>
/// <param name="Remarks">One a row, or empty when no row has one.</param>
internal sealed record StoredRows(
    TableHeader Header, string[] Ids, StoredKeys? Keys, double[] Values, IReadOnlyList<StoredFailure> Failures, IReadOnlyList<PatientRemark?> Remarks)
{
    public FeatureTable ToTable() => Header.ToTable(Ids, Values, [.. Remarks.OfType<PatientRemark>()]);
}
