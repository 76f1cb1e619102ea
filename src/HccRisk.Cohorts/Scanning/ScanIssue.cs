namespace HccRisk.Cohorts.Scanning;

/// <summary>Something missing or odd.</summary>
/// <param name="PatientId">The patient, as the manifest has it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Message">What was found, without dates and names.</param>
public sealed record ScanIssue(string PatientId, ScanIssueKind Kind, string Message);
