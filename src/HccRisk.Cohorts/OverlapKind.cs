namespace HccRisk.Cohorts;

/// <summary>What two patients of a cohort share.</summary>
public enum OverlapKind
{
    /// <summary>Identifiers that differ in case, width or spaces only.</summary>
    Identifier,

    /// <summary>Every clinical value and the outcome, where chance does not explain it.</summary>
    Values,

    /// <summary>A file: the manifest names the same path for both.</summary>
    File,

    /// <summary>The content of a file: two copies.</summary>
    Content,

    /// <summary>A file whose path names the other patient and not its own.</summary>
    PathOfAnother,

    /// <summary>
    /// Every clinical value and the outcome but one, or every clinical value with another outcome, where chance does not explain it: a finding, for two
    /// patients may be that like each other.
    /// </summary>
    NearValues,
}
