using System.CommandLine;
using HccRisk.Cli.Output;
using HccRisk.Core.Naming;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Heatmaps;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk heatmap</c>: scores of tiles over a slide, as a picture and for QuPath.</summary>
internal static class HeatmapCommand
{
    public static Command Create()
    {
        var slide = new Option<string>("--slide") { Description = "The slide.", Required = true };
        var scores = new Option<string?>("--scores") { Description = "CSV with x, y (level-0 pixels) and score, and size unless --tile-size is given." };
        var column = new Option<string>("--column") { Description = "Column of the CSV with the scores.", DefaultValueFactory = _ => "score" };
        var tileSize = new Option<double?>("--tile-size") { Description = "Side of a tile of the CSV, level-0 pixels." };
        var store = new Option<string?>("--store") { Description = "Store of 'hccrisk embed' that has the slide, instead of --scores." };
        var feature = new Option<string?>("--feature") { Description = "With --store: the output of the backbone to draw, by name or number from 0." };
        var output = new Option<string>("--out", "-o") { Description = "Picture to write (.png).", Required = true };
        var geoJson = new Option<string?>("--geojson") { Description = "Also write the tiles as GeoJSON, which QuPath opens." };
        var size = new Option<int>("--size") { Description = "Most pixels along the slide's longer side.", DefaultValueFactory = _ => new HeatmapOptions().LongestSide };
        var opacity = new Option<double>("--opacity") { Description = "How much the colours cover the tissue, 0 to 1.", DefaultValueFactory = _ => new HeatmapOptions().Opacity };
        var low = new Option<double?>("--low") { Description = "Score at the low end. Default: the lowest." };
        var high = new Option<double?>("--high") { Description = "Score at the high end. Default: the highest." };
        var signed = new Option<bool>("--signed") { Description = "Scores are contributions: blue below zero, red above, zero in the middle." };
        var noLegend = new Option<bool>("--no-legend") { Description = "Leave out the bar of colours." };
        var contours = new Option<bool>("--contours") { Description = "Outline the tissue." };
        var command = new Command("heatmap", "Scores of tiles drawn over a slide.")
        {
            slide, scores, column, tileSize, store, feature, output, geoJson, size, opacity, low, high, signed, noLegend, contours,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                var path = parsed.GetValue(slide)!;
                new OutputFiles()
                    .Reads(slide.Name, path)
                    .Reads(scores.Name, parsed.GetValue(scores))
                    .Writes(output.Name, parsed.GetValue(output))
                    .Writes(geoJson.Name, parsed.GetValue(geoJson));
                var (table, micronsPerPixel) = (parsed.GetValue(scores), parsed.GetValue(store), parsed.GetValue(feature)) switch
                {
                    ({ } file, null, null) => (TileScores.Load(file, parsed.GetValue(tileSize), parsed.GetValue(column)!), null),
                    (null, { } folder, { } name) => Feature(TileStore.Open(CohortEmbedding.TilesOf(folder)), path, name),
                    _ => throw new ArgumentException("Give either --scores, or --store with --feature."),
                };
                table = new TileScores(table.TileSize, table.Tiles) { IsSigned = parsed.GetValue(signed) };
                var options = new HeatmapOptions
                {
                    LongestSide = parsed.GetValue(size),
                    Opacity = parsed.GetValue(opacity),
                    Low = parsed.GetValue(low),
                    High = parsed.GetValue(high),
                    Legend = !parsed.GetValue(noLegend),
                };

                // Of a slide that does not state its scale the store knows the one it was given.
                using var opened = SlideFile.Open(path, new SlideOpenOptions { MicronsPerPixel = micronsPerPixel });
                var tissue = parsed.GetValue(contours) ? TissueSegmenter.Segment(opened, cancellationToken: cancellationToken) : null;
                SlideHeatmap.WritePng(parsed.GetValue(output)!, opened, table, options, tissue, cancellationToken);
                if (parsed.GetValue(geoJson) is { } json)
                {
                    SlideHeatmap.WriteGeoJson(json, table, options, opened.Origin);
                }

                parsed.InvocationConfiguration.Output.WriteLine(FormattableString.Invariant($"{table.Tiles.Count(x => double.IsFinite(x.Score))} of {table.Tiles.Count} tiles drawn: {parsed.GetValue(output)}"));
                return 0;
            },
            cancellationToken));
        return command;
    }

    private static (TileScores Scores, double? MicronsPerPixel) Feature(TileStore store, string path, string name)
    {
        var slide = store.Find(path) ?? throw new ArgumentException($"Store '{store.Folder}' has no slide '{Path.GetFullPath(path)}' as it is now: embed it first.");
        var names = NamesOf(store.Header.Backbone);
        var index = names.ToList().IndexOf(name);
        if (index < 0 && !(int.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out index) && index < slide.Width))
        {
            throw new ArgumentException($"Backbone '{store.Header.Backbone.Name}' has no output '{name}'{NearestNames.Hint(name, names)}; it has {slide.Width}.");
        }

        return (TileScores.Of(slide, [.. Enumerable.Range(0, slide.Grid.Tiles.Count).Select(i => (double)slide[i][index])]), slide.SlideMicronsPerPixel);
    }

    private static IReadOnlyList<string> NamesOf(BackboneManifest backbone) => backbone.OutputNames ?? [];
}
