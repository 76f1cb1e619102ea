using System.Globalization;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Selection;

/// <summary>How <see cref="FeatureSelector"/> chooses.</summary>
public sealed record FeatureSelectorOptions
{
    /// <summary>Vector to choose from, finite values: impute before.</summary>
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

    /// <summary>Cause of interest; 0 for any. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>What says how strongly a feature goes with the event. Default the score test of a one-variable Cox model.</summary>
    public FeatureRanking Ranking { get; init; }

    /// <summary>
    /// Expected share of features without any bearing on the event among those that go on to be chosen from, above 0 and at most 1
    /// (Benjamini and Hochberg, JRSS B 1995); where no feature passes, the fit fails and says so. Default null: no test, the strongest
    /// are taken.
    /// </summary>
    public double? MaxFalseDiscovery { get; init; }

    /// <summary>How features that repeat one another are taken. Default by strength, up to <see cref="MaxCorrelation"/>.</summary>
    public FeatureRedundancy Redundancy { get; init; }

    /// <summary>Features kept at most. Default 20.</summary>
    public int MaxFeatures { get; init; } = 20;

    /// <summary>A feature whose absolute Pearson correlation with a stronger one kept is above this is left out. Default 0.9.</summary>
    public double MaxCorrelation { get; init; } = 0.9;

    /// <summary>Stops a running fit.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (MaxFeatures < 1)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"MaxFeatures is {MaxFeatures}; it must be 1 or more."));
        }

        if (!(MaxCorrelation > 0) || MaxCorrelation > 1)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture,
                $"MaxCorrelation is {MaxCorrelation}; it must lie above 0 and at most be 1."));
        }

        if (MaxFalseDiscovery is { } rate && (!(rate > 0) || rate > 1))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"MaxFalseDiscovery is {rate}; it must lie above 0 and at most be 1."));
        }

        if (!Enum.IsDefined(Ranking) || !Enum.IsDefined(Redundancy))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture,
                $"Ranking is {Ranking} and Redundancy is {Redundancy}; they must be named values."));
        }

        if (Cause < 0)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Cause is {Cause}; it must be 0 (any) or greater."));
        }

        OptionFaults.ThrowIfAny(faults, nameof(FeatureSelectorOptions));
    }
}
