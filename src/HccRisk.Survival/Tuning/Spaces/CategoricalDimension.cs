namespace HccRisk.Survival.Tuning.Spaces;

/// <summary>One of several choices without an order.</summary>
public sealed record CategoricalDimension : Dimension
{
    /// <summary>The choices, two or more, all different.</summary>
    public required IReadOnlyList<string> Choices { get; init; }

    internal override string Describe() => $"{Name}: one of [{string.Join(", ", Choices)}]";

    internal override string? Fault() => Choices.Count < 2 || Choices.Distinct(StringComparer.Ordinal).Count() < Choices.Count || Choices.Any(string.IsNullOrEmpty)
        ? $"'{Name}' has the choices [{string.Join(", ", Choices)}]; two or more are needed, all different and none empty."
        : null;
}
