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
    double? StandardizedDifference)
{
    /// <summary>What the schema says of the variable, with the level: "Cirrhosis: yes", "Alpha-fetoprotein". Default empty: there is only the name.</summary>
    public string Label { get; init; } = "";

    /// <summary>The same text of all patients. Default empty: not recorded.</summary>
    public string Overall { get; init; } = "";

    /// <summary>Patients without the value by site. Default empty: not recorded.</summary>
    public IReadOnlyDictionary<string, int> MissingBySite { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);
}
