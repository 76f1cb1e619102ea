namespace HccRisk.Cohorts.Tables;

/// <summary>Which clinical columns <c>LoadCohort</c> takes.</summary>
public sealed record CohortDataOptions
{
    /// <summary>
    /// Names of the schema's columns for the <c>Clinical</c> vector, in this order. Default null: every feature column of the schema that the file
    /// has and the availability allows. An empty list takes none.
    /// </summary>
    public IReadOnlyList<string>? ClinicalColumns { get; init; }

    /// <summary>
    /// Numeric columns of the schema that become number columns of their own, under their canonical names and without a transform: a size that features
    /// are freed of. Default none.
    /// </summary>
    public IReadOnlyList<string> NumberColumns { get; init; } = [];

    /// <summary>
    /// Whether a column of <see cref="ClinicalColumns"/> or <see cref="NumberColumns"/> may be absent from the file: it is then NaN for everybody, and a model that imputes scores
    /// everybody by its own mean. Default false: an absent column is an error.
    /// </summary>
    public bool AllowAbsentColumns { get; init; }
}
