using HccRisk.Backbones.ResNet18;
using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tiling;
using Xunit;

namespace HccRisk.Pathomics.Tests;

/// <summary>
/// What the embedded backbone and ResNet-18 tell apart beside plain colour statistics, as docs/decisions/0008 reports it. Each class is one H&amp;E picture; its
/// left half teaches a nearest centroid of standardised features, tiles of its right half are classified.
/// </summary>
public sealed class ScatteringDiscriminationTests(ITestOutputHelper output)
{
    private const int Side = 112;

    private static readonly string[] Sources =
    [
        "histolab_high-nuclei-score-level0.png", "histolab_medium-nuclei-score-level0.png", "histolab_tissue-level0-4302-10273-4814-10785.png",
        "histolab_tcga-lung-rgb.png", "tiatoolbox_target_image.png", "torchstain_source.png", "torchstain_target.png",
    ];

    // Worse scans, pen marks, other levels: every picture of the folder that holds four tiles, but an overview and blank glass.
    private static readonly string[] All =
    [
        .. Sources, "histolab_medium-nuclei-score-level2.png", "histolab_high-nuclei-score-red-pen-level1.png", "histolab_medium-nuclei-score-green-pen-level1.png",
        "histolab_tcga-red-pen.png", "histolab_tcga-green-pen.png", "histolab_no-tissue-red-pen.png", "histolab_no-tissue-green-pen.png",
    ];

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(7)]
    [InlineData(14)]
    public void Classify_TilesOfPictures_FindsTexture(int count)
    {
        string[] sources = [.. All.Take(count)];
        var folder = SharedData.TryPath("data", "wsi", "tiles");
        Assert.SkipWhen(folder is null, SharedData.MissingReason);
        var normaliser = new ReinhardNormaliser(Target(Path.Combine(folder, "tiatoolbox_target_image.png")));
        double[] accuracy = [0, 0, 0, 0, 0];
        foreach (var normalise in (bool[])[false, true])
        {
            var tiles = sources.SelectMany((name, label) => Tiles(Path.Combine(folder, name), label, normalise ? normaliser : null)).ToArray();
            foreach (var (kind, features) in new[] { (0, Colour(tiles)), (1, Handcrafted(tiles)), (2, Scattering(tiles)), (3, Order12(tiles)), (4, ResNet(tiles)) })
            {
                accuracy[kind] = NearestCentroid(tiles, features);
            }

            var test = tiles.Count(x => x.Test);
            output.WriteLine(FormattableString.Invariant($"normalised {normalise}: {test} test tiles; colour (6) {accuracy[0]:P1}; stain and nuclei (10) {accuracy[1]:P1}; scattering (38) {accuracy[2]:P1}; orders 1 and 2 only (36) {accuracy[3]:P1}; ResNet-18 (512) {accuracy[4]:P1}"));
            // Far above guessing; and once colour no longer tells, a trained network sees more than fixed filters.
            Assert.True(accuracy[2] > 3.0 / sources.Length);
            Assert.True(!normalise || accuracy[4] > accuracy[2]);
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Classify_SameColoursInAnotherOrder_OnlyTextureTells()
    {
        // Tiles and the same tiles with 2 x 2 blocks shuffled: every colour statistic is the same.
        var folder = SharedData.TryPath("data", "wsi", "tiles");
        Assert.SkipWhen(folder is null, SharedData.MissingReason);
        var real = Sources.SelectMany(name => Tiles(Path.Combine(folder, name), 0, null)).ToArray();
        var random = new Random(1);
        Tile[] all = [.. real, .. real.Select(x => new Tile(Shuffle(x.Rgb, random), 1, x.Test))];
        var colour = NearestCentroid(all, Colour(all));
        var scattering = NearestCentroid(all, Scattering(all));
        var network = NearestCentroid(all, ResNet(all));
        output.WriteLine(FormattableString.Invariant($"shuffled or not: {all.Count(x => x.Test)} test tiles; colour {colour:P1}; scattering {scattering:P1}; ResNet-18 {network:P1}"));
        Assert.InRange(colour, 0.4, 0.6);
        Assert.True(scattering > 0.75);
        Assert.True(network > 0.75);
    }

    private static byte[] Shuffle(byte[] rgb, Random random)
    {
        const int Blocks = Side / 2;
        var order = Enumerable.Range(0, Blocks * Blocks).ToArray();
        random.Shuffle(order);
        return Pictures.Paint(Side, Side, (x, y) =>
        {
            var from = order[((y / 2) * Blocks) + (x / 2)];
            var at = (((((from / Blocks) * 2) + (y % 2)) * Side) + ((from % Blocks) * 2) + (x % 2)) * 3;
            return (rgb[at], rgb[at + 1], rgb[at + 2]);
        });
    }

    private static LabStatistics Target(string path)
    {
        ReinhardNormaliser.TryMeasure(Pictures.Load(path).Rgb, null, out var statistics);
        return statistics!;
    }

    private static IEnumerable<Tile> Tiles(string path, int label, ReinhardNormaliser? normaliser)
    {
        var picture = Pictures.Load(path);
        // A picture of pen strokes on glass has no stain to bring to another: it stays as it is.
        normaliser?.Apply(picture.Rgb);

        for (var y = 0; y + Side <= picture.Height; y += Side / 2)
        {
            for (var x = 0; x + Side <= picture.Width; x += Side / 2)
            {
                var (left, test) = (x + Side <= picture.Width / 2, x >= picture.Width / 2);
                if (left || test)
                {
                    yield return new Tile(Pictures.Paint(Side, Side, (u, v) =>
                    {
                        var at = ((((y + v) * picture.Width) + x + u) * 3);
                        return (picture.Rgb[at], picture.Rgb[at + 1], picture.Rgb[at + 2]);
                    }), label, test);
                }
            }
        }
    }

    private static double[][] Colour(Tile[] tiles) => [.. tiles.Select(tile => Enumerable.Range(0, 3).SelectMany(c =>
    {
        var values = tile.Rgb.Where((_, i) => i % 3 == c).Select(v => (double)v).ToArray();
        var mean = values.Average();
        return new[] { mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))) };
    }).ToArray())];

    private static double[][] Handcrafted(Tile[] tiles)
    {
        var finder = new NucleusFinder(Side, 1);
        return [.. tiles.Select(tile => NuclearFeatures.Compute([finder.Measure(tile.Rgb)]))];
    }

    private static double[][] Scattering(Tile[] tiles)
    {
        using var backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = Side });
        return [.. tiles.Select(tile =>
        {
            var values = new float[38];
            backbone.Embed(tile.Rgb, values);
            return values.Select(v => Math.Log(Math.Max(v, 1e-6))).ToArray();
        })];
    }

    /// <summary>Tiles at twice their size, which is what the network takes.</summary>
    private static double[][] ResNet(Tile[] tiles)
    {
        using var backbone = OnnxBackbone.ResNet18();
        return [.. tiles.AsParallel().AsOrdered().Select(tile =>
        {
            var values = new float[512];
            backbone.Embed(Pictures.Paint(2 * Side, 2 * Side, (x, y) => Between(tile.Rgb, x, y)), values);
            return values.Select(v => (double)v).ToArray();
        })];
    }

    /// <summary>Linear interpolation halfway between pixels: weights of 3/4 and 1/4 along each axis.</summary>
    private static (byte R, byte G, byte B) Between(byte[] rgb, int x, int y)
    {
        var (nearX, nearY) = (x / 2, y / 2);
        var (farX, farY) = (Math.Clamp(nearX + (x % 2 == 0 ? -1 : 1), 0, Side - 1), Math.Clamp(nearY + (y % 2 == 0 ? -1 : 1), 0, Side - 1));
        byte Value(int c) => (byte)Math.Round((
            (9 * At(nearX, nearY, c)) + (3 * At(farX, nearY, c)) + (3 * At(nearX, farY, c)) + At(farX, farY, c)) / 16.0);
        return (Value(0), Value(1), Value(2));

        int At(int u, int v, int c) => rgb[(((v * Side) + u) * 3) + c];
    }

    private static double[][] Order12(Tile[] tiles) => [.. Scattering(tiles).Select(x => x.Where((_, i) => i % 19 != 0).ToArray())];

    private static double NearestCentroid(Tile[] tiles, double[][] features)
    {
        // Undefined values (no nucleus) count as the mean of the training tiles.
        var used = Enumerable.Range(0, features[0].Length).Where(j => features.Where((x, i) => !tiles[i].Test && double.IsFinite(x[j])).Select(x => x[j]).Distinct().Count() > 1).ToArray();
        var scaled = features.Select(_ => new double[used.Length]).ToArray();
        for (var k = 0; k < used.Length; k++)
        {
            var training = features.Where((x, i) => !tiles[i].Test && double.IsFinite(x[used[k]])).Select(x => x[used[k]]).ToArray();
            var mean = training.Average();
            var deviation = Math.Sqrt(training.Average(v => (v - mean) * (v - mean)));
            for (var i = 0; i < tiles.Length; i++)
            {
                scaled[i][k] = double.IsFinite(features[i][used[k]]) ? (features[i][used[k]] - mean) / deviation : 0;
            }
        }

        var centroids = tiles.Select(x => x.Label).Distinct().Order().Select(label =>
        {
            var own = scaled.Where((_, i) => !tiles[i].Test && tiles[i].Label == label).ToArray();
            return Enumerable.Range(0, used.Length).Select(k => own.Average(x => x[k])).ToArray();
        }).ToArray();

        // Mean of the classes' shares of right answers.
        return Enumerable.Range(0, centroids.Length).Average(label =>
            Enumerable.Range(0, tiles.Length).Where(i => tiles[i].Test && tiles[i].Label == label)
                .Average(i => Enumerable.Range(0, centroids.Length).MinBy(c => centroids[c].Zip(scaled[i], (a, b) => (a - b) * (a - b)).Sum()) == label ? 1.0 : 0.0));
    }

    private sealed record Tile(byte[] Rgb, int Label, bool Test);
}
