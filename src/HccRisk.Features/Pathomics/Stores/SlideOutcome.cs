namespace HccRisk.Features.Pathomics.Stores;

/// <summary>What the store says of a slide: its name, or why it has no embeddings.</summary>
/// <param name="Name">Name in the store.</param>
/// <param name="Reason">Why it was excluded; null when it has embeddings.</param>
/// <param name="NoTissue">Whether that was for want of tissue.</param>
internal sealed record SlideOutcome(string Name, string? Reason, bool NoTissue)
{
    /// <summary>The failure as it was thrown first.</summary>
    public Exception ToException() => NoTissue ? new NoTissueException(Reason!) : new TileStoreException(Reason!);
}
