namespace HccRisk.Survival.Evaluation.Brier;

/// <summary>How Brier scores at several horizons become one. The score at time 0 is 0: nobody has had the event.</summary>
public enum BrierIntegration
{
    /// <summary>Each score holds until the next horizon, from time 0 to the last: riskRegression's IBS. It needs a fine grid. The default.</summary>
    LeftStep,

    /// <summary>Straight lines between the horizons, from 0 at time 0 to the last: closer to the integral on a coarse grid.</summary>
    Trapezoid,
}
