using System.Globalization;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Selection;

/// <summary>How <see cref="StableSelector"/> chooses.</summary>
public sealed record StableSelectionOptions
{
    /// <summary>Vector to choose from, finite values: impute before. Default "Features".</summary>
    public string InputColumn { get; init; } = "Features";

    /// <summary>Name of the vector written; null (the default) takes the place of the input.</summary>
    public string? OutputColumn { get; init; }

    /// <summary>Follow-up time. Default "Time".</summary>
    public string TimeColumn { get; init; } = "Time";

    /// <summary>Event code. Default "Event".</summary>
    public string EventColumn { get; init; } = "Event";

    /// <summary>
    /// Whether event codes of several causes, among which there is no 0, mean that nobody was censored. Default false: such codes are
    /// refused, for they may be 1 = censored and 2 = event.
    /// </summary>
    public bool AllowUncensored { get; init; }

    /// <summary>
    /// Column whose equal values stay in one half: patients with several rows. Default "PatientId" where the data have it; null for none.
    /// </summary>
    public string? GroupColumn { get; init; } = RowGroups.Standard;

    /// <summary>Cause of interest; 0 for any. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>
    /// What says how strongly a feature goes with the event in a half. Default the score test of a one-variable Cox model.
    /// </summary>
    public FeatureRanking Ranking { get; init; }

    /// <summary>A feature is kept when it is chosen in at least this share of the halves, above 0.5 and at most 1. Default 0.75.</summary>
    public double Threshold { get; init; } = 0.75;

    /// <summary>
    /// Bound on the expected number of features kept that are chosen in a half no more often than by chance, above 0. It decides how many
    /// features a half may choose, unless <see cref="FeaturesPerHalf"/> is given. Default 1.
    /// </summary>
    public double MaxFalseSelections { get; init; } = 1;

    /// <summary>Features chosen in each half; null (the default) for as many as <see cref="MaxFalseSelections"/> allows.</summary>
    public int? FeaturesPerHalf { get; init; }

    /// <summary>
    /// Whether the bound takes it that the share of halves in which such a feature is chosen has a distribution with one peak (Shah and
    /// Samworth's theorem 2, about half the other bound). Default true; false needs nothing (Meinshausen and Buehlmann's, their theorem
    /// 1).
    /// </summary>
    public bool AssumeUnimodal { get; init; } = true;

    /// <summary>Pairs of halves, 1 or more. Default 50.</summary>
    public int Pairs { get; init; } = 50;

    /// <summary>
    /// Features kept at least: when fewer are stable, the most frequent are added, for which the bound says nothing. Default 0: when none
    /// is stable, the fit fails and says so.
    /// </summary>
    public int MinFeatures { get; init; }

    /// <summary>Seed of the halves. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Stops a running fit.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        void Require(bool holds, FormattableString fault)
        {
            if (!holds)
            {
                faults.Add(fault.ToString(CultureInfo.InvariantCulture));
            }
        }

        Require(Threshold is > 0.5 and <= 1, $"Threshold is {Threshold}; it must lie above 0.5 and at most be 1.");
        Require(
            MaxFalseSelections > 0 && double.IsFinite(MaxFalseSelections),
            $"MaxFalseSelections is {MaxFalseSelections}; it must be finite and above 0.");
        Require(FeaturesPerHalf is null or >= 1, $"FeaturesPerHalf is {FeaturesPerHalf}; it must be 1 or more.");
        Require(Pairs >= 1, $"Pairs is {Pairs}; it must be 1 or more.");
        Require(MinFeatures >= 0, $"MinFeatures is {MinFeatures}; it must be 0 or more.");
        Require(Cause >= 0, $"Cause is {Cause}; it must be 0 (any) or greater.");
        Require(Enum.IsDefined(Ranking), $"Ranking is {Ranking}; it must be a named value.");
        OptionFaults.ThrowIfAny(faults, nameof(StableSelectionOptions));
    }
}
