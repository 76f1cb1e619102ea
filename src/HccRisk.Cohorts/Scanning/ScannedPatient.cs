namespace HccRisk.Cohorts.Scanning;

/// <summary>What a scan found of a patient.</summary>
/// <param name="Id">The identifier, pseudonymised when asked.</param>
/// <param name="Files">Images, masks, slides, in the order of the manifest.</param>
/// <param name="MriIntervalDays">Days from the chosen MRI to surgery; null when a date is missing.</param>
/// <param name="Series">Every series of images that was found, used or not.</param>
public sealed record ScannedPatient(string Id, IReadOnlyList<ScannedFile> Files, int? MriIntervalDays, IReadOnlyList<ScannedSeries> Series);
