namespace HccRisk.Survival.Cox;

/// <summary>The fitted hazard of one of several causes that compete.</summary>
public sealed class CauseHazard
{
    /// <summary>Event code of the cause.</summary>
    public required int Cause { get; init; }

    /// <summary>Coefficients, centre and baseline hazard, at the same times as those of the cause of interest.</summary>
    public required CoxPredictor Predictor { get; init; }

    /// <summary>Standard error of each coefficient; NaN where there is none.</summary>
    public required IReadOnlyList<double> StandardErrors { get; init; }
}
