namespace HccRisk.Survival.Tuning.Spaces;

/// <summary>A real number.</summary>
public sealed record RealDimension : Dimension
{
    /// <summary>The least value.</summary>
    public required double Low { get; init; }

    /// <summary>The greatest value, above <see cref="Low"/>.</summary>
    public required double High { get; init; }

    /// <summary>Whether it is searched on the log scale, as a penalty is; <see cref="Low"/> is then above 0. Default false.</summary>
    public bool Log { get; init; }

    /// <summary>Distance of the values from <see cref="Low"/> up to <see cref="High"/>; null (the default) for any value. Not with <see cref="Log"/>.</summary>
    public double? Step { get; init; }

    internal override string Describe() =>
        FormattableString.Invariant($"{Name}: real {Low:R} to {High:R}") + (Log ? ", log" : string.Empty) + (Step is { } step ? FormattableString.Invariant($", step {step:R}") : string.Empty);

    internal override string? Fault() =>
        !double.IsFinite(Low) || !double.IsFinite(High) || !(Low < High)
            ? FormattableString.Invariant($"'{Name}' goes from {Low} to {High}; both must be finite, the first below the second.")
        : Log && !(Low > 0) ? FormattableString.Invariant($"'{Name}' goes from {Low} on the log scale; it must be above 0.")
        : Log && Step is not null ? $"'{Name}' has a step and the log scale: give one of them."
        : Step is { } step && (!(step > 0) || Math.Abs(((High - Low) / step) - Math.Round((High - Low) / step)) > 1e-6)
            ? FormattableString.Invariant($"'{Name}' has a step of {step} from {Low} to {High}; it must be above 0 and divide the range.")
        : null;
}
