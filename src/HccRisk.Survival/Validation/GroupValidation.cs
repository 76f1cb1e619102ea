namespace HccRisk.Survival.Validation;

/// <summary>Some of the patients: those of a site or of a level of a subgroup.</summary>
public sealed record GroupValidation
{
    /// <summary>The site or level.</summary>
    public required string Name { get; init; }

    /// <summary>Patients.</summary>
    public required int Patients { get; init; }

    /// <summary>Events of the cause of interest.</summary>
    public required int Events { get; init; }

    /// <summary>Patients at risk at the main horizon.</summary>
    public required int AtRisk { get; init; }

    /// <summary>Performance of each model, in their order.</summary>
    public required IReadOnlyList<GroupPerformance> Models { get; init; }
}
