using System.Text.Json.Serialization;

namespace HccRisk.Studies.Protocol;

/// <summary>
/// What the models of a study are compared with on the same patients. In a study file it is a name (of a clinical score or a column) or an object:
/// <c>{ "column": "bclc" }</c>, <c>{ "name": "their model", "csv": "predictions.csv", "riskColumn": "risk" }</c>.
/// </summary>
[JsonConverter(typeof(ComparatorConverter))]
public sealed record Comparator
{
    /// <summary>What it is called. Without <see cref="Column"/> and <see cref="Csv"/> it is looked up: a score of the library, or else a clinical column.</summary>
    public string? Name { get; init; }

    /// <summary>A clinical column by canonical name; of a categorical one the order of its categories counts.</summary>
    public string? Column { get; init; }

    /// <summary>A file of somebody else's predictions, one row a patient, relative to the protocol.</summary>
    public string? Csv { get; init; }

    /// <summary>Column of <see cref="Csv"/> with the identifiers. Default "patient_id".</summary>
    public string PatientColumn { get; init; } = "patient_id";

    /// <summary>Column of <see cref="Csv"/> with the score. Default "score", or none where there is a column of risks.</summary>
    public string? ScoreColumn { get; init; }

    /// <summary>Column of <see cref="Csv"/> with the risk by the main horizon, 0 to 1. Default none.</summary>
    public string? RiskColumn { get; init; }

    /// <summary>Whether lower values mean more risk. Default false.</summary>
    public bool LowerIsWorse { get; init; }

    /// <summary>What a reader calls it.</summary>
    internal string Label => Name ?? Column ?? "";

    internal IEnumerable<string> Faults(string at)
    {
        if (Column is not null && Csv is not null)
        {
            yield return $"'{at}' has 'column' and 'csv': give one of them";
        }

        if (string.IsNullOrWhiteSpace(Label))
        {
            yield return Csv is null ? $"'{at}' names nothing: give a name, 'column' or 'csv'" : $"'{at}' has 'csv' and no 'name': say what the report shall call it";
        }

        if (Csv is null && (ScoreColumn ?? RiskColumn) is not null)
        {
            yield return $"'{at}' has 'scoreColumn' or 'riskColumn' without 'csv'";
        }
    }
}
