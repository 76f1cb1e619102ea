using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Core.Storage;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Stores;

/// <summary>What is written of the quality of a slide's tiles, column by column; fractions and micrometres to four decimals.</summary>
internal sealed record JudgedTilesFile(
    double TileSize, int[] X, int[] Y, double[] Tissue, double[] Blank, double[] Pen, PenMark[] Ink, double[] BlurMicrons, double[] Fold, TileFaults[] Faults)
{
    public const string Extension = ".judged.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Write(string path, double tileSize, IReadOnlyList<JudgedTile> tiles) => SealedJson.Write(
        path,
        new JudgedTilesFile(
            tileSize, [.. tiles.Select(t => t.Tile.X)], [.. tiles.Select(t => t.Tile.Y)], Of(tiles, t => t.Tile.TissueFraction), Of(tiles, t => t.Quality.BlankFraction),
            Of(tiles, t => t.Quality.PenFraction), [.. tiles.Select(t => t.Quality.Pen)], Of(tiles, t => t.Quality.BlurMicrons), Of(tiles, t => t.Quality.FoldFraction),
            [.. tiles.Select(t => t.Quality.Faults)]),
        Json);

    /// <returns>Whether there is a file.</returns>
    /// <exception cref="TileStoreException">It is damaged.</exception>
    public static bool IsThere(string path)
    {
        var bytes = StoredFile.ReadAllBytes(path);
        return bytes is not null && FileSeal.FaultOf(bytes) is { } fault ? throw new TileStoreException($"'{path}' {fault}.") { Damage = (path, fault) } : bytes is not null;
    }

    /// <returns>The tiles; null when there is no such file.</returns>
    /// <exception cref="TileStoreException">It is damaged.</exception>
    public static JudgedTiles? Read(string path)
    {
        if (SealedJson.Read<JudgedTilesFile>(path, Json) is not { } file)
        {
            return null;
        }

        return new JudgedTiles(file.TileSize, [.. Enumerable.Range(0, file.X.Length).Select(i => new JudgedTile(new Tile(file.X[i], file.Y[i], file.Tissue[i]), new TileQuality
        {
            BlankFraction = file.Blank[i],
            PenFraction = file.Pen[i],
            Pen = file.Ink[i],
            BlurMicrons = file.BlurMicrons[i],
            FoldFraction = file.Fold[i],
            Faults = file.Faults[i],
        }))]);
    }

    private static double[] Of(IReadOnlyList<JudgedTile> tiles, Func<JudgedTile, double> value) => [.. tiles.Select(t => Math.Round(value(t), 4))];
}
