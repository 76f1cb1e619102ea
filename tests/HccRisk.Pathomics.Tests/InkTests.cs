using HccRisk.Cohorts.Scanning;
using HccRisk.Oracles;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tissue;
using Xunit;

namespace HccRisk.Pathomics.Tests;

/// <summary>Ink is told from tissue in a real slide, in copies of it stained otherwise, and with strokes of the usual pens on it.</summary>
public sealed class InkTests
{
    private const int Block = 16;

    /// <summary>Stains of CMU-1-Small-Region: extreme directions of its tissue's plane, by a singular value decomposition in NumPy.</summary>
    private static readonly StainMatrix Own = new([0.573, 0.705, 0.418], [0.197, 0.842, 0.502]);

    private static readonly Lazy<SlideImage?> Slide = new(Load);

    [Theory]
    [InlineData(0.6)]
    [InlineData(0.8)]
    [InlineData(1.3)]
    [InlineData(1.6)]
    public void Segment_SameSlideStainedPalerOrDarker_KeepsTheSameTissue(double factor)
    {
        var density = new DensityMap(new[,] { { factor, 0, 0 }, { 0, factor, 0 }, { 0, 0, factor } });
        Assert.Equal(Segment(Original()).Fraction, Segment(Changed(density)).Fraction, 0.02);
    }

    public static TheoryData<double[], double[]> Laboratories => new()
    {
        { [0.65, 0.70, 0.29], [0.07, 0.99, 0.11] },
        { [0.5626, 0.7201, 0.4062], [0.2159, 0.8012, 0.5581] },
        { [0.71, 0.64, 0.29], [0.10, 0.85, 0.52] },
        { [0.72, 0.62, 0.30], [0.15, 0.78, 0.60] },
        { [0.50, 0.76, 0.41], [0.05, 0.90, 0.43] },
        { [0.55, 0.75, 0.36], [0.25, 0.85, 0.46] },
    };

    [Theory]
    [MemberData(nameof(Laboratories))]
    public void Segment_SameSlideInTheStainsOfAnotherLaboratory_KeepsTheSameTissue(double[] hematoxylin, double[] eosin) =>
        Assert.Equal(Segment(Original()).Fraction, Segment(Changed(Restained(hematoxylin, eosin))).Fraction, 0.02);

    // Whatever the stains are; but purple (ratios 0.45 and 0.32) is a
    // mixture of the first laboratory's own: its eosin takes a ninth of the blue that it takes of green.
    [Theory]
    [MemberData(nameof(Laboratories))]
    public void Segment_StrokeOfAPenOnTheStainsOfAnotherLaboratory_IsFound(double[] hematoxylin, double[] eosin)
    {
        var slide = Shrink(Changed(Restained(hematoxylin, eosin)));
        foreach (var (pen, ink) in new (string, byte[])[]
        {
            ("royal blue", [65, 105, 225]), ("green", [0, 128, 60]), ("red", [220, 30, 40]), ("black", [25, 25, 30]), ("brown", [120, 70, 30]), ("crimson", [220, 20, 60]),
            ("magenta", [200, 20, 120]), ("purple", [110, 40, 140]),
        })
        {
            if (pen != "purple" || eosin[2] > 0.2)
            {
                Assert.True(Caught(slide, 6, 75, ink, 0.5) > 0.95, $"half of {pen} on glass");
                Assert.True(Caught(slide, 65, 62, ink, 1) > 0.95, $"{pen} on tissue");
            }
        }
    }

