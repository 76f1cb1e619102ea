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
    /// Whether event codes of several causes, among which there is no 0, mean that nobody was censored. Default false: such codes are refused,
    /// for they may be 1 = censored and 2 = event.
    /// </summary>
    public bool AllowUncensored { get; init; }

    /// <summary>Cause of interest; 0 for any. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Features kept at most. Default 20.</summary>
    public int MaxFeatures { get; init; } = 20;

    /// <summary>A feature whose absolute Pearson correlation with a stronger one kept is above this is left out. Default 0.9.</summary>
    public double MaxCorrelation { get; init; } = 0.9;

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
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"MaxCorrelation is {MaxCorrelation}; it must lie above 0 and at most be 1."));
        }

        if (Cause < 0)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Cause is {Cause}; it must be 0 (any) or greater."));
        }

        OptionFaults.ThrowIfAny(faults, nameof(FeatureSelectorOptions));
    }
}
