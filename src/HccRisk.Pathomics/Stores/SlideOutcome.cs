using HccRisk.Pathomics.Slides;

namespace HccRisk.Pathomics.Stores;

/// <summary>What the store says of a slide: its name, or why it has no embeddings.</summary>
/// <param name="Name">Name in the store.</param>
/// <param name="Reason">Why it was excluded; null when it has embeddings.</param>
/// <param name="NoTissue">Whether that was for want of tissue.</param>
internal sealed record SlideOutcome(string Name, string? Reason, bool NoTissue)
{
    /// <summary>What went wrong with the machine rather than with the slide, which is not remembered; null when the reason is a verdict.</summary>
    public Exception? Passing { get; init; }

    /// <summary>What a reader should know of its embeddings.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Micrometres per level-0 pixel it was read with; null when not known.</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>Where they came from.</summary>
    public ResolutionSource ScaleSource { get; init; }

    /// <summary>The failure as it was thrown first.</summary>
    public Exception ToException() => NoTissue ? new NoTissueException(Reason!) : Passing is null ? new TileStoreException(Reason!) : new TileStoreException(Reason!, Passing);
}
