namespace HccRisk.Cohorts.Tables;

/// <summary>How far an extraction is. Reported once at the start and once after every patient, one report at a time.</summary>
/// <param name="Table">Name of the table.</param>
/// <param name="Done">Patients finished: read from the store, extracted or failed.</param>
/// <param name="Total">Patients asked for.</param>
/// <param name="Failed">Patients that failed, now or earlier.</param>
/// <param name="Reused">Patients read from the store.</param>
/// <param name="PatientId">The patient just finished; empty in the first report.</param>
public readonly record struct StoreProgress(string Table, int Done, int Total, int Failed, int Reused, string PatientId);
