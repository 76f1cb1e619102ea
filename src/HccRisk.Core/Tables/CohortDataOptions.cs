namespace HccRisk.Core.Tables;

/// <summary>Which clinical columns <c>LoadCohort</c> takes.</summary>
public sealed record CohortDataOptions
{
    /// <summary>
    /// Names of the schema's columns for the <c>Clinical</c> vector, in this order; a column the file does not have is all NaN (a model fitted on
    /// another file may expect it). Default null: every feature column of the schema that the file has and the availability allows.
    /// An empty list takes none.
    /// </summary>
    public IReadOnlyList<string>? ClinicalColumns { get; init; }
}
