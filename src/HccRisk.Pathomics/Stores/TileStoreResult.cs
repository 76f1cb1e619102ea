namespace HccRisk.Pathomics.Stores;

/// <summary>What a run over slides did.</summary>
/// <param name="Slides">Names in the store of the slides that have embeddings, in the order asked for.</param>
/// <param name="Exclusions">The slides that have none, in the order asked for.</param>
/// <param name="Computed">Slides embedded or excluded in this run.</param>
/// <param name="Reused">Slides the store had already, exclusions included.</param>
public sealed record TileStoreResult(IReadOnlyList<string> Slides, IReadOnlyList<TileStoreExclusion> Exclusions, int Computed, int Reused)
{
    /// <summary>What a reader should know of slides that have embeddings, in the order asked for; those of earlier runs included.</summary>
    public IReadOnlyList<TileStoreWarning> Warnings { get; init; } = [];

    /// <summary>The scale of each of <see cref="Slides"/>, in their order.</summary>
    public IReadOnlyList<TileStoreScale> Scales { get; init; } = [];
}
