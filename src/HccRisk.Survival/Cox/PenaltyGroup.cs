namespace HccRisk.Survival.Cox;

/// <summary>Features that are penalised alike, as those of one modality.</summary>
public sealed record PenaltyGroup
{
    /// <summary>
    /// Names of slots, or beginnings of names ("Radiomics." for a vector joined from a column of that name). A feature belongs to the group of
    /// the longest one that its name starts with; a feature of no group has a factor of 1.
    /// </summary>
    public required IReadOnlyList<string> Slots { get; init; }

    /// <summary>Multiple of the penalty on these features, 0 (not penalised) or greater. Default 1.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Multiples to choose from by cross-validation, in place of <see cref="Factor"/>; every combination with other groups' is tried. Default none.</summary>
    public IReadOnlyList<double> Choices { get; init; } = [];
}
