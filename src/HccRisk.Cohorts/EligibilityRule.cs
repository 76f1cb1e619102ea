namespace HccRisk.Cohorts;

/// <summary>One inclusion criterion over a column of the schema.</summary>
/// <param name="Name">As it stands in a flow diagram, for example <c>Curative resection (R0)</c>.</param>
/// <param name="Column">Canonical name of the column.</param>
public sealed record EligibilityRule(string Name, string Column)
{
    /// <summary>Values that fulfil the rule (categories, or 0/1); empty when the rule is a range.</summary>
    public IReadOnlyList<string> AnyOf { get; init; } = [];

    /// <summary>Smallest value that fulfils the rule; null for none.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest value that fulfils the rule; null for none.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether a patient without a value is kept. Default false: not known to be eligible.</summary>
    public bool KeepMissing { get; init; }

    /// <summary>Why a patient fails the rule, or null when it is fulfilled.</summary>
    /// <param name="patient">A patient whose schema has the column.</param>
    public string? Failure(Patient patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var value = patient[Column];
        if (double.IsNaN(value))
        {
            return KeepMissing ? null : $"{Column} is missing";
        }

        var text = patient.Text(Column);
        if (AnyOf.Count > 0 && !AnyOf.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return $"{Column} is {text}, not {string.Join(" or ", AnyOf)}";
        }

        return value < Minimum || value > Maximum
            ? FormattableString.Invariant($"{Column} is {value}, not {Range()}")
            : null;
    }

    private string Range() => (Minimum, Maximum) switch
    {
        ({ } low, { } high) => FormattableString.Invariant($"{low} to {high}"),
        ({ } low, null) => FormattableString.Invariant($"at least {low}"),
        _ => FormattableString.Invariant($"at most {Maximum}"),
    };
}
