#!/usr/bin/env dotnet
#:project ../src/HccRisk.Backbones.ResNet18
#:property PublishAot=false

// A slide through ML.NET's own transformer of ONNX models: a row a tile, the ImageNet ResNet-18 of ML.NET's package, the tiles pooled to one vector, all in one
// saved pipeline; then the same by HccRisk's embedder, which is faster. The slide is made up: round nuclei on eosin.
using System.Diagnostics;
using System.Globalization;
using HccRisk.Backbones.ResNet18;
using HccRisk.Pathomics;
using HccRisk.Pathomics.Catalog.Tiles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using Microsoft.ML;
using Microsoft.ML.Data;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var folder = Directory.CreateTempSubdirectory("hccrisk-tiles-").FullName;
var slide = Path.Combine(folder, "slide.tif");
PyramidalTiff.Write(slide, Paint(side: 1400), width: 1400, height: 1400, micronsPerPixel: 0.5);

using var backbone = OnnxBackbone.ResNet18();
Console.WriteLine($"{backbone.Manifest.Name}: {backbone.Manifest.Width} numbers a tile, {backbone.Manifest.Licence}");

// ML.NET's transformer reads a file: the network, its mean image joined to it, for one tile.
var network = Path.Combine(folder, "resnet18.onnx");
backbone.SaveForMLNet(network);

var ml = new MLContext(seed: 1);
var tiles = ml.Data.ListTiles([new SlideInput(slide)], backbone.Manifest);
var pipeline = ml.Transforms.LoadTiles("Tile", backbone.Manifest)
    .Append(ml.Transforms.ApplyOnnxModel("Embedding", "Tile", network))
    .Append(ml.Transforms.PoolTiles(new PoolTilesOptions { Manifest = backbone.Manifest }));
var file = Path.Combine(folder, "pipeline.zip");
ml.Model.Save(pipeline.Fit(tiles), tiles.Schema, file);

// The row of a slide's last tile has the pooled vector.
var clock = Stopwatch.StartNew();
var model = ml.Model.Load(file, out _);
var pooled = ml.Data.FilterRowsByColumn(model.Transform(tiles), "LastTile", lowerBound: 0.5).GetColumn<float[]>("Pathomics").Single();
var byTransformer = clock.Elapsed;

clock.Restart();
var embedding = new SlideEmbedder(backbone, new SlideEmbedderOptions { MeasureNuclei = false }).Embed(slide);
var expected = new PathomicsExtractor(new PathomicsOptions { Handcrafted = false }, backbone).Pool([embedding]).Values;
var byEmbedder = clock.Elapsed;

var furthest = expected.Zip(pooled, (x, y) => Math.Abs(x - y) / Math.Max(1, Math.Abs(x))).Max();
var likeness = furthest <= 1e-5 ? "equal to the embedder's within 1e-5" : $"UNLIKE the embedder's by {furthest:G2}";
Console.WriteLine($"{embedding.Grid.Tiles.Count} tiles, {pooled.Length} pooled values: {likeness}");
Console.WriteLine($"time beside the embedder's: {byTransformer / byEmbedder:0.0}-fold");
Directory.Delete(folder, recursive: true);

static byte[] Paint(int side)
{
    var rgb = new byte[side * side * 3];
    for (var i = 0; i < side * side; i++)
    {
        var (x, y) = ((i % side % 40) - 20, (i / side % 40) - 20);
        var nucleus = (x * x) + (y * y) < 81;
        (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]) = nucleus ? ((byte)95, (byte)70, (byte)140) : ((byte)230, (byte)(170 + (i / side % 7)), (byte)200);
    }

    return rgb;
}
