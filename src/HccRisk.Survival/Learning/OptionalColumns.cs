namespace HccRisk.Survival.Learning;

/// <summary>Columns of training data that not every method can make use of.</summary>
[Flags]
public enum OptionalColumns
{
    /// <summary>Features, time and event only.</summary>
    None = 0,

    /// <summary>Entry times.</summary>
    Entry = 1,

    /// <summary>Case weights.</summary>
    Weight = 2,

    /// <summary>Strata, each with a baseline of its own.</summary>
    Strata = 4,
}
