namespace HccRisk.Survival.Forest;

/// <summary>How near to the root a column is first split on.</summary>
/// <param name="Name">The column.</param>
/// <param name="Depth">
/// Mean over trees of the splits above its first one, 0 at the root; a tree that never splits on it counts with its own depth. Less =
/// more important.
/// </param>
/// <param name="Trees">Trees that split on it.</param>
public sealed record ForestDepth(string Name, double Depth, int Trees);
