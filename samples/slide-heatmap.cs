#!/usr/bin/env dotnet
#:project ../src/HccRisk.Pathomics
#:property PublishAot=false

// A slide to a heatmap: tiles, their embeddings by the network that comes with the package, a score, and the score over the slide. The slide is painted
// here: stroma with few nuclei, a tumour with many. The same as notebooks/slide-heatmap.ipynb.
using System.Globalization;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Heatmaps;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

const int Width = 2048, Height = 1536;
var random = new Random(3);
var rgb = new byte[Width * Height * 3];
void Dot(int x, int y, byte r, byte g, byte b) => (rgb[(y * Width + x) * 3], rgb[(y * Width + x) * 3 + 1], rgb[(y * Width + x) * 3 + 2]) = (r, g, b);

// Tissue: an ellipse of eosin on glass.
bool Tissue(double x, double y) => Math.Pow((x - 1024) / 940, 2) + Math.Pow((y - 768) / 680, 2) < 1;
bool Tumour(double x, double y) => Math.Pow((x - 1400) / 430, 2) + Math.Pow((y - 760) / 480, 2) < 1;
for (var y = 0; y < Height; y++)
    for (var x = 0; x < Width; x++)
    {
        var noise = random.Next(5);
        if (Tissue(x, y)) Dot(x, y, (byte)(222 + noise), (byte)(160 + noise), (byte)(192 + noise));
        else Dot(x, y, 244, 243, 245);
    }

// Nuclei: purple discs, larger and denser in the tumour.
for (var n = 0; n < 9000; n++)
{
    var (cx, cy) = (random.Next(20, Width - 20), random.Next(20, Height - 20));
    var tumour = Tumour(cx, cy);
    if (!Tissue(cx, cy) || (!tumour && random.NextDouble() > 0.2)) continue;
    var radius = tumour ? 7 + random.Next(4) : 5;
    for (var dy = -radius; dy <= radius; dy++)
        for (var dx = -radius; dx <= radius; dx++)
            if (dx * dx + dy * dy <= radius * radius) Dot(cx + dx, cy + dy, (byte)(88 + random.Next(14)), (byte)(62 + random.Next(14)), (byte)(138 + random.Next(14)));
}

var folder = Directory.CreateTempSubdirectory("hccrisk-heatmap-").FullName;
var file = Path.Combine(folder, "slide.tif");
PyramidalTiff.Write(file, rgb, Width, Height, micronsPerPixel: 0.5);

var backbone = OnnxBackbone.CreateDefault();
var slide = SlideFile.Open(file);
var embedding = new SlideEmbedder(backbone, new SlideEmbedderOptions { Tiling = new TileOptions { Overlap = 168 } }).Embed(slide);
Console.WriteLine($"{embedding.Grid.Tiles.Count} tiles, {embedding.Width} numbers each");

// The first principal axis of the embeddings, turned so that the tumour is high; a trained model's risk or attention would take its place.
int tiles = embedding.Grid.Tiles.Count, width = embedding.Width;
var centred = new double[tiles][];
for (var t = 0; t < tiles; t++) centred[t] = [.. embedding[t].ToArray().Select(v => (double)v)];
for (var j = 0; j < width; j++)
{
    var mean = centred.Average(row => row[j]);
    foreach (var row in centred) row[j] -= mean;
}

// Power iteration.
var axis = Enumerable.Repeat(1.0, width).ToArray();
double[] scores = [];
for (var step = 0; step < 200; step++)
{
    scores = [.. centred.Select(row => row.Zip(axis, (v, a) => v * a).Sum())];
    axis = [.. Enumerable.Range(0, width).Select(j => centred.Zip(scores, (row, s) => row[j] * s).Sum())];
    var length = Math.Sqrt(axis.Sum(a => a * a));
    axis = [.. axis.Select(a => a / length)];
}

bool InTumour(Tile tile) => Tumour(tile.X + embedding.Grid.TileSize / 2, tile.Y + embedding.Grid.TileSize / 2);
double MeanWhere(bool tumour) => embedding.Grid.Tiles.Zip(scores).Where(p => InTumour(p.First) == tumour).Average(p => p.Second);
if (MeanWhere(true) < MeanWhere(false)) scores = [.. scores.Select(s => -s)];
var tileScores = TileScores.Of(embedding, scores);

var picture = Path.Combine(folder, "heatmap.png");
SlideHeatmap.WritePng(picture, slide, tileScores, new HeatmapOptions { LongestSide = 640 }, TissueSegmenter.Segment(slide));
Console.WriteLine($"heatmap of {new FileInfo(picture).Length / 1000} kB");

// How often a tile of the tumour scores above one of the stroma.
var (inside, outside) = (embedding.Grid.Tiles.Zip(scores).Where(p => InTumour(p.First)).ToList(), embedding.Grid.Tiles.Zip(scores).Where(p => !InTumour(p.First)).ToList());
var auc = inside.Average(i => outside.Average(o => i.Second > o.Second ? 1.0 : i.Second == o.Second ? 0.5 : 0));
Console.WriteLine($"{inside.Count} tiles of tumour, {outside.Count} of stroma; area under the curve {auc:0.000}");
slide.Dispose();
backbone.Dispose();
Directory.Delete(folder, recursive: true);
