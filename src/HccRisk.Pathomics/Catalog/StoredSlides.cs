using HccRisk.Cohorts;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Stores;

namespace HccRisk.Pathomics.Catalog;

/// <summary>
/// The tiles of patients of whom a row has paths: of slides that are in a store, or of files of tiles (<c>.parquet</c>, <c>.h5</c>). For
/// estimators of
/// other packages that read tiles.
/// </summary>
public sealed class StoredSlides
{
    private readonly TileStore? _store;

    /// <summary>Opens the store.</summary>
    /// <param name="tileStore">The folder of tiles; null where the paths are those of files of tiles.</param>
    /// <exception cref="TileStoreException">The folder is no store.</exception>
    public StoredSlides(string? tileStore) => _store = tileStore is null ? null : TileStore.Open(tileStore);

    /// <summary>What made the tiles: that of the store, or else of the first file of tiles among some paths; null where there is
    /// none.</summary>
    /// <param name="paths">Paths of slides or files.</param>
    /// <exception cref="TileStoreException">The file is damaged.</exception>
    public string? FingerprintOf(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return _store?.Header.FingerprintHash
            ?? (paths.FirstOrDefault(TileFile.IsTileFile) is { } first ? TileFile.ReadHeader(first, verify: true)?.FingerprintHash : null);
    }

    /// <summary>The slides of one row; empty paths are passed over.</summary>
    /// <param name="paths">Paths of slides or files.</param>
    /// <param name="fingerprint">What must have made them: tiles by another backbone or with other options are refused; null takes
    /// any.</param>
    /// <param name="badFiles">What happens to a row without tiles that can be read.</param>
    /// <returns>The slides; null when there are none and missing values are asked for.</returns>
    /// <exception cref="InvalidDataException">There are none, and that is an error; the message names the files and the fault.</exception>
    public IReadOnlyList<SlideEmbedding>? Read(IReadOnlyList<string> paths, string? fingerprint, BadFilePolicy badFiles)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return StoredTiles.Read(_store, badFiles, paths, fingerprint);
    }
}
