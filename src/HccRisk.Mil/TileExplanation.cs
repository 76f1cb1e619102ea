using HccRisk.Core.Printing;

namespace HccRisk.Mil;

/// <summary>What the tiles of a patient say.</summary>
public sealed record TileExplanation
{
    /// <summary>The patient's score; higher = more risk.</summary>
    public required double Score { get; init; }

    /// <summary>Standard deviation of the score over networks (and windows): how much they disagree.</summary>
    public required double Spread { get; init; }

    /// <summary>Attention of each tile, 0 or greater, 1 on average. It says where the networks looked, not what they made of it.</summary>
    public required IReadOnlyList<double> Attention { get; init; }

    /// <summary>
    /// What each tile adds to the score against an average training tile; positive raises the risk. They add up to the score; of
    /// <see cref="MilLoss.Discrete"/>, whose score is no sum, they are the first order of it.
    /// </summary>
    public required IReadOnlyList<double> Contributions { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"score {Printed.Number(Score)} from {Attention.Count} tiles");
}
