using HccRisk.Core.Naming;
using HccRisk.Imaging.Dicom.Phases;

namespace HccRisk.Cohorts.Scanning;

/// <summary>How a folder becomes a cohort.</summary>
public sealed record CohortScanOptions
{
    /// <summary>What makes two files the files of one patient; default <see cref="PatientIdentity.Id"/>.</summary>
    public PatientIdentity PatientBy { get; init; } = PatientIdentity.Id;

    /// <summary>The clinical table, one row a patient; null (default) when there is none: then no interval is known.</summary>
    public string? ClinicalCsv { get; init; }

    /// <summary>What the columns of the clinical table mean; default <see cref="CohortSchema.Hcc"/>.</summary>
    public CohortSchema Schema { get; init; } = CohortSchema.Hcc;

    /// <summary>The column of the date of surgery (yyyy-MM-dd or yyyyMMdd); default <c>surgery_date</c>.</summary>
    public string SurgeryDateColumn { get; init; } = "surgery_date";

    /// <summary>The most days from MRI to surgery; default 31.</summary>
    public int MaxMriDays { get; init; } = 31;

    /// <summary>Phases every patient should have, each a <see cref="PhaseLabel.Name"/>; default <c>arterial</c>, <c>portal_venous</c>.</summary>
    public IReadOnlyList<string> RequiredPhases { get; init; } = ["arterial", "portal_venous"];

    /// <summary>Modalities taken as MRI; default <c>MR</c>.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = ["MR"];

    /// <summary>
    /// A CSV that says which series are which phase, over all rules (<see cref="PhaseOverrides"/>): columns <c>series</c>, <c>phase</c> and optionally
    /// <c>patient_id</c> and <c>volume</c>; null (default): none.
    /// </summary>
    public string? PhaseFile { get; init; }

    /// <summary>
    /// The segment or region that is the lesion: number or name, <c>*</c> and <c>?</c> are wildcards; null (default): those whose names say so, or the only one.
    /// </summary>
    public string? Lesion { get; init; }

    /// <summary>
    /// The key, at least 16 characters, that patients' identifiers are hashed with (<see cref="PatientPseudonym"/>); null (default): they stay as they are.
    /// </summary>
    public string? PseudonymKey { get; init; }

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">One or more are wrong; the message names each.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (!Enum.IsDefined(PatientBy))
        {
            faults.Add($"PatientBy is {PatientBy}, expected Id or Folder");
        }

        if (MaxMriDays < 0)
        {
            faults.Add(FormattableString.Invariant($"MaxMriDays is {MaxMriDays}, expected 0 or more"));
        }

        if (string.IsNullOrWhiteSpace(SurgeryDateColumn))
        {
            faults.Add("SurgeryDateColumn is empty");
        }

        if (Modalities.Count == 0)
        {
            faults.Add("Modalities is empty");
        }

        // A name that no rule and no phase file can give would be missing in every patient.
        faults.AddRange(RequiredPhases.Where(name => PhaseNames.Find(name) is null).Select(name => $"RequiredPhases has '{name}', which is no phase{NearestNames.Hint(name, PhaseNames.All)}"));

        if (PseudonymKey is { Length: < PatientPseudonym.MinKeyLength })
        {
            faults.Add(FormattableString.Invariant($"PseudonymKey has {PseudonymKey.Length} characters, {PatientPseudonym.MinKeyLength} or more were expected"));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }
    }
}
