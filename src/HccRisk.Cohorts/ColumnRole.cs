namespace HccRisk.Cohorts;

/// <summary>What a cohort column is for.</summary>
public enum ColumnRole
{
    /// <summary>A model may use it, as far as its availability allows.</summary>
    Feature,

    /// <summary>Only the endpoint reads it; never a model input.</summary>
    Outcome,

    /// <summary>Eligibility rules and descriptive tables read it; never a model input.</summary>
    Eligibility,
}
