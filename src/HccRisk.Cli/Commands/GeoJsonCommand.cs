using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Output;
using HccRisk.Pathomics.Annotations;
using HccRisk.Pathomics.Reviews;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using HccRisk.Pathomics.Tiling;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk geojson</c>: tissue, tiles and nuclei of a slide for QuPath.</summary>
internal static class GeoJsonCommand
{
    public static Command Create()
    {
        var slide = new Option<string>("--slide") { Description = "The slide.", Required = true };
        var slideMpp = new Option<double?>("--slide-mpp") { Description = "Micrometres per pixel of the slide's finest level, instead of what the file says." };
        var store = new Option<string?>("--store") { Description = "Store of 'hccrisk embed' that has the slide: its tiles are written. Default: tiles are judged now." };
        var tissue = new Option<string?>("--tissue") { Description = "Outlines of the tissue, as annotations." };
        var tiles = new Option<string?>("--tiles") { Description = "Tiles as detections: kept, or rejected and why." };
        var nuclei = new Option<string?>("--nuclei") { Description = "Outlines of the nuclei of kept tiles, as detections." };
        var most = new Option<int?>("--max-tiles") { Description = "Most tiles, spread over the tissue. Default: all." };
        var command = new Command("geojson", "Tissue, tiles and nuclei of a slide as GeoJSON, which QuPath opens.") { slide, slideMpp, store, tissue, tiles, nuclei, most };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                var path = parsed.GetValue(slide)!;
                Option<string?>[] outputs = [tissue, tiles, nuclei];
                if (outputs.All(o => parsed.GetValue(o) is null))
                {
                    throw new StudyProtocolException("Name what to write: --tissue, --tiles or --nuclei.");
                }

                var files = new OutputFiles().Reads(slide.Name, path);
                Array.ForEach(outputs, o => files.Writes(o.Name, parsed.GetValue(o)));
                using var opened = SlideFile.Open(path, new SlideOpenOptions { MicronsPerPixel = parsed.GetValue(slideMpp) });
                var review = SlideReview.Of(opened, new SlideReviewOptions { Tiling = new TileOptions { MaxTiles = parsed.GetValue(most) } }, cancellationToken: cancellationToken);
                var judged = parsed.GetValue(store) is not { } folder ? new JudgedTiles(review.TileSize, review.Tiles)
                    : TileStore.Open(CohortEmbedding.TilesOf(folder)).FindJudged(path)
                    ?? throw new ArgumentException($"Store '{folder}' does not say why tiles of '{path}' were kept: embed it first, as it is now.");
                Write(tissue, () => review.Tissue.Contours().Select(p => new SlideAnnotation("tissue", [p])));
                Write(tiles, () => SlideDetections.Tiles(judged));
                Write(nuclei, () => SlideDetections.Nuclei(opened, review, cancellationToken: cancellationToken));
                return 0;

                void Write(Option<string?> option, Func<IEnumerable<SlideAnnotation>> found)
                {
                    if (parsed.GetValue(option) is { } target)
                    {
                        var count = 0;
                        SlideGeoJson.Write(target, found().Select(a =>
                        {
                            count++;
                            return a.MovedBy(-opened.Origin.X, -opened.Origin.Y);
                        }));
                        parsed.InvocationConfiguration.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{option.Name[2..]}: {count} in {target}"));
                    }
                }
            },
            cancellationToken));
        return command;
    }
}
