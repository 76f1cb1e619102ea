using HccRisk.Cohorts;
using HccRisk.Core.Learning;
using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Stores;
using Microsoft.ML;

namespace HccRisk.Pathomics.Catalog;

/// <summary>The tiles of rows whose columns are paths of slides in a store, or of files of tiles.</summary>
internal static class StoredTiles
{
    /// <summary>
    /// The slides of one row that have tiles; null when there are none and missing values are asked for. A fingerprint says what must have
    /// made them; null takes any.
    /// </summary>
    public static IReadOnlyList<SlideEmbedding>? Read(TileStore? store, BadFilePolicy badFiles, IReadOnlyList<string> paths, string? fingerprint)
    {
        string[] named = [.. paths.Where(x => x.Length > 0)];
        try
        {
            if (named.Length == 0)
            {
                throw new InvalidDataException("there is no path of a slide");
            }

            return [.. named.Select(path =>
            {
                var (hash, slide) = TileFile.IsTileFile(path) ? ReadTileFile(path)
                    : store is null ? throw new InvalidDataException($"'{path}' is no file of tiles; name a TileStore to find a slide's")
                    : (store.Header.FingerprintHash, store.Find(path)
                        ?? throw new InvalidDataException($"store '{store.Folder}' has no tiles of slide '{path}': embed it first"));
                return fingerprint is null || string.Equals(hash, fingerprint, StringComparison.Ordinal)
                    ? slide
                    : throw new TileStoreException(
                        $"the tiles of '{path}' have fingerprint {hash}, those learned from {fingerprint}: another backbone or other options made them");
            })];
        }
        catch (Exception e) when (e is not UnreadableStoreException && e is TileStoreException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return badFiles == BadFilePolicy.Missing
                ? null
                : throw new InvalidDataException($"No tiles{(named.Length == 0 ? "" : $" from {string.Join(", ", named.Select(p => $"'{p}'"))}")}: {e.Message}", e);
        }
    }

    /// <summary>Tiles to learn from: an even share of each training row, evenly spread over its tiles.</summary>
    /// <param name="input">The training rows.</param>
    /// <param name="slideColumns">Text columns of paths.</param>
    /// <param name="tileStore">The folder of tiles; null where the columns name files of tiles.</param>
    /// <param name="badFiles">What happens to a row without tiles.</param>
    /// <param name="maxTiles">Most tiles.</param>
    /// <param name="needed">How many there must be at least, and what for.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <returns>The fingerprint of the tiles, the numbers a tile, and the tiles one after the other.</returns>
    /// <exception cref="InvalidDataException">There are too few tiles, or a row has none and the policy is to throw.</exception>
    public static (string FingerprintHash, int Width, float[] Points) Sample(
        IDataView input, IReadOnlyList<string> slideColumns, string? tileStore, BadFilePolicy badFiles, int maxTiles, (int Count, string What) needed,
        CancellationToken cancellationToken)
    {
        var columns = slideColumns.Select(c => DataViewReader.ReadTexts(input, c)).ToArray();
        var store = tileStore is { } folder ? TileStore.Open(folder) : null;
        var rows = columns[0].Length;
        var share = Math.Max(1, maxTiles / Math.Max(1, rows));
        var hash = store?.Header.FingerprintHash;
        var width = 0;
        List<float[]> taken = [];
        for (var row = 0; row < rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string[] paths = [.. columns.Select(c => c[row])];
            hash ??= paths.FirstOrDefault(TileFile.IsTileFile) is { } first ? TileFile.ReadHeader(first, verify: true)?.FingerprintHash : null;
            try
            {
                if (Read(store, badFiles, paths, hash) is { } slides)
                {
                    width = slides[0].Width;
                    taken.Add(Spread(slides, share));
                }
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException(FormattableString.Invariant($"Row {row}: {e.Message}"), e);
            }
        }

        float[] points = [.. taken.SelectMany(x => x)];
        return hash is not null && points.Length >= (long)needed.Count * width && width > 0
            ? (hash, width, points)
            : throw new InvalidDataException(
                $"{rows} training rows have {(width == 0 ? 0 : points.Length / width)} tiles; {needed.Count} {needed.What} need at least as many.");
    }

    /// <summary>At most so many tiles of one patient, evenly spread over all of them.</summary>
    private static float[] Spread(IReadOnlyList<SlideEmbedding> slides, int most)
    {
        var (slide, before) = (0, 0);
        var total = slides.Sum(x => x.Grid.Tiles.Count);
        var count = Math.Min(total, most);
        var width = slides[0].Width;
        var points = new float[count * width];
        for (var i = 0; i < count; i++)
        {
            var tile = (int)(((2L * i) + 1) * total / (2L * count));
            while (tile - before >= slides[slide].Grid.Tiles.Count)
            {
                before += slides[slide++].Grid.Tiles.Count;
            }

            slides[slide][tile - before].CopyTo(points.AsSpan(i * width));
        }

        return points;
    }

    private static (string FingerprintHash, SlideEmbedding Slide) ReadTileFile(string path) => TileFile.Read(path) is var (header, slide)
        ? (header.FingerprintHash, slide)
        : throw new FileNotFoundException($"There is no file of tiles '{path}'.", path);
}
