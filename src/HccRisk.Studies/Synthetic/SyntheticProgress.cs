namespace HccRisk.Studies.Synthetic;

/// <summary>How far the making of a synthetic cohort has come.</summary>
/// <param name="Done">Patients finished, made or found complete.</param>
/// <param name="Total">Patients in all.</param>
/// <param name="PatientId">The patient just finished.</param>
/// <param name="Resumed">True when the patient's files were already there.</param>
public readonly record struct SyntheticProgress(int Done, int Total, string PatientId, bool Resumed);
