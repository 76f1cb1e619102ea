using HccRisk.Survival.Planning;

namespace HccRisk.Studies.Planning;

/// <summary>Sizes by the criteria of Riley and others for a model without a penalty (BMJ 2020) and its validation (Stat Med 2021).</summary>
public sealed record MinimumSizes
{
    /// <summary>PRE or POST.</summary>
    public required string Model { get; init; }

    /// <summary>Candidate parameters.</summary>
    public required int Parameters { get; init; }

    /// <summary>Cox-Snell R-squared of the model on very many simulated patients.</summary>
    public required double RSquared { get; init; }

    /// <summary>Development patients by each criterion.</summary>
    public required DevelopmentSize Development { get; init; }

    /// <summary>External patients so that the 95 % interval of the AUC is 0.10 wide.</summary>
    public required int ForAuc { get; init; }

    /// <summary>External patients so that the limits of observed over expected differ by a factor of at most 1.5.</summary>
    public required int ForObservedExpected { get; init; }
}
