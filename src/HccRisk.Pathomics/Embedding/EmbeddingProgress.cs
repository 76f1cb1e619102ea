namespace HccRisk.Pathomics.Embedding;

/// <summary>How far an embedding is. Reported at most twice a second, and once at the end of every slide.</summary>
/// <param name="SlidePath">The slide the report is about.</param>
/// <param name="TilesDone">Tiles of that slide that are embedded or rejected.</param>
/// <param name="TilesTotal">Tiles of that slide; 0 for a slide that was excluded or is in the store already.</param>
/// <param name="SlidesDone">Slides finished, excluded or read from the store.</param>
/// <param name="SlidesTotal">Slides asked for.</param>
/// <param name="Excluded">Slides excluded, now or earlier.</param>
/// <param name="Reused">Slides the store has already.</param>
/// <param name="TilesPerSecond">Tiles a second over all slides of this run; 0 before the first.</param>
/// <param name="Remaining">Time left at that pace, slides not yet opened counted as the average so far; null while nothing is known.</param>
public readonly record struct EmbeddingProgress(
    string SlidePath, int TilesDone, int TilesTotal, int SlidesDone, int SlidesTotal, int Excluded, int Reused, double TilesPerSecond, TimeSpan? Remaining);
