using System.Globalization;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Learning;

/// <summary>The columns every survival trainer reads and writes, the cause, and the horizons.</summary>
public abstract record SurvivalTrainerOptions
{
    /// <summary>
    /// Vector of features, finite values only: impute before, unless the method says that it has a rule for missing values. Default "Features". A row scored later whose feature is missing has a score of NaN; one whose
    /// feature is infinite has an infinite score (NaN where infinities of both signs meet), which <c>ml.Survival.Evaluate</c> refuses by name.
    /// </summary>
    public string FeatureColumn { get; init; } = "Features";

    /// <summary>Follow-up time, in the unit of <see cref="Horizons"/>. Default "Time".</summary>
    public string TimeColumn { get; init; } = "Time";

    /// <summary>Event code: a number (0 censored, 1, 2, ... causes), a Boolean (true for the event) or a key whose values are such numbers. Default "Event".</summary>
    public string EventColumn { get; init; } = "Event";

    /// <summary>
    /// Whether event codes of several causes, among which there is no 0, mean that nobody was censored. Default false: such codes are refused,
    /// for they may be 1 = censored and 2 = event.
    /// </summary>
    public bool AllowUncensored { get; init; }

    /// <summary>Entry time, 0 or greater and below the follow-up time: who enters late is not at risk before. Default none.</summary>
    public string? EntryColumn { get; init; }

    /// <summary>Case weight, finite and above 0. Default none: every row counts once.</summary>
    public string? WeightColumn { get; init; }

    /// <summary>
    /// Text column of strata (a site), each with its own baseline hazard; the model's rows need the column too. Default none.
    /// </summary>
    public string? StrataColumn { get; init; }

    /// <summary>
    /// Column whose equal values stay together whenever a trainer splits its rows: patients with several rows. Default "PatientId" where the data
    /// have it; null when every row is a patient.
    /// </summary>
    public string? GroupColumn { get; init; } = RowGroups.Standard;

    /// <summary>Cause of interest; 0 takes an event of any cause. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Times at which survival and cumulative incidence are predicted. Default 12, 24, 36.</summary>
    public IReadOnlyList<double> Horizons { get; init; } = [12, 24, 36];

    /// <summary>Name of the score column. Default "Score".</summary>
    public string ScoreColumn { get; init; } = "Score";

    /// <summary>Name of the column with freedom from the event at each horizon. Default "Survival".</summary>
    public string SurvivalColumn { get; init; } = "Survival";

    /// <summary>Name of the column with the cumulative incidence at each horizon. Default "CumulativeIncidence".</summary>
    public string IncidenceColumn { get; init; } = "CumulativeIncidence";

    /// <summary>Stops a running fit.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Which of the optional columns the method makes use of; naming another is a fault, not something to pass over. Default none.</summary>
    protected virtual OptionalColumns Known => OptionalColumns.None;

    /// <summary>Whether features may be missing (NaN) in training; the function must then score such rows too. Default false: they are refused by name.</summary>
    protected internal virtual bool LearnsMissing => false;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate() => OptionFaults.ThrowIfAny([.. Faults()], GetType().Name);

    /// <summary>What is wrong, one sentence each; an override adds its own to these.</summary>
    protected virtual IEnumerable<string> Faults()
    {
        if (Cause < 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Cause is {Cause}; it must be 0 (any) or greater.");
        }

        if (FaultOf(Horizons) is { } horizons)
        {
            yield return horizons;
        }

        (OptionalColumns Kind, string Option, string? Column)[] optional =
        [
            (OptionalColumns.Entry, nameof(EntryColumn), EntryColumn),
            (OptionalColumns.Weight, nameof(WeightColumn), WeightColumn),
            (OptionalColumns.Strata, nameof(StrataColumn), StrataColumn),
        ];
        foreach (var (kind, option, column) in optional)
        {
            if (column is not null && !Known.HasFlag(kind))
            {
                yield return $"{option} is '{column}', which this method makes no use of: leave it out.";
            }
        }
    }

    /// <summary>What is wrong with horizons; null for nothing.</summary>
    internal static string? FaultOf(IReadOnlyList<double> horizons) => horizons.Count == 0 || horizons.Any(h => !(h > 0) || !double.IsFinite(h))
        ? $"Horizons are [{string.Join(", ", SurvivalFunction.SlotsOf(horizons))}]; at least one is needed, all finite and above 0."
        : null;
}
