using System.Text.Json;
using HccRisk.Core.Learning;
using HccRisk.Pathomics.Catalog.Tiles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>
/// Tiles as ML.NET's own transforms take them: <c>ml.Data.ListTiles</c> gives a row a tile, <c>ml.Transforms.LoadTiles</c> its tensor,
/// <c>ApplyOnnxModel</c> of the package <c>Microsoft.ML.OnnxTransformer</c> the embedding, <c>ml.Transforms.PoolTiles</c> the slide's
/// vector.
/// </summary>
/// <remarks>
/// The numbers are those of <see cref="SlideEmbedder"/>, which is the faster way to many slides: it decodes ahead, keeps what it made and
/// goes on where it stopped. Export the network with <see cref="OnnxBackbone.SaveForMLNet"/>. A saved pipeline holds the manifest and the
/// options, and loads with a plain <c>ml.Model.Load</c> where this assembly is.
/// </remarks>
public static class TilesCatalog
{
    private const string KeyColumn = "HccRisk.TileKey";

    extension(DataOperationsCatalog catalog)
    {
        /// <summary>The tiles with tissue of slides, slide after slide, row by row: columns of <see cref="TilePlace"/>.</summary>
        /// <param name="slides">The slides.</param>
        /// <param name="manifest">The network the tiles are for.</param>
        /// <param name="options">Which tiles; give <c>LoadTiles</c> the same. Null: the defaults.</param>
        /// <exception cref="SlideFormatException">A slide is unreadable.</exception>
        /// <exception cref="SlideResolutionException">A slide has no known resolution, or is too coarse.</exception>
        /// <exception cref="HccRisk.Pathomics.NoTissueException">A slide has no tile with enough tissue.</exception>
        public IDataView ListTiles(IEnumerable<SlideInput> slides, BackboneManifest manifest, SlideEmbedderOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(slides);
            ArgumentNullException.ThrowIfNull(manifest);
            options ??= new SlideEmbedderOptions();
            manifest.Validate();
            options.Validate();
            List<TilePlace> places = [];
            foreach (var input in slides)
            {
                using var slide = SlideEmbedder.Open(input, options);
                var tiles = SlideEmbedder.Plan(slide, manifest, options, out _, CancellationToken.None).Tiles;
                places.AddRange(tiles.Select((tile, i) => new TilePlace
                {
                    Slide = input.Path,
                    MicronsPerPixel = slide.MicronsPerPixel!.Value,
                    X = tile.X,
                    Y = tile.Y,
                    Index = i,
                    Count = tiles.Count,
                }));
            }

            return catalog.LoadFromEnumerable(places);
        }
    }

    extension(TransformsCatalog catalog)
    {
        /// <summary>The tensor of each tile: float32 [3, TilePixels, TilePixels], normalised as the manifest says.</summary>
        /// <param name="outputColumn">
        /// The column written; <c>Tile</c> is what <see cref="OnnxBackbone.SaveForMLNet"/> calls the network's input.
        /// </param>
        /// <param name="manifest">The network the tiles are for.</param>
        /// <param name="options">How tiles are judged and brought to one stain; null: the defaults.</param>
        /// <exception cref="ArgumentException">An option is out of range, or tensors cannot have this many pixels a side.</exception>
        public IEstimator<ITransformer> LoadTiles(string outputColumn, BackboneManifest manifest, SlideEmbedderOptions? options = null) =>
            catalog.LoadTiles(new LoadTilesOptions { OutputColumn = outputColumn, Manifest = manifest, Embedding = options ?? new SlideEmbedderOptions() });

