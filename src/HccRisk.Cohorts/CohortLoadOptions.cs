namespace HccRisk.Cohorts;

/// <summary>How a clinical file is loaded.</summary>
public sealed record CohortLoadOptions
{
    /// <summary>
    /// Whether the columns of the schema's endpoint must be in the file. Default true; false loads new patients for prediction, who have
    /// no outcome yet (<see cref="Patient.Outcome"/> is null when the columns are absent).
    /// </summary>
    public bool RequireOutcomes { get; init; } = true;

    /// <summary>
    /// Columns, by canonical name, whose units were checked by hand: that their values look like those of two units refuses nobody. Single impossible values
    /// still exclude their patients. Default none.
    /// </summary>
    public IReadOnlyList<string> ConfirmedUnits { get; init; } = [];

    /// <summary>
    /// Which columns of the schema, by canonical name, the file must have besides the identifier: what a model reads, say. Default null: those the
    /// schema requires (<see cref="CohortColumn.Required"/>).
    /// </summary>
    public IReadOnlyList<string>? RequiredColumns { get; init; }

    /// <summary>
    /// Of which MRI series, by name, the file of the manifest may be absent: the patient stays, with the file in the list, and who reads it says what
    /// is missing. Default null: of none, a patient with an absent file is excluded.
    /// </summary>
    public Func<string, bool>? MayBeAbsent { get; init; }

    /// <summary>
    /// Whether a patient stays of whom a file of the manifest cannot be used (it is absent, listed twice, an image as a mask): without the files of that
    /// kind, on record in <see cref="Cohort.FileFaults"/>, for whoever can do without them. Default false: the patient is excluded.
    /// </summary>
    public bool KeepWithoutFiles { get; init; }
}