    // Pixels of half a micrometre may be haematoxylin alone, bluer than anything in the picture of the whole slide.
    [Theory]
    [MemberData(nameof(Laboratories))]
    public void Measure_TilesOfTheStainsOfAnotherLaboratory_HaveInkOnlyWhereAPenWas(double[] hematoxylin, double[] eosin)
    {
        const int Side = 224;
        var slide = Changed(Restained(hematoxylin, eosin));
        var mask = Segment(slide);
        var meter = new TileQualityMeter(Side, 0.499, null, mask.Inks);
        int judged = 0, wrong = 0;
        for (var y = 0; y + Side <= slide.Height; y += Side)
        {
            for (var x = 0; x + Side <= slide.Width; x += Side)
            {
                // The slide has a rim of marking ink.
                if (mask.FractionIn(x, y, Side, Side) > 0.5 && mask.PenFractionIn(x, y, Side, Side) == 0)
                {
                    judged++;
                    var tile = Cut(slide, x, y, Side);
                    wrong += meter.Measure(tile).Faults.HasFlag(TileFaults.Pen) ? 1 : 0;
                    foreach (var ink in new byte[][] { [0, 0, 139], [0, 128, 60], [25, 25, 30] })
                    {
                        var inked = new byte[tile.Length];
                        for (var i = 0; i < tile.Length; i++)
                        {
                            inked[i] = Stained(tile[i], ink[i % 3], i < tile.Length / 4 ? 1 : 0);
                        }

                        Assert.True(meter.Measure(inked).Faults.HasFlag(TileFaults.Pen), $"{x}, {y}: {string.Join(' ', ink)}");
                    }
                }
            }
        }

        // What is densest of a real section may be as blue as ink: a tile in forty.
        Assert.True(judged > 40 && wrong <= judged / 40, $"{wrong} of {judged}");
    }

    [Fact]
    public void ToString_Reference_Ends() => Assert.Contains("MaxRed", InkReference.Unknown.ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData(65, 62)]
    [InlineData(50, 140)]
    [InlineData(70, 150)]
    [InlineData(75, 30)]
    public void Segment_SectionOnSection_IsNoInk(int left, int top)
    {
        // A fold doubles the density, which squares the light that comes through.
        const int Side = 30;
        var picture = Shrink(Original());
        double Tissue() => TissueSegmenter.Segment(picture, Block * 0.499).FractionIn(left * Block, top * Block, Side * Block, Side * Block);
        var before = Tissue();
        for (var i = 0; i < Side * Side * 3; i++)
        {
            ref var value = ref picture.Rgb[((((top + (i / 3 / Side)) * picture.Width) + left + (i / 3 % Side)) * 3) + (i % 3)];
            value = (byte)Math.Round(value * value / 255.0);
        }

        Assert.True(Tissue() > before - 0.02);
    }

    [Fact]
    public void Segment_RealSlide_KeepsItsDenseTissue()
    {
        // The slide has a rim of cyan marking ink at its edge, about 1 % of the picture; all else that is well coloured is tissue.
        var picture = Shrink(Original());
        var mask = TissueSegmenter.Segment(picture, Block * 0.499);
        int dense = 0, kept = 0;
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            double Density(int c) => -Math.Log10(Math.Max(picture.Rgb[(i * 3) + c], (byte)1) / 255.0);
            if (Density(0) + Density(1) + Density(2) > 1.2 && Density(0) < 0.8 * Density(1))
            {
                dense++;
                kept += mask[i % picture.Width, i / picture.Width] ? 1 : 0;
            }
        }

