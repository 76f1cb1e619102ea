namespace HccRisk.Survival.Validation;

/// <summary>The columns of a data view that one model's predictions are in; at least one of score and risk.</summary>
/// <param name="Name">Name of the model.</param>
public sealed record PredictionColumns(string Name)
{
    /// <summary>Score, higher = more risk; null for none. Default null.</summary>
    public string? ScoreColumn { get; init; }

    /// <summary>
    /// Predicted risks of the cause: a vector with one slot a horizon, named after it, as survival trainers write them ("CumulativeIncidence"), or a single number,
    /// the risk at <see cref="Horizon"/>. Null for none. Default null.
    /// </summary>
    public string? RiskColumn { get; init; }

    /// <summary>The horizon of a <see cref="RiskColumn"/> that is a single number; null (the default) for a vector.</summary>
    public double? Horizon { get; init; }

    /// <summary>Predicted survival at the patient's own time, for D- and A-calibration; null (the default) for none.</summary>
    public string? OwnSurvivalColumn { get; init; }
}
