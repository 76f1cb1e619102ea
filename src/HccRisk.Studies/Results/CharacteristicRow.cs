namespace HccRisk.Studies.Results;

/// <summary>One line of the table of patients' characteristics.</summary>
/// <param name="Name">Variable, or variable and level ("BCLC stage: A").</param>
/// <param name="Unit">Unit, or null.</param>
/// <param name="Availability">"Pre" or "Post" operative.</param>
/// <param name="BySite">Text by site: "median (Q1-Q3)" or "n (%)".</param>
/// <param name="Missing">Number of patients without the value, all sites.</param>
/// <param name="StandardizedDifference">Absolute standardised mean difference between development and external patients; null without an external site.</param>
public sealed record CharacteristicRow(
    string Name,
    string? Unit,
    string Availability,
    IReadOnlyDictionary<string, string> BySite,
    int Missing,
    double? StandardizedDifference);
