using System.Globalization;
using System.Text.Json;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Pooling;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HccRisk.Pathomics.Catalog.Tiles;

/// <summary>Collects the embeddings of a slide's tiles, which come one a row, and pools them in the row of the last.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class PoolMapping : StatefulCustomMappingFactory<PoolMapping.Row, PoolMapping.Result, PoolMapping.Slide>
{
    public const string Contract = "HccRisk.PoolTiles/1";
    public const string EmbeddingColumn = "HccRisk.Embedding";
    public const string FaultsColumn = "HccRisk.Faults";
    public const string IndexColumn = "HccRisk.Index";
    public const string CountColumn = "HccRisk.Count";
    public const string SetupColumn = "HccRisk.PoolSetup";
    public const string TextColumn = "HccRisk.Pooled";
    public const string LastColumn = "HccRisk.Last";

    public override Action<Row, Result, Slide> GetMapping() => static (row, result, slide) =>
    {
        if (row.Index == 0)
        {
            slide.Setup = JsonSerializer.Deserialize<PoolTilesOptions>(row.Setup.Span)!;
            slide.Values.Clear();
        }
        else if (row.Index != slide.Next)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"Tile {row.Index} of a slide of {row.Count} comes where tile {slide.Next} is due: pooling needs all tiles of a slide, in the order ")
                + "ml.Data.ListTiles gives them. Shuffle or filter rows after pooling.");
        }

        slide.Next = row.Index + 1;
        if (row.Faults == 0)
        {
            slide.Add(row.Embedding);
        }

        var last = slide.Next == row.Count;
        result.Last = last ? 1 : 0;
        result.Text = last ? slide.Pool().AsMemory() : default;
        slide.Next = last ? 0 : slide.Next;
    };

    public override Action<Slide> GetStateInitAction() => static _ => { };

    internal sealed class Row
    {
        [ColumnName(EmbeddingColumn)]
        public VBuffer<float> Embedding { get; set; }

        [ColumnName(FaultsColumn)]
        public float Faults { get; set; }

        [ColumnName(IndexColumn)]
        public int Index { get; set; }

        [ColumnName(CountColumn)]
        public int Count { get; set; }

        [ColumnName(SetupColumn)]
        public ReadOnlyMemory<char> Setup { get; set; }
    }

    internal sealed class Result
    {
        [ColumnName(TextColumn)]
        public ReadOnlyMemory<char> Text { get; set; }

        [ColumnName(LastColumn)]
        public float Last { get; set; }
    }

    /// <summary>What is known of the slide so far.</summary>
    internal sealed class Slide
    {
        public PoolTilesOptions? Setup { get; set; }

        public int Next { get; set; }

        public List<float> Values { get; } = [];

        public void Add(VBuffer<float> output)
        {
            var manifest = Setup!.Manifest;
            var raw = output.DenseValues().ToArray();
            var embedding = new float[manifest.Width];
            TokenReducer.Reduce(manifest.Pooling, manifest.PrefixTokens, raw, embedding);
            Values.AddRange(embedding);
        }

        /// <summary>The pooled values, a space between; no text when no tile was good enough.</summary>
        public string Pool() => Values.Count == 0 ? string.Empty : string.Join(
            ' ', TilePooling.Pool([Values.ToArray()], Setup!.Manifest.Width, Setup.Pooling).Select(x => ((float)x).ToString("R", CultureInfo.InvariantCulture)));
    }
}
