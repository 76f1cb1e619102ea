using HccRisk.Core.Numerics;
using HccRisk.Oracles;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tissue;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class TissueSegmenterTests
{
    private static readonly (byte, byte, byte) Glass = (243, 242, 244);

    private static string Tile(string name)
    {
        var path = SharedData.TryPath("data", "wsi", "tiles", name);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return path;
    }

    [Theory]
    [InlineData("histolab_no-tissue2.png", false)]
    [InlineData("histolab_no-tissue-green-pen.png", false)]
    [InlineData("histolab_no-tissue-red-pen.png", false)]
    [InlineData("histolab_wsi-blue-pen.png", false)]
    [InlineData("histolab_liver-level2-10907-7808-11707-8608.png", true)]
    [InlineData("histolab_high-nuclei-score-level0.png", true)]
    [InlineData("histolab_medium-nuclei-score-level0.png", true)]
    [InlineData("histolab_tcga-lung-rgb.png", true)]
    [InlineData("histolab_tissue-level0-4302-10273-4814-10785.png", true)]
    [InlineData("tiatoolbox_target_image.png", true)]
    [InlineData("torchstain_source.png", true)]
    [InlineData("torchstain_target.png", true)]
    public void Segment_RealTile_IsTissueOrNotAsNamed(string name, bool tissue)
    {
        // The default share of tissue a tile needs.
        var mask = TissueSegmenter.Segment(Pictures.Load(Tile(name)), 8);
        Assert.Equal(tissue, mask.Fraction >= 0.5);
    }

    [Theory]
    [InlineData("histolab_no-tissue-green-pen.png")]
    [InlineData("histolab_no-tissue-red-pen.png")]
    [InlineData("histolab_medium-nuclei-score-green-pen-level1.png")]
    [InlineData("histolab_tcga-red-pen.png")]
    [InlineData("histolab_tcga-green-pen.png")]
    [InlineData("histolab_diagnostic-slide-thumb-rgb.png")]
    [InlineData("histolab_wsi-blue-pen.png")]
    public void Segment_PenMarks_AreSeen(string name) =>
        Assert.True(TissueSegmenter.Segment(Pictures.Load(Tile(name)), 8).PenFraction > 0.02);

    [Theory]
    [InlineData("torchstain_source.png")]
    [InlineData("torchstain_target.png")]
    [InlineData("tiatoolbox_target_image.png")]
    [InlineData("histolab_tcga-lung-rgb.png")]
    [InlineData("histolab_liver-level2-10907-7808-11707-8608.png")]
    public void Segment_CleanTissue_ShowsNoPen(string name) =>
        Assert.True(TissueSegmenter.Segment(Pictures.Load(Tile(name)), 8).PenFraction < 0.01);

    [Fact]
    public void Segment_KnownDisc_IsFoundWithItsHoleAndWithoutTheSpeck()
    {
        // Eight micrometres a pixel: a disc of radius 60 with a hole of radius 20 (80,000 um2, kept), a hole of radius 5 (5,000, filled),
        // and a speck of 6 x 6 (2,300 um2, removed).
        var pink = Pictures.Colour(0.3, 0.3);
        bool In(int x, int y, int cx, int cy, int r) => ((x - cx) * (x - cx)) + ((y - cy) * (y - cy)) <= r * r;
        var rgb = Pictures.Paint(300, 200, (x, y) =>
            (In(x, y, 100, 100, 60) && !In(x, y, 100, 100, 20) && !In(x, y, 60, 100, 5)) || (x is >= 250 and < 256 && y is >= 50 and < 56) ? pink : Glass);
        var mask = TissueSegmenter.Segment(new SlideImage(300, 200, 16, rgb), 8);
        for (var y = 0; y < 200; y++)
        {
            for (var x = 0; x < 300; x++)
            {
                // The one opening may trim a disc's single-pixel tips.
                var edge = In(x, y, 100, 100, 62) && !In(x, y, 100, 100, 58) || In(x, y, 100, 100, 22) && !In(x, y, 100, 100, 18);
                Assert.True(edge || mask[x, y] == (In(x, y, 100, 100, 60) && !In(x, y, 100, 100, 20)), $"{x}, {y}");
            }
        }
    }

    [Fact]
    public void Segment_SectionOnSection_IsAFoldAndACrowdOfNucleiIsNot()
    {
        // A band of doubled stain in both colours, and one of haematoxylin alone.
        var rgb = Pictures.Paint(200, 200, (x, y) => y is >= 50 and < 70 ? Pictures.Colour(0.3, 0.4) : y is >= 120 and < 140 ? Pictures.Colour(0.45, 0.1) : Pictures.Colour(0.15, 0.2));
        var picture = new SlideImage(200, 200, 16, rgb);
        var mask = TissueSegmenter.Segment(picture, 8);
        Assert.Equal(0.1, mask.FoldFraction, 1e-12);
        Assert.Equal(1, mask.FoldFractionIn(0, 50 * 16, 200 * 16, 20 * 16), 1e-12);
        Assert.Equal(1, mask.Fraction);
        Assert.Equal(0.9, TissueSegmenter.Segment(picture, 8, new TissueOptions { RejectFolds = true }).Fraction, 1e-12);
    }

    [Fact]
    public void Segment_AllTissue_IsNotSplit()
    {
        var random = new Random(4);
        var rgb = Pictures.Paint(128, 128, (_, _) => Pictures.Colour(random.NextDouble() * 0.6, 0.2 + (random.NextDouble() * 0.3)));
        Assert.Equal(1, TissueSegmenter.Segment(new SlideImage(128, 128, 16, rgb), 8).Fraction);
    }

    [Fact]
    public void FractionIn_AnyRectangle_EqualsCountingCentres()
    {
        var random = new Random(9);
        var tissue = new bool[40 * 30];
        for (var i = 0; i < tissue.Length; i++)
        {
            tissue[i] = random.Next(3) == 0;
        }

        var mask = new TissueMask(tissue, 40, 30, 16, 0);
        for (var k = 0; k < 200; k++)
        {
            double x = random.Next(-100, 640), y = random.Next(-100, 480), w = random.Next(17, 300), h = random.Next(17, 300);
            int inside = 0, found = 0;
            for (var row = -50; row < 80; row++)
            {
                for (var column = -50; column < 90; column++)
                {
                    double cx = (column + 0.5) * 16, cy = (row + 0.5) * 16;
                    if (cx >= x && cx < x + w && cy >= y && cy < y + h)
                    {
                        inside++;
                        found += column is >= 0 and < 40 && row is >= 0 and < 30 && tissue[(row * 40) + column] ? 1 : 0;
                    }
                }
            }

            Assert.Equal((double)found / inside, mask.FractionIn(x, y, w, h), 1e-12);
        }
    }

    [Fact]
    public void OtsuThreshold_TwoPeaks_EqualsExhaustiveSearch()
    {
        var random = new Random(2);
        for (var k = 0; k < 3; k++)
        {
            var values = Enumerable.Range(0, 300).Select(i => Math.Clamp((int)((i % 3 == 0 ? 40 : 150) + (random.NextDouble() * 60) - 30), 0, 255)).ToArray();
            var histogram = new long[256];
            Array.ForEach(values, v => histogram[v]++);
            // Least variance within the classes is greatest variance between them.
            double Within(int t)
            {
                double Spread(IEnumerable<int> x) => x.Any() ? x.Sum(v => (v - x.Average()) * (v - x.Average())) : 0;
                return Spread(values.Where(v => v <= t)) + Spread(values.Where(v => v > t));
            }

            var best = Enumerable.Range(0, 255).Min(Within);
            Assert.Equal(best, Within(Otsu.Threshold(histogram)), 1e-6 * best);
        }
    }
}