        /// <summary>The tensor of each tile and what is wrong with it.</summary>
        /// <param name="options">Columns and options.</param>
        /// <exception cref="ArgumentException">An option is out of range, or tensors cannot have this many pixels a side.</exception>
        public IEstimator<ITransformer> LoadTiles(LoadTilesOptions options)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(options);
            options.Validate();
            return Constant(catalog, TileMapping.SetupColumn, TileSource.Write(options), nameof(TilePlace.X))
                .Append(catalog.CopyColumns(TileMapping.SlideColumn, nameof(TilePlace.Slide)))
                .Append(catalog.CopyColumns(TileMapping.ScaleColumn, nameof(TilePlace.MicronsPerPixel)))
                .Append(catalog.CopyColumns(TileMapping.XColumn, nameof(TilePlace.X)))
                .Append(catalog.CopyColumns(TileMapping.YColumn, nameof(TilePlace.Y)))
                .Append(TileMapping.Make(catalog, options.Manifest.TilePixels))
                .Append(catalog.CopyColumns(options.OutputColumn, TileMapping.TensorColumn))
                .Append(catalog.CopyColumns(options.FaultsColumn, TileMapping.FaultsColumn))
                .Append(catalog.DropColumns(
                    KeyColumn, TileMapping.SetupColumn, TileMapping.SlideColumn, TileMapping.ScaleColumn, TileMapping.XColumn, TileMapping.YColumn,
                    TileMapping.TensorColumn, TileMapping.FaultsColumn));
        }

        /// <summary>The embeddings of each slide's tiles as one vector, in the row of its last tile.</summary>
        /// <param name="options">Columns and options.</param>
        /// <remarks>
        /// Rows must come as <c>ml.Data.ListTiles</c> gives them, all of them: anything else is an error that says so. Whoever reads
        /// another column of the rows asks for <see cref="PoolTilesOptions.LastColumn"/> with it: ML.NET's stateful mapping cannot be
        /// passed by.
        /// </remarks>
        public IEstimator<ITransformer> PoolTiles(PoolTilesOptions options)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(options);
            options.Manifest.Validate();
            options.Pooling.Validate();
            var mapping = new PoolMapping();
            return Constant(catalog, PoolMapping.SetupColumn, JsonSerializer.Serialize(options), nameof(TilePlace.Index))
                .Append(catalog.CopyColumns(PoolMapping.EmbeddingColumn, options.EmbeddingColumn))
                .Append(catalog.CopyColumns(PoolMapping.FaultsColumn, options.FaultsColumn))
                .Append(catalog.CopyColumns(PoolMapping.IndexColumn, nameof(TilePlace.Index)))
                .Append(catalog.CopyColumns(PoolMapping.CountColumn, nameof(TilePlace.Count)))
                .Append(catalog.StatefulCustomMapping(mapping.GetMapping(), mapping.GetStateInitAction(), PoolMapping.Contract))
                .Append(new TextEstimator<PooledTilesFunction>(
                    catalog, new LearnedColumns(PoolMapping.TextColumn, [options.OutputColumn]),
                    new PooledTilesFunction { InputSlots = [PoolMapping.TextColumn], Setup = options }))
                .Append(catalog.CopyColumns(options.LastColumn, PoolMapping.LastColumn))
                .Append(catalog.DropColumns(
                    KeyColumn, PoolMapping.SetupColumn, PoolMapping.EmbeddingColumn, PoolMapping.FaultsColumn, PoolMapping.IndexColumn, PoolMapping.CountColumn,
                    PoolMapping.TextColumn, PoolMapping.LastColumn));
        }
    }

    /// <summary>A column with the same text in every row, which a model file carries.</summary>
    private static EstimatorChain<ITransformer> Constant(TransformsCatalog catalog, string column, string text, string anyColumn)
    {
        var table = new MLContext(seed: 0).Data.LoadFromEnumerable([new ConstantRow { Key = true, Text = text }]);
        return catalog.Expression(KeyColumn, "x => true", anyColumn)
            .Append(catalog.Conversion.MapValue(column, table, table.Schema[nameof(ConstantRow.Key)], table.Schema[nameof(ConstantRow.Text)], KeyColumn))
            .Append((IEstimator<ITransformer>)catalog.CopyColumns(column, column));
    }

    private sealed class ConstantRow
    {
        public bool Key { get; set; }

        public string Text { get; set; } = string.Empty;
    }
}
