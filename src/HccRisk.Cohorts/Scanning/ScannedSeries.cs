using HccRisk.Imaging.Dicom.Phases;

namespace HccRisk.Cohorts.Scanning;

/// <summary>One volume of a series of images, and what it was taken for. A line of the phase file.</summary>
/// <param name="Series">SeriesInstanceUID, hashed when patients are pseudonymised; of other images a hash of their path in the export.</param>
/// <param name="Number">SeriesNumber; null when absent.</param>
/// <param name="Description">SeriesDescription, without what identifies the patient; of other images the number of their file.</param>
/// <param name="Volume">Which volume of the series, from 1.</param>
/// <param name="Slices">Its slices.</param>
/// <param name="Phase">What it was taken for; null when nothing tells.</param>
/// <param name="Confidence">How sure that is: that of its <see cref="PhaseLabel"/>; 0 without a phase.</param>
/// <param name="Reason">What told the phase, or why the series is not used.</param>
/// <param name="DaysBeforeSurgery">Days from its study to surgery, negative when after; null when a date is missing.</param>
/// <param name="Used">Whether the manifest has it.</param>
public sealed record ScannedSeries(
    string Series, int? Number, string Description, int Volume, int Slices, string? Phase, double Confidence, string Reason, int? DaysBeforeSurgery, bool Used);
