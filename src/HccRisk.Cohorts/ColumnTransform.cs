namespace HccRisk.Cohorts;

/// <summary>What is done to a numeric column on its way into a feature vector.</summary>
public enum ColumnTransform
{
    /// <summary>The value as it is.</summary>
    None,

    /// <summary>Natural logarithm of the value, without an offset: the plausible range must start above zero.</summary>
    Log,
}
