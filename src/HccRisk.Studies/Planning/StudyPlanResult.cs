namespace HccRisk.Studies.Planning;

/// <summary>What a planned study can be expected to see.</summary>
public sealed record StudyPlanResult
{
    /// <summary>What was asked.</summary>
    public required StudyPlanOptions Options { get; init; }

    /// <summary>Cumulative incidence of aggressive recurrence by the horizon in the simulated population, 0 to 1.</summary>
    public required double Risk { get; init; }

    /// <summary>One entry a pair of sizes, by development, then external size.</summary>
    public required IReadOnlyList<PowerCell> Cells { get; init; }

    /// <summary>One entry a development size.</summary>
    public required IReadOnlyList<NeededSize> Needed { get; init; }

    /// <summary>PRE, then POST; the AUC is that of the largest development.</summary>
    public required IReadOnlyList<MinimumSizes> Minimum { get; init; }
}
