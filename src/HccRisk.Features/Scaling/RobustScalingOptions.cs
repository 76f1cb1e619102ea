using HccRisk.Features.Learning;

namespace HccRisk.Features.Scaling;

/// <summary>Scaling by median and quartiles.</summary>
public sealed record RobustScalingOptions : VectorTransformOptions
{
    /// <summary>
    /// Whether the distance of the quartiles is divided by 1.349, so that normal values get a standard deviation of 1. Default true;
    /// false divides by the distance itself.
    /// </summary>
    public bool UnitDeviation { get; init; } = true;
}
