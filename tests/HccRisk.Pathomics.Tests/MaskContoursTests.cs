using System.Text.Json;
using CsCheck;
using HccRisk.Pathomics.Annotations;
using HccRisk.Pathomics.Tissue;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class MaskContoursTests
{
    private static readonly Gen<(int Width, int Height, bool[] Mask)> Masks =
        Gen.Select(Gen.Int[1, 14], Gen.Int[1, 14], Gen.Int[1, 9], Gen.Int[0, 1 << 20])
            .Select((width, height, tenths, seed) =>
            {
                var random = new Random(seed);
                return (width, height, Enumerable.Range(0, width * height).Select(_ => random.Next(10) < tenths).ToArray());
            });

    [Fact]
    public void Contours_AnyMask_AreSimpleRingsThatFillBackToTheMask() =>
        Masks.Sample(
            x =>
            {
                var polygons = new TissueMask(x.Mask, x.Width, x.Height, 16, 0).Contours();
                Assert.Equal(x.Mask.Count(v => v) * 256.0, polygons.Sum(p => p.Area), 1e-6);
                foreach (var polygon in polygons)
                {
                    Assert.True(SlidePolygon.SignedArea(polygon.Outer) > 0);
                    Assert.All(polygon.Holes, hole => Assert.True(SlidePolygon.SignedArea(hole) < 0));

                    // Rings run along the grid, so one that met itself would pass a corner twice.
                    Assert.All(polygon.Holes.Prepend(polygon.Outer), ring => Assert.Equal(Corners(ring).Count, Corners(ring).Distinct().Count()));
                }

                for (var i = 0; i < x.Mask.Length; i++)
                {
                    var centre = new SlidePoint(((i % x.Width) + 0.5) * 16, ((i / x.Width) + 0.5) * 16);
                    Assert.Equal(x.Mask[i] ? 1 : 0, polygons.Count(p => p.Contains(centre)));
                }

                Assert.Equal(x.Mask, MaskPlane.Rasterise(polygons, x.Width, x.Height, 16));
            },
            iter: 500);

    [Fact]
    public void Contours_PieceWithAHole_HasOneOuterRingAndTheHole()
    {
        var mask = Enumerable.Repeat(true, 25).ToArray();
        mask[12] = false;
        var polygon = Assert.Single(new TissueMask(mask, 5, 5, 10, 0).Contours());
        Assert.Equal([new(0, 0), new(50, 0), new(50, 50), new(0, 50)], polygon.Outer);
        Assert.Equal(4, Assert.Single(polygon.Holes).Count);
        Assert.Equal(2400, polygon.Area);
    }

    [Fact]
    public void Write_ThenRead_GivesTheSameAnnotations() =>
        Masks.Sample(
            x =>
            {
                var mask = new TissueMask(x.Mask, x.Width, x.Height, 12.5, 0);
                var annotations = mask.Contours().Select((p, i) => new SlideAnnotation($"Tissue {i}", [p]) { Colour = (0, 128, 255) }).ToList();
                var path = Path.GetTempFileName();
                try
                {
                    SlideGeoJson.Write(path, annotations);
                    var back = SlideGeoJson.Read(path);
                    Assert.Equal(annotations.Select(a => a.Classification), back.Select(a => a.Classification));
                    Assert.Equal(annotations.SelectMany(a => a.Polygons[0].Outer), back.SelectMany(a => a.Polygons[0].Outer));
                    Assert.Equal(annotations.SelectMany(a => a.Polygons[0].Holes.SelectMany(h => h)), back.SelectMany(a => a.Polygons[0].Holes.SelectMany(h => h)));
                }
                finally
                {
                    File.Delete(path);
                }
            },
            iter: 30);

    [Fact]
    public void Write_Annotation_HasTheFieldsQuPathReads()
    {
        using var stream = new MemoryStream();
        var square = new SlidePolygon([new(0, 0), new(0, 8), new(8, 8), new(8, 0)], []);
        SlideGeoJson.Write(stream, [new SlideAnnotation("Tumor", [square, square]) { Colour = (200, 0, 0), Measurements = new Dictionary<string, double> { ["Risk"] = 0.5, ["None"] = double.NaN } }]);
        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Equal("FeatureCollection", json.RootElement.GetProperty("type").GetString());
        var feature = json.RootElement.GetProperty("features")[0];
        Assert.Equal("Feature", feature.GetProperty("type").GetString());
        var geometry = feature.GetProperty("geometry");
        Assert.Equal("MultiPolygon", geometry.GetProperty("type").GetString());

        // Closed, and turned to run counter-clockwise as RFC 7946 section 3.1.6 asks.
        Assert.Equal("[[0,0],[8,0],[8,8],[0,8],[0,0]]", geometry.GetProperty("coordinates")[0][0].GetRawText());
        var properties = feature.GetProperty("properties");
        Assert.Equal("annotation", properties.GetProperty("objectType").GetString());
        Assert.Equal("""{"name":"Tumor","color":[200,0,0]}""", properties.GetProperty("classification").GetRawText());
        Assert.Equal("""{"Risk":0.5}""", properties.GetProperty("measurements").GetRawText());
    }

    [Theory]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]]]}""", null)]
    [InlineData("""[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}},{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]]]},"properties":{"classification":"Necrosis"}}]""", "Necrosis")]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[0,0,1],[4,0,1],[4,4,1],[0,0,1]]]}]},"properties":{"classification":{"name":"Tumor","colorRGB":-65536}}}]}""", "Tumor")]
    public void Read_FormsPeopleWrite_GiveTheTriangle(string text, string? classification)
    {
        var annotation = Assert.Single(Parse(text));
        Assert.Equal(classification, annotation.Classification);
        Assert.Equal(8, Assert.Single(annotation.Polygons).Area);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"type":"Circle","radius":3}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]}""")]
    [InlineData("""{"type":"Polygon","coordinates":"none"}""")]
    [InlineData("""{"features":[]}""")]
    public void Read_NoAnnotations_NamesTheFile(string text)
    {
        var error = Assert.Throws<InvalidDataException>(() => Parse(text));
        Assert.Contains("GeoJSON", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Within_Annotation_LeavesTheTissueWhoseCentresLieInIt()
    {
        var mask = new TissueMask([.. Enumerable.Repeat(true, 100)], 10, 10, 8, 0);
        var ring = new SlidePolygon([new(12, 12), new(60, 12), new(60, 60), new(12, 60)], [[new(28, 28), new(44, 28), new(44, 44), new(28, 44)]]);
        var inside = mask.Within([ring]);
        var outside = mask.Without([ring]);
        for (var y = 0; y < 10; y++)
        {
            for (var x = 0; x < 10; x++)
            {
                Assert.Equal(ring.Contains(new SlidePoint((x * 8) + 4, (y * 8) + 4)), inside[x, y]);
                Assert.NotEqual(inside[x, y], outside[x, y]);
            }
        }

        Assert.Equal(0, mask.Within([]).Fraction);
    }

    private static IReadOnlyList<SlideAnnotation> Parse(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return SlideGeoJson.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Every grid corner a ring passes, in steps of the mask's 16 level-0 pixels.</summary>
    private static List<(int X, int Y)> Corners(IReadOnlyList<SlidePoint> ring)
    {
        var found = new List<(int, int)>();
        for (var i = 0; i < ring.Count; i++)
        {
            var (a, b) = (ring[i], ring[(i + 1) % ring.Count]);
            var steps = (int)Math.Round((Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y)) / 16);
            for (var k = 0; k < steps; k++)
            {
                found.Add(((int)Math.Round(a.X + ((b.X - a.X) * k / steps)), (int)Math.Round(a.Y + ((b.Y - a.Y) * k / steps))));
            }
        }

        return found;
    }
}
