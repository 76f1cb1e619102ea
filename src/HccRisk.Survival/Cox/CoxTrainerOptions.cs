using System.Globalization;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Cox;

/// <summary>How <see cref="CoxTrainer"/> learns, and which columns it reads and writes.</summary>
public sealed record CoxTrainerOptions : SurvivalTrainerOptions
{
    /// <summary>
    /// Text column of clusters, as the patient when patients have several rows: robust standard errors are then summed over clusters.
    /// Default none.
    /// </summary>
    public string? ClusterColumn { get; init; }

    /// <summary>Whether to estimate robust standard errors without clusters too, as sampling weights need. Default false.</summary>
    public bool Robust { get; init; }

    /// <summary>
    /// Whether to add Jeffreys' prior (Firth, Biometrika 1993): less bias with few events, and finite coefficients where a group is separated. It goes
    /// without a penalty and without robust errors. Default false.
    /// </summary>
    public bool Firth { get; init; }

    /// <summary>Treatment of tied event times. Default <see cref="TieHandling.Efron"/>; a <see cref="RidgeSearch"/> must name the same.</summary>
    public TieHandling Ties { get; init; } = TieHandling.Efron;

    /// <summary>Ridge penalty on coefficients per standard deviation (see <see cref="CoxOptions.Ridge"/>). Default 0, as it must be beside a <see cref="RidgeSearch"/>.</summary>
    public double Ridge { get; init; }

    /// <summary>
    /// Fixed rule: the ridge penalty is this many times the number of events, for data with too few events to choose it by cross-validation.
    /// Null (the default) for none.
    /// </summary>
    public double? RidgePerEvent { get; init; }

    /// <summary>
    /// Penalty of each modality, given or chosen by the cross-validation of <see cref="RidgeSearch"/>; prior means and given coefficients. Default
    /// null: all features alike.
    /// </summary>
    public ColumnPenalties? Penalties { get; init; }

    /// <summary>
    /// Chooses the ridge penalty by cross-validation inside the training data, rows of one <see cref="SurvivalTrainerOptions.GroupColumn"/> kept
    /// together; null (the default) uses <see cref="Ridge"/> as it is.
    /// </summary>
    public CoxRidgeOptions? RidgeSearch { get; init; }

    /// <inheritdoc/>
    protected override OptionalColumns Known => OptionalColumns.Entry | OptionalColumns.Weight | OptionalColumns.Strata;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults().Concat(RidgeSearch?.Faults() ?? []).Concat(Penalties?.Faults() ?? []))
        {
            yield return fault;
        }

        if (!(Ridge >= 0) || !double.IsFinite(Ridge))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Ridge is {Ridge}; it must be finite and 0 or greater.");
        }

        if (!Enum.IsDefined(Ties))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Ties is {(int)Ties}, which is no known treatment.");
        }

        if (RidgeSearch is not null && Ridge != 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Ridge is {Ridge} and RidgeSearch is set, which chooses the penalty itself: give one of them.");
        }

        if (RidgeSearch is { } search && search.Ties != Ties)
        {
            yield return $"Ties is {Ties} and RidgeSearch.Ties is {search.Ties}: the penalty must be chosen under the ties of the model.";
        }

        if (RidgePerEvent is { } perEvent && (!(perEvent >= 0) || !double.IsFinite(perEvent)))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"RidgePerEvent is {perEvent}; it must be finite and 0 or greater.");
        }

        if (RidgePerEvent is not null && (RidgeSearch is not null || Ridge != 0))
        {
            yield return "RidgePerEvent is set beside Ridge or RidgeSearch: give one of them.";
        }

        if (Penalties?.HasChoices == true && RidgeSearch is null)
        {
            yield return "A penalty group has Choices, which need RidgeSearch: give its Factor.";
        }

        if (RidgeSearch?.PenaltyFactors.Count > 0)
        {
            yield return "RidgeSearch.PenaltyFactors is set: name the features in Penalties.";
        }

        if ((Robust || ClusterColumn is not null) && (Ridge > 0 || RidgePerEvent > 0 || RidgeSearch is not null || Ties == TieHandling.Exact))
        {
            yield return "Robust or ClusterColumn is set; the sandwich variance is known for Efron and Breslow ties without a penalty.";
        }

        if (Firth && (Ridge > 0 || RidgePerEvent > 0 || RidgeSearch is not null || Robust || ClusterColumn is not null || Ties == TieHandling.Exact))
        {
            yield return "Firth is set; it goes with Efron and Breslow ties, without a penalty and without robust errors.";
        }

        if (WeightColumn is not null && Ties == TieHandling.Exact)
        {
            yield return "WeightColumn is set; the exact likelihood has no case weights: use Efron or Breslow ties.";
        }
    }
}
