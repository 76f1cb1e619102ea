namespace HccRisk.Benchmarks.Comparison;

/// <summary>What one side measured.</summary>
/// <param name="Versions">Of the runtime and the packages.</param>
/// <param name="Cases">One figure a case.</param>
internal sealed record ComparisonSide(string Versions, IReadOnlyList<ComparisonFigure> Cases)
{
    public IReadOnlyList<ComparisonFigure> Growth { get; init; } = [];
}
