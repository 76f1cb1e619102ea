namespace HccRisk.Survival.Tuning.Spaces;

/// <summary>A whole number.</summary>
public sealed record IntegerDimension : Dimension
{
    /// <summary>The least value.</summary>
    public required int Low { get; init; }

    /// <summary>The greatest value, above <see cref="Low"/>.</summary>
    public required int High { get; init; }

    /// <summary>Whether it is searched on the log scale; <see cref="Low"/> is then 1 or more. Default false.</summary>
    public bool Log { get; init; }

    internal override string Describe() => FormattableString.Invariant($"{Name}: integer {Low} to {High}{(Log ? ", log" : string.Empty)}");

    internal override string? Fault() =>
        Low >= High ? FormattableString.Invariant($"'{Name}' goes from {Low} to {High}; the first must be below the second.")
        : Log && Low < 1 ? FormattableString.Invariant($"'{Name}' goes from {Low} on the log scale; it must be 1 or more.")
        : null;
}
