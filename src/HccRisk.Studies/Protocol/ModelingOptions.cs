using System.Globalization;

namespace HccRisk.Studies.Protocol;

/// <summary>How the models of a study are made.</summary>
public sealed record ModelingOptions
{
    /// <summary>Image or slide features kept at most, each modality. Default 20.</summary>
    public int MaxFeaturesPerModality { get; init; } = 20;

    /// <summary>Features of a modality more correlated than this with a stronger one are left out. Default 0.9.</summary>
    public double MaxCorrelation { get; init; } = 0.9;

    internal IEnumerable<string> Faults()
    {
        if (MaxFeaturesPerModality < 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"'modeling.maxFeaturesPerModality' is {MaxFeaturesPerModality}, it must be 1 or more");
        }

        if (!(MaxCorrelation > 0) || MaxCorrelation > 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"'modeling.maxCorrelation' is {MaxCorrelation}, it must lie above 0 and at most be 1");
        }
    }
}
