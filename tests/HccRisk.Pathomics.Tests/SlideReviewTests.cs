using System.Text.Json;
using HccRisk.Pathomics.Annotations;
using HccRisk.Pathomics.Reviews;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;
using Xunit;

namespace HccRisk.Pathomics.Tests;

/// <summary>A slide of nuclei on a lattice of 30 pixels, 0.5 micrometres each: many lie across the edges of tiles.</summary>
public sealed class SlideReviewTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-review-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Nuclei_OnTheEdgesOfTiles_AreWholeAndThereOnce()
    {
        using var slide = Open(Pictures.NucleiOnLattice(512, 512, 30, 7));
        var review = SlideReview.Of(slide, cancellationToken: Stop);

        var nuclei = SlideDetections.Nuclei(slide, review, cancellationToken: Stop).ToArray();

        // Two by two tiles of 224 pixels from 32 to 480; centres at 15, 45, ... of which 45 to 465 lie in them.
        Assert.Equal((4, 224.0), (review.Tiles.Count, review.TileSize));
        Assert.Equal(15 * 15, nuclei.Length);
        var centres = nuclei.Select(n => Centre(n.Polygons[0])).ToArray();
        Assert.Equal(15 * 15, centres.Select(c => ((int)Math.Round((c.X - 15) / 30), (int)Math.Round((c.Y - 15) / 30))).Distinct().Count());
        Assert.All(centres, c => Assert.True(Math.Abs(c.X - 15.5 - (30 * Math.Round((c.X - 15.5) / 30))) < 1.5));

        // Area of a disc, within its rim of half a pixel.
        Assert.All(nuclei, n => Assert.InRange(n.Measurements["area um2"] * 4, Math.PI * 6.4 * 6.4, Math.PI * 7.6 * 7.6));
        Assert.All(nuclei, n => Assert.True(n.IsDetection && n.Classification == "nucleus"));
    }

    [Fact]
    public void Tiles_AsDetections_SayWhyTheyWereRejected()
    {
        JudgedTiles tiles = new(100, [Tile(0, TileFaults.None), Tile(100, TileFaults.Pen | TileFaults.Blurred)]);
        var path = Path.Combine(_folder.FullName, "tiles.geojson");

        SlideGeoJson.Write(path, SlideDetections.Tiles(tiles));

        var features = JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("properties")).ToArray();
        Assert.All(features, f => Assert.Equal("detection", f.GetProperty("objectType").GetString()));
        Assert.Equal(["kept", "rejected: pen, blurred"], features.Select(f => f.GetProperty("classification").GetProperty("name").GetString()));
        Assert.Equal(0.25, features[0].GetProperty("measurements").GetProperty("pen").GetDouble());
        Assert.False(features[0].GetProperty("measurements").TryGetProperty("blur um", out _)); // NaN: the tile is flat
        Assert.Equal([100.0, 100.0], SlideGeoJson.Read(path).Select(a => Math.Sqrt(a.Polygons[0].Area)));
        Assert.Equal(100, SlideGeoJson.Read(path)[1].Polygons[0].Outer.Min(p => p.X));
    }

    [Fact]
    public void Of_TilesOfAStore_AreShownAsTheyAre()
    {
        using var slide = Open(Pictures.NucleiOnLattice(512, 512, 30, 7));
        var review = SlideReview.Of(slide, new JudgedTiles(100, [Tile(0, TileFaults.Folded)]), cancellationToken: Stop);

        var picture = SlideReviewPicture.Render(review, 480);

        // The tile is filled with the colour of its fault over its part of the picture and nowhere else: more blue than red there.
        Assert.Equal((1, 100.0), (review.Tiles.Count, review.TileSize));
        Assert.True(Pixel(50, 50) is var inside && inside.Blue > inside.Red);
        Assert.True(Pixel(330, 330) is var outside && outside.Blue <= outside.Red + 40);
        Assert.Throws<ArgumentOutOfRangeException>(() => SlideReviewPicture.Render(review, 8));

        (int Red, int Blue) Pixel(int x, int y)
        {
            var at = 3 * (((int)(y / picture.Downsample) * picture.Width) + (int)(x / picture.Downsample));
            return (picture.Rgb[at], picture.Rgb[at + 2]);
        }
    }

    [Fact]
    public void Of_EmptySlide_HasNoTilesAndNoStain()
    {
        using var slide = Open(Pictures.Paint(512, 512, (_, _) => (244, 243, 245)));

        var review = SlideReview.Of(slide, cancellationToken: Stop);

        Assert.Empty(review.Tiles);
        Assert.True(double.IsNaN(review.Hematoxylin) && double.IsNaN(review.Eosin));
    }

    private static JudgedTile Tile(int x, TileFaults faults) =>
        new(new Tile(x, 0, 1), new TileQuality { Faults = faults, PenFraction = 0.25, BlurMicrons = double.NaN });

    private static SlidePoint Centre(SlidePolygon polygon) =>
        new((polygon.Outer.Min(p => p.X) + polygon.Outer.Max(p => p.X)) / 2, (polygon.Outer.Min(p => p.Y) + polygon.Outer.Max(p => p.Y)) / 2);

    private ISlide Open(byte[] rgb)
    {
        var path = Path.Combine(_folder.FullName, "a.tif");
        PyramidalTiff.Write(path, rgb, 512, 512, 0.5, quality: 95);
        return SlideFile.Open(path);
    }
}
