namespace HccRisk.Cli.Commands.Validation;

/// <summary>What a column of predictions holds.</summary>
internal enum PredictionKind
{
    /// <summary>A number that rises with risk.</summary>
    Score,

    /// <summary>Probability of the event by a horizon.</summary>
    Risk,

    /// <summary>Probability of no event by a horizon.</summary>
    Survival,

    /// <summary>Probability of no event by the patient's own time.</summary>
    OwnSurvival,
}
