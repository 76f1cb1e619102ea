namespace HccRisk.Cohorts;

/// <summary>What happens to a patient with a value outside the plausible range of its column.</summary>
public enum OutOfRangePolicy
{
    /// <summary>The patient is excluded, with the value, unit and range as the reason.</summary>
    Exclude,

    /// <summary>The value is kept and a note is recorded.</summary>
    Flag,
}
