namespace HccRisk.Pathomics.Stores;

/// <summary>What a reader should know of a slide that has embeddings.</summary>
/// <param name="SlidePath">Path of the slide.</param>
/// <param name="Text">What was found, in one line: damaged tiles that were left out, colours the backbone was not made for.</param>
public sealed record TileStoreWarning(string SlidePath, string Text);
