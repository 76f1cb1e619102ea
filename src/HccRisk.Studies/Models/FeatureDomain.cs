namespace HccRisk.Studies.Models;

/// <summary>
/// What the inputs of one modality were like in development, without the patients themselves: means, spreads and the directions in which they vary together. A patient's
/// distance from it is that of probabilistic principal components (Tipping and Bishop, J R Stat Soc B 1999): squared Mahalanobis, with one variance for all that the
/// directions leave over.
/// </summary>
public sealed record FeatureDomain
{
    /// <summary>The modality.</summary>
    public required string Modality { get; init; }

    /// <summary>Inputs, by slot; those that did not vary in development are not among them.</summary>
    public required IReadOnlyList<string> Slots { get; init; }

    /// <summary>Mean of each input over development patients; it stands in where a patient has no value.</summary>
    public required IReadOnlyList<double> Means { get; init; }

    /// <summary>Standard deviation of each input over development patients.</summary>
    public required IReadOnlyList<double> Deviations { get; init; }

    /// <summary>Directions, each with one weight an input.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Directions { get; init; }

    /// <summary>Variance of the standardised inputs along each direction.</summary>
    public required IReadOnlyList<double> Variances { get; init; }

    /// <summary>Variance of what the directions leave over, a dimension; 0.001 at least.</summary>
    public required double Noise { get; init; }

    /// <summary>Distance above which a patient is called unlike the development patients.</summary>
    public required double Threshold { get; init; }

    /// <summary>Share of development patients beyond the threshold, by distances from domains learned without them.</summary>
    public required double FalsePositiveRate { get; init; }
}
