namespace HccRisk.Survival.Tuning.Spaces;

/// <summary>A dimension has a value only where another one has one of some values: the number of knots only where the curve is a spline.</summary>
/// <param name="Parent">Name of a <see cref="CategoricalDimension"/> that stands before.</param>
/// <param name="Values">The choices of it that bring the dimension in.</param>
public sealed record DimensionCondition(string Parent, params IReadOnlyList<string> Values)
{
    internal string Describe() => $"{Parent} in [{string.Join(", ", Values)}]";
}
