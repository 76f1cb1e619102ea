namespace HccRisk.Pathomics.Stores;

/// <summary>A slide that has no embeddings, and why.</summary>
/// <param name="SlidePath">Path of the slide.</param>
/// <param name="Reason">What was found, in one line.</param>
public sealed record TileStoreExclusion(string SlidePath, string Reason);
