namespace HccRisk.Cohorts;

/// <summary>How the text of a cohort column is read.</summary>
public enum ColumnKind
{
    /// <summary>A number; which mark is the decimal one is found from the column (<see cref="CohortSchema.Table"/> says it).</summary>
    Numeric,

    /// <summary>0/1, no/yes, false/true and such words of other languages, or the two names in <see cref="CohortColumn.Categories"/> (first is 0).</summary>
    Binary,

    /// <summary>One of <see cref="CohortColumn.Categories"/>.</summary>
    Categorical,

    /// <summary>
    /// The patient identifier; exactly one column of a schema. When it is not required and the file does not have it, patients are numbered
    /// from 1 in the order of the rows.
    /// </summary>
    Id,

    /// <summary>The hospital or centre; at most one column of a schema.</summary>
    Site,

    /// <summary>An event code: a number as <see cref="Numeric"/>, or false (0) or true (1), or such words of other languages.</summary>
    EventCode,

    /// <summary>A date, with or without a time of day; its value is the days since 1970-01-01. Never a feature: an endpoint counts between dates.</summary>
    Date,
}
