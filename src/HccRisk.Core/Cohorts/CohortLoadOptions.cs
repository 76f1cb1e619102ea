namespace HccRisk.Core.Cohorts;

/// <summary>How a clinical file is loaded.</summary>
public sealed record CohortLoadOptions
{
    /// <summary>
    /// Whether the columns of the schema's endpoint must be in the file. Default true; false loads new patients for prediction, who have
    /// no outcome yet (<see cref="Patient.Outcome"/> is null when the columns are absent).
    /// </summary>
    public bool RequireOutcomes { get; init; } = true;
}
