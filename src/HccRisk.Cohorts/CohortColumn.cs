namespace HccRisk.Cohorts;

/// <summary>One column of a clinical file: how to read it, what is plausible, and when it is known.</summary>
/// <param name="Name">Canonical name, as scores, rules and slot names use it; unique within a schema.</param>
/// <param name="Kind">How the text is read.</param>
public sealed record CohortColumn(string Name, ColumnKind Kind)
{
    /// <summary>Heading in the file; <see cref="Name"/> unless set. Upper and lower case are not told apart.</summary>
    public string? Header { get; init; }

    /// <summary>What the column is for. Default: a feature.</summary>
    public ColumnRole Role { get; init; } = ColumnRole.Feature;

    /// <summary>Unit of the values after <see cref="Scale"/>, or null when they have none.</summary>
    public string? Unit { get; init; }

    /// <summary>A value in the file times this is the value in <see cref="Unit"/>. Default 1. Numeric columns only.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Smallest plausible value, in <see cref="Unit"/>; null for none.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest plausible value, in <see cref="Unit"/>; null for none.</summary>
    public double? Maximum { get; init; }

    /// <summary>What happens to a value outside the plausible range. Default: the patient is excluded.</summary>
    public OutOfRangePolicy OutOfRange { get; init; } = OutOfRangePolicy.Exclude;

    /// <summary>
    /// Other units this quantity is reported in, with the factor that turns them into <see cref="Unit"/>: an implausible value that one of
    /// them makes plausible is reported as a likely unit mix-up. Values are never converted on their own.
    /// </summary>
    public IReadOnlyDictionary<string, double> OtherUnits { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>When the value is known. Default: before surgery.</summary>
    public Availability Availability { get; init; } = Availability.Pre;

    /// <summary>What is done to the value on its way into a feature vector. Default: nothing.</summary>
    public ColumnTransform Transform { get; init; } = ColumnTransform.None;

    /// <summary>The admitted values of a categorical column, or the two names of a binary one (first is 0, second is 1).</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>
    /// Categories that get an indicator of their own in a feature vector (<c>bclc_A</c>). Default: all but the first, which is the reference
    /// level; the rest are coded by zeros.
    /// </summary>
    public IReadOnlyList<string>? Encoded { get; init; }

    /// <summary>Whether the file must have the column. Default true.</summary>
    public bool Required { get; init; } = true;

    /// <summary>
    /// Whether a feature may be missing (an empty cell or <c>NA</c>) for a patient, who then has NaN there. Default false: the patient is
    /// excluded. Outcome and eligibility columns may always be empty: the endpoint and the rules judge them.
    /// </summary>
    public bool Imputable { get; init; }

    /// <summary>
    /// Whether the column was expected to matter before anybody looked at the data: a study may penalise it less than the others. Default false.
    /// </summary>
    public bool Prespecified { get; init; }

    /// <summary>
    /// Of a date: the column, by canonical name, with a date that this one cannot precede (nobody is operated on before birth); who has it so is excluded. Default null: none.
    /// </summary>
    public string? NotBefore { get; init; }

    /// <summary>What the column means.</summary>
    public string? Description { get; init; }

    /// <summary>The heading looked for in the file.</summary>
    internal string FileHeader => Header ?? Name;

    /// <summary>The categories with an indicator.</summary>
    internal IReadOnlyList<string> Indicators => Encoded ?? [.. Categories.Skip(1)];

    /// <summary>Faults of this column, one line each.</summary>
    internal IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            yield return "a column has no name";
        }

        if (Minimum is { } low && Maximum is { } high && low > high)
        {
            yield return FormattableString.Invariant($"column '{Name}': minimum {low} is above maximum {high}");
        }

        if (!(double.IsFinite(Scale) && Scale != 0))
        {
            yield return FormattableString.Invariant($"column '{Name}': scale {Scale} is not a finite number other than zero");
        }

        if (Transform == ColumnTransform.Log && !(Kind == ColumnKind.Numeric && Minimum > 0))
        {
            yield return $"column '{Name}': a logarithm needs a numeric column with a minimum above zero";
        }

        if (Kind == ColumnKind.Date && Role == ColumnRole.Feature)
        {
            yield return $"column '{Name}': a date is no feature; its role is outcome or eligibility";
        }

        if (Kind == ColumnKind.Categorical && Categories.Count < 2)
        {
            yield return $"column '{Name}': a categorical column needs two categories or more";
        }

        if (Kind == ColumnKind.Binary && Categories.Count is not (0 or 2))
        {
            yield return $"column '{Name}': a binary column has no category names or two, not {Categories.Count}";
        }

        if (Categories.Distinct(StringComparer.OrdinalIgnoreCase).Count() != Categories.Count)
        {
            yield return $"column '{Name}': a category is listed twice";
        }

        foreach (var encoded in Encoded ?? [])
        {
            if (!Categories.Contains(encoded, StringComparer.Ordinal))
            {
                yield return $"column '{Name}': encoded category '{encoded}' is not one of {string.Join(", ", Categories)}";
            }
        }
    }
}
