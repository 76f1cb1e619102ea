using HccRisk.Attainable.Measures;

namespace HccRisk.Attainable.Running;

/// <summary>What the draws gave for a row of the table, one value a draw.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Before">PRE; empty where there is no such model.</param>
/// <param name="After">POST.</param>
internal sealed record ArmResult(string Name, IReadOnlyList<ModelScores> Before, IReadOnlyList<ModelScores> After)
{
    public IReadOnlyList<ModelScores> Of(bool after) => after ? After : Before;
}
