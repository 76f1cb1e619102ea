namespace HccRisk.Reporting;

/// <summary>What a report is called, and what it may show of patients.</summary>
public sealed record ReportOptions
{
    /// <summary>Heading of the page. Default null: the title of the study, or what the page is.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// Whether patients are named: the list of exclusions and the predictions of each. Default false: a report that is passed on names nobody, and identifiers in
    /// remarks are taken out.
    /// </summary>
    public bool WithPatients { get; init; }

    /// <summary>
    /// Counts of patients from 1 to below this are written "&lt; 5" and the like, with their percentages left out, in the tables that describe patients. Default 0:
    /// every count is shown.
    /// </summary>
    public int SmallestCell { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException"><see cref="SmallestCell"/> is negative.</exception>
    public void Validate()
    {
        if (SmallestCell < 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"SmallestCell is {SmallestCell}; it must be 0 (every count is shown) or greater."));
        }
    }
}