        Assert.True(dense > 500);
        Assert.True(kept > 0.98 * dense, $"{kept} of {dense}");
    }

    [Theory]
    [InlineData("royal blue", 65, 105, 225)]
    [InlineData("royal blue, ball pen", 48, 58, 158)]
    [InlineData("dark blue", 0, 0, 139)]
    [InlineData("navy", 25, 25, 112)]
    [InlineData("blue-black", 20, 30, 110)]
    [InlineData("blue", 20, 60, 200)]
    [InlineData("green", 0, 128, 60)]
    [InlineData("red", 220, 30, 40)]
    [InlineData("black", 25, 25, 30)]
    [InlineData("black marker, thin", 60, 58, 62)]
    [InlineData("purple", 110, 40, 140)]
    [InlineData("violet", 90, 30, 160)]
    [InlineData("brown", 120, 70, 30)]
    [InlineData("crimson", 220, 20, 60)]
    [InlineData("magenta", 200, 20, 120)]
    [InlineData("magenta, printer's", 230, 0, 126)]
    [InlineData("orange", 240, 120, 20)]
    public void Segment_StrokeOfAPen_IsFoundOnGlassAndOnTissue(string pen, byte red, byte green, byte blue)
    {
        // By Lambert and Beer a stroke adds its density to what is below. On glass a third of it will do, on tissue half.
        Assert.True(Caught(6, 75, red, green, blue, 1) > 0.95, $"{pen} on glass");
        Assert.True(Caught(6, 75, red, green, blue, 0.5) > 0.95, $"half of {pen} on glass");
        Assert.True(Caught(6, 75, red, green, blue, 0.3) > 0.95, $"a third of {pen} on glass");
        Assert.True(Caught(65, 62, red, green, blue, 1) > 0.95, $"{pen} on tissue");
        Assert.True(Caught(65, 62, red, green, blue, 0.5) > 0.9, $"half of {pen} on tissue");
    }

    [Theory]
    [InlineData(15, 20, 80)]
    [InlineData(25, 30, 110)]
    [InlineData(0, 0, 139)]
    [InlineData(20, 60, 200)]
    [InlineData(48, 58, 158)]
    [InlineData(110, 40, 140)]
    [InlineData(90, 30, 160)]
    [InlineData(120, 70, 30)]
    [InlineData(220, 20, 60)]
    [InlineData(200, 20, 120)]
    public void Segment_BlockOfInkAsLargeAsTheSection_IsFoundAndTeachesNothing(byte red, byte green, byte blue)
    {
        // The slide beside as much glass, half of which is inked.
        var slide = Shrink(Original());
        var rgb = new byte[slide.Width * 2 * slide.Height * 3];
        byte[] ink = [red, green, blue];
        var random = new Random(1);
        for (var i = 0; i < rgb.Length; i++)
        {
            var (x, y, c) = (i / 3 % (2 * slide.Width), i / 3 / (2 * slide.Width), i % 3);
            rgb[i] = x < slide.Width ? slide.Rgb[(((y * slide.Width) + x) * 3) + c]
                : x > slide.Width * 3 / 2 ? (byte)Math.Clamp(ink[c] + random.Next(-6, 7), 0, 255)
                : (byte)245;
        }

        var alone = TissueSegmenter.Segment(slide, Block * 0.499).Fraction;
        var beside = TissueSegmenter.Segment(new SlideImage(2 * slide.Width, slide.Height, Block, rgb), Block * 0.499).Fraction;

        Assert.Equal(alone, 2 * beside, 0.02);
    }

    [Theory]
    [InlineData(65, 105, 225)]
    [InlineData(0, 0, 139)]
    [InlineData(0, 128, 60)]
    [InlineData(25, 25, 30)]
    [InlineData(110, 40, 140)]
    [InlineData(90, 30, 160)]
    [InlineData(120, 70, 30)]
    [InlineData(200, 20, 120)]
    public void Segment_HalfTransparentStripesOverAFifthOfTheSlide_AreFoundOnGlassAndOnTissue(byte red, byte green, byte blue)
    {
        var (glass, tissue, _) = Striped(red, green, blue, 0.5);
        Assert.True(glass > 0.95, $"glass {glass}");
        Assert.True(tissue > 0.95, $"tissue {tissue}");
    }

    [Fact]
    public void Segment_HalfTransparentPink_TakesNoTissue()
    {
        // Its ratios of densities (1 to 0.4 to 0) are met within this slide's own mixtures: nothing tells it from paler eosin.
        var (_, tissue, beside) = Striped(255, 105, 180, 0.5);
        Assert.Equal(0, tissue, 0.02);
        Assert.Equal(0, beside, 0.01);
    }

    /// <summary>Parts taken as ink: of the stripes on glass, of those on tissue, and of the tissue more than their surroundings away.</summary>
    private static (double Glass, double Tissue, double Beside) Striped(byte red, byte green, byte blue, double part)
    {
        // Stripes 13 pixels (100 um) wide, one every 60; strokes take 60 um of their surroundings with them.
        static bool In(int y) => y % 60 is > 30 and < 44;
        var clean = Segment(Original());
        var picture = Shrink(Original());
        byte[] ink = [red, green, blue];
        for (var i = 0; i < picture.Rgb.Length; i++)
        {
            if (In(i / 3 / picture.Width))
            {
                picture.Rgb[i] = Stained(picture.Rgb[i], ink[i % 3], part);
            }
        }

        var mask = TissueSegmenter.Segment(picture, Block * 0.499);
        var found = new int[3];
        var all = new int[3];
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            var (x, y) = (i % picture.Width, i / picture.Width);
            var kind = In(y) ? (clean[x, y] ? 1 : 0) : clean[x, y] && !In(y - 8) && !In(y + 8) ? 2 : -1;
            if (kind >= 0)
            {
                all[kind]++;
                found[kind] += mask.PenFractionIn(x * Block, y * Block, Block, Block) > 0.5 ? 1 : 0;
            }
        }

        return ((double)found[0] / all[0], (double)found[1] / all[1], (double)found[2] / all[2]);
    }

    /// <summary>By Lambert and Beer, ink adds its density to what is below.</summary>
    private static byte Stained(byte below, byte ink, double part) => (byte)Math.Round(below * Math.Pow(Math.Max(ink, (byte)1) / 255.0, part));

    private static DensityMap Restained(double[] hematoxylin, double[] eosin)
    {
        var other = new StainMatrix(hematoxylin, eosin);
        IReadOnlyList<double>[] to = [other.First, other.Second, other.Residual];
        var map = new double[3, 3];
        for (var i = 0; i < 9; i++)
        {
            map[i / 3, i % 3] = Enumerable.Range(0, 3).Sum(stain => to[stain][i / 3] * Own.Weight(i % 3, stain));
        }

        return new DensityMap(map);
    }

    private static double Caught(int left, int top, byte red, byte green, byte blue, double part) => Caught(Shrink(Original()), left, top, [red, green, blue], part);

    private static double Caught(SlideImage slide, int left, int top, byte[] ink, double part)
    {
        const int Side = 30;
        var picture = slide with { Rgb = (byte[])slide.Rgb.Clone() };
        for (var i = 0; i < Side * Side * 3; i++)
        {
            var at = ((((top + (i / 3 / Side)) * picture.Width) + left + (i / 3 % Side)) * 3) + (i % 3);
            picture.Rgb[at] = Stained(picture.Rgb[at], ink[i % 3], part);
        }

        return TissueSegmenter.Segment(picture, Block * 0.499).PenFractionIn((left + 1) * Block, (top + 1) * Block, (Side - 2) * Block, (Side - 2) * Block);
    }

    private static byte[] Cut(SlideImage slide, int left, int top, int side)
    {
        var rgb = new byte[side * side * 3];
        for (var y = 0; y < side; y++)
        {
            slide.Rgb.AsSpan((((top + y) * slide.Width) + left) * 3, side * 3).CopyTo(rgb.AsSpan(y * side * 3));
        }

        return rgb;
    }

    private static TissueMask Segment(SlideImage full) => TissueSegmenter.Segment(Shrink(full), Block * 0.499);

    private static SlideImage Changed(DensityMap map)
    {
        var copy = (byte[])Original().Rgb.Clone();
        map.Apply(copy);
        return Original() with { Rgb = copy };
    }

    private static SlideImage Original()
    {
        Assert.SkipWhen(Slide.Value is null, SharedData.MissingReason);
        return Slide.Value;
    }

    private static SlideImage? Load()
    {
        if (SharedData.TryPath("data", "wsi", "CMU-1-Small-Region.svs") is not { } path)
        {
            return null;
        }

        using var slide = SlideFile.Open(path);
        return slide.ReadThumbnail(1);
    }

    /// <summary>Means of blocks, as the mask's picture is made; only whole ones.</summary>
    private static SlideImage Shrink(SlideImage full)
    {
        var (width, height) = (full.Width / Block, full.Height / Block);
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < rgb.Length; i++)
        {
            var (x, y, c) = (i / 3 % width, i / 3 / width, i % 3);
            var sum = 0;
            for (var k = 0; k < Block * Block; k++)
            {
                sum += full.Rgb[(((((y * Block) + (k / Block)) * full.Width) + (x * Block) + (k % Block)) * 3) + c];
            }

            rgb[i] = (byte)((sum + (Block * Block / 2)) / (Block * Block));
        }

        return new SlideImage(width, height, Block, rgb);
    }
}
