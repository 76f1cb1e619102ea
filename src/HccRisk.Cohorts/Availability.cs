namespace HccRisk.Cohorts;

/// <summary>When a value is known: a preoperative model may only use <see cref="Pre"/>.</summary>
public enum Availability
{
    /// <summary>Known before the resection.</summary>
    Pre,

    /// <summary>Known only after the resection (pathology, slides).</summary>
    Post,
}
