namespace HccRisk.Survival.CoxNet;

/// <summary>Which penalty of a cross-validated path a model takes.</summary>
public enum CoxNetChoice
{
    /// <summary>The one with the least deviance: to predict with.</summary>
    Minimum,

    /// <summary>The greatest within one standard error of it: fewer features, for choosing among them. With few events it often leaves none.</summary>
    OneStandardError,
}
