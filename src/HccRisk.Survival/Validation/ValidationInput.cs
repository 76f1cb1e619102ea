using HccRisk.Survival.Data;

namespace HccRisk.Survival.Validation;

/// <summary>What an external validation looks at: patients with their follow-up, and what one or several models said of them.</summary>
public sealed record ValidationInput
{
    /// <summary>Follow-up with every cause, one row a patient; no entry times, no weights.</summary>
    public required SurvivalOutcome Outcome { get; init; }

    /// <summary>The predictions, at least one, their names different.</summary>
    public required IReadOnlyList<Prediction> Predictions { get; init; }

    /// <summary>Identifier of each patient, for the check that none is there twice and for messages; empty for none.</summary>
    public IReadOnlyList<string> Patients { get; init; } = [];

    /// <summary>Site of each patient; null for none.</summary>
    public PatientColumn? Site { get; init; }

    /// <summary>Columns whose levels are judged apart; a column of many numbers is cut at its median.</summary>
    public IReadOnlyList<PatientColumn> Subgroups { get; init; } = [];

    /// <summary>Columns of the table of patients.</summary>
    public IReadOnlyList<PatientColumn> Baseline { get; init; } = [];

    /// <summary>Steps that led to these patients, such as rows left out because their follow-up is missing; they come first in the flow. Empty for none.</summary>
    public IReadOnlyList<ValidationFlow> PriorSteps { get; init; } = [];
}
