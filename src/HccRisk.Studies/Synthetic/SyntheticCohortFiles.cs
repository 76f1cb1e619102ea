namespace HccRisk.Studies.Synthetic;

/// <summary>Where a synthetic cohort lies.</summary>
/// <param name="Directory">Its folder.</param>
/// <param name="ClinicalCsv">One row a patient, columns of the HCC schema.</param>
/// <param name="ManifestCsv">The images of every patient.</param>
/// <param name="TruthCsv">
/// Markers and log hazards (<c>patient_id,site,z_mri,z_wsi,lp1,lp2</c>): for judging a model, never for making one.
/// </param>
/// <param name="Patients">Patients in all.</param>
/// <param name="Resumed">Patients whose images were there already.</param>
public sealed record SyntheticCohortFiles(
    string Directory, string ClinicalCsv, string ManifestCsv, string TruthCsv, int Patients, int Resumed)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Patients} patients in {Directory}");
}
