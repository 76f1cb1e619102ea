using HccRisk.Survival.Evaluation;

namespace HccRisk.Survival.Validation;

/// <summary>What one model said of every patient: risks at horizons, a score, or both.</summary>
/// <param name="Name">Name of the model.</param>
public sealed record Prediction(string Name)
{
    /// <summary>
    /// Predicted risks of the cause of interest at horizons, one value a patient, 0 to 1; NaN where there is none. Empty for a model that has a score only.
    /// </summary>
    public IReadOnlyList<HorizonRisk> Risks { get; init; } = [];

    /// <summary>
    /// A score, higher = more risk, one value a patient, NaN where there is none; such as a linear predictor. Null: the risk at a horizon orders the patients.
    /// </summary>
    public IReadOnlyList<double>? Score { get; init; }

    /// <summary>
    /// Whether the score orders the patients at every horizon, also where there is a risk at it. Default false: AUC and C of a horizon judge the risk at it.
    /// </summary>
    public bool OrderedByScore { get; init; }

    /// <summary>
    /// Predicted probability, at the patient's own time, of being free of the event of interest (other causes censored), 0 to 1, NaN where there is
    /// none, for D- and A-calibration, which want it for everybody; null for none.
    /// </summary>
    public IReadOnlyList<double>? OwnSurvival { get; init; }
}
