using System.Globalization;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Catalog;

/// <summary>How <see cref="CoxTrainer"/> learns, and which columns it reads and writes.</summary>
public sealed record CoxTrainerOptions
{
    /// <summary>Vector of features, finite values only: impute before. Default "Features".</summary>
    public string FeatureColumn { get; init; } = "Features";

    /// <summary>Follow-up time, above 0, in the unit of <see cref="Horizons"/>. Default "Time".</summary>
    public string TimeColumn { get; init; } = "Time";

    /// <summary>Event code as a number: 0 censored, 1, 2, ... causes. Default "Event".</summary>
    public string EventColumn { get; init; } = "Event";

    /// <summary>
    /// Whether event codes of several causes, among which there is no 0, mean that nobody was censored. Default false: such codes are refused,
    /// for they may be 1 = censored and 2 = event.
    /// </summary>
    public bool AllowUncensored { get; init; }

    /// <summary>
    /// Text column of strata (a site), each with its own baseline hazard; the model's rows need the column too. Default none.
    /// </summary>
    public string? StrataColumn { get; init; }

    /// <summary>
    /// Text column of clusters, as the patient when patients have several rows: robust standard errors are then summed over clusters.
    /// Default none.
    /// </summary>
    public string? ClusterColumn { get; init; }

    /// <summary>Entry time, 0 or greater and below the follow-up time: who enters late is not at risk before. Default none.</summary>
    public string? EntryColumn { get; init; }

    /// <summary>Case weight, finite and above 0. Default none: every row counts once.</summary>
    public string? WeightColumn { get; init; }

    /// <summary>Whether to estimate robust standard errors without clusters too, as sampling weights need. Default false.</summary>
    public bool Robust { get; init; }

    /// <summary>Cause of interest; 0 takes an event of any cause. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Times at which survival and cumulative incidence are predicted. Default 12, 24, 36.</summary>
    public IReadOnlyList<double> Horizons { get; init; } = [12, 24, 36];

    /// <summary>Treatment of tied event times. Default <see cref="TieHandling.Efron"/>.</summary>
    public TieHandling Ties { get; init; } = TieHandling.Efron;

    /// <summary>Ridge penalty on coefficients per standard deviation (see <see cref="CoxOptions.Ridge"/>). Default 0. Ignored when <see cref="RidgeSearch"/> is set.</summary>
    public double Ridge { get; init; }

    /// <summary>Chooses the ridge penalty by cross-validation inside the training data; null (the default) uses <see cref="Ridge"/> as it is.</summary>
    public CoxRidgeOptions? RidgeSearch { get; init; }

    /// <summary>
    /// Column whose equal values stay in one fold of <see cref="RidgeSearch"/>: patients with several rows. Default "PatientId" where the data
    /// have it; null when every row is a patient.
    /// </summary>
    public string? GroupColumn { get; init; } = RowGroups.Standard;

    /// <summary>Name of the log-risk column. Default "Score".</summary>
    public string ScoreColumn { get; init; } = "Score";

    /// <summary>Name of the column with freedom from the event at each horizon. Default "Survival".</summary>
    public string SurvivalColumn { get; init; } = "Survival";

    /// <summary>Name of the column with the cumulative incidence at each horizon. Default "CumulativeIncidence".</summary>
    public string IncidenceColumn { get; init; } = "CumulativeIncidence";

    /// <summary>Stops a running fit.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Cause < 0)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Cause is {Cause}; it must be 0 (any) or greater."));
        }

        if (Horizons.Count == 0 || Horizons.Any(h => !(h > 0) || !double.IsFinite(h)))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Horizons are [{string.Join(", ", CoxFunction.SlotsOf(Horizons))}]; at least one is needed, all finite and above 0."));
        }

        if (!(Ridge >= 0) || !double.IsFinite(Ridge))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Ridge is {Ridge}; it must be finite and 0 or greater."));
        }

        if (!Enum.IsDefined(Ties))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Ties is {(int)Ties}, which is no known treatment."));
        }

        if (RidgeSearch is not null && (StrataColumn ?? ClusterColumn ?? EntryColumn ?? WeightColumn) is { } extra)
        {
            faults.Add($"RidgeSearch is set, which knows no strata, clusters, entry times or weights, but column '{extra}' is named: give Ridge itself.");
        }

        if ((Robust || ClusterColumn is not null) && (Ridge > 0 || RidgeSearch is not null || Ties == TieHandling.Exact))
        {
            faults.Add("Robust or ClusterColumn is set; the sandwich variance is known for Efron and Breslow ties without a penalty.");
        }

        if (WeightColumn is not null && Ties == TieHandling.Exact)
        {
            faults.Add("WeightColumn is set; the exact likelihood has no case weights: use Efron or Breslow ties.");
        }

        OptionFaults.ThrowIfAny(faults, nameof(CoxTrainerOptions));
    }
}
