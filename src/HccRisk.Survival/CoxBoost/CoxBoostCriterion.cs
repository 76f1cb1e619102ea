namespace HccRisk.Survival.CoxBoost;

/// <summary>Which column a boosting step takes.</summary>
public enum CoxBoostCriterion
{
    /// <summary>The one with the greatest penalised score statistic, U^2 / (I + penalty): a greater penalty makes a column less likely to be taken.</summary>
    PenalizedScore,

    /// <summary>The one with the greatest score statistic, U^2 / (I + 9), whatever its penalty; 9 only keeps it stable.</summary>
    Score,
}
