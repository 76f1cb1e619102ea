using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using HccRisk.Pathomics.Tiling;

namespace HccRisk.Mil.Tests.Catalog;

/// <summary>Files of tiles whose numbers were drawn, for tests and benchmarks.</summary>
internal static class SimulatedTiles
{
    /// <summary>Writes one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="values">Numbers, tile after tile.</param>
    /// <param name="width">Numbers a tile.</param>
    /// <param name="fingerprint">What made them.</param>
    /// <returns>The file.</returns>
    public static string Write(string path, float[] values, int width, string fingerprint)
    {
        var (count, scale) = (values.Length / width, new SlideScale(0, 1, 1, 0.5));
        var header = new TileFileHeader
        {
            Slide = new SlideStamp(Path.GetFileNameWithoutExtension(path), 0, 0),
            Backbone = "simulated",
            BackboneSha256 = "0",
            FingerprintHash = fingerprint,
            TilePixels = 224,
            Scale = scale,
            Tiles = count,
            Width = width,
            TissueFraction = 1,
            RejectedTiles = 0,
        };
        var grid = new TileGrid(224, scale, [.. Enumerable.Range(0, count).Select(t => new Tile(t * 224, 0, 1))]);
        TileFile.Write(
            path, new SlideEmbedding(path, grid, 1, width, values, new TileStatistics[count]), header,
            [.. Enumerable.Range(0, width).Select(k => FormattableString.Invariant($"{k:0000}"))]);
        return path;
    }
}
