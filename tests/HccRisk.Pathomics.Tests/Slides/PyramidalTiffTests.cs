using CsCheck;
using HccRisk.Oracles;
using HccRisk.Pathomics.Slides;
using Xunit;

namespace HccRisk.Pathomics.Tests.Slides;

public sealed class PyramidalTiffTests
{
    [Fact]
    public void Write_ThenOpen_GivesSizesScaleAndSmoothPixelsBack()
    {
        using var folder = new TemporaryFolder();
        var path = folder["gradient.tif"];
        var (rgb, width, height) = Gradient(1024, 700);
        PyramidalTiff.Write(path, rgb, width, height, 0.5);

        using var slide = SlideFile.Open(path);

        Assert.Equal(0.5, slide.MicronsPerPixel);
        Assert.Equal([(1024, 700, 1.0), (512, 350, 2.0), (256, 175, 4.0)], slide.Levels.Select(x => (x.Width, x.Height, x.Downsample)));
        var back = new byte[rgb.Length];
        slide.ReadRegion(0, 0, 0, width, height, back);
        // A gradient has no high frequency: JPEG at quality 85 keeps it within its quantisation step,
        // but for the last 16 x 16 block row (688 to 704), which holds the padding below the picture too.
        Assert.InRange(MaxDifference(rgb[..(688 * width * 3)], back[..(688 * width * 3)]), 0, 6);

        // A pixel of level 2 covers 4 x 4 of level 0: the gradient's value at the block's centre.
        var small = new byte[256 * 175 * 3];
        slide.ReadRegion(2, 0, 0, 256, 175, small);
        var at = ((80 * 256) + 100) * 3;
        Assert.InRange(small[at], Value(401.5, 1024) - 4, Value(401.5, 1024) + 4);
        Assert.InRange(small[at + 1], Value(321.5, 700) - 4, Value(321.5, 700) + 4);
    }

    [Fact]
    public void Write_AnyResolution_ReadsBackExactly()
    {
        using var folder = new TemporaryFolder();
        var path = folder["mpp.tif"];
        var rgb = new byte[64 * 48 * 3];
        Gen.Double[0.05, 20].Sample(
            mpp =>
            {
                PyramidalTiff.Write(path, rgb, 64, 48, mpp);
                using var slide = SlideFile.Open(path);
                return slide.MicronsPerPixel == mpp;
            },
            iter: 20,
            threads: 1);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var (rgb, width, height) = Gradient(600, 500);
        PyramidalTiff.Write(folder["a.tif"], rgb, width, height, 0.25);
        PyramidalTiff.Write(folder["b.tif"], rgb, width, height, 0.25);
        Assert.Equal(File.ReadAllBytes(folder["a.tif"]), File.ReadAllBytes(folder["b.tif"]));
    }

    [Fact]
    public void Write_OverAnExistingSlide_IsReadAnew()
    {
        using var folder = new TemporaryFolder();
        var path = folder["same.tif"];
        foreach (byte value in new byte[] { 40, 200 })
        {
            var rgb = Enumerable.Repeat(value, 300 * 300 * 3).ToArray();
            PyramidalTiff.Write(path, rgb, 300, 300, 1);
            using var slide = SlideFile.Open(path);
            var pixel = new byte[3];
            slide.ReadRegion(0, 150, 150, 1, 1, pixel);
            Assert.InRange(pixel[0], value - 2, value + 2);
        }
    }

    [Fact]
    public void Write_WrongLength_NamesBothSizes()
    {
        var error = Assert.Throws<ArgumentException>(() => PyramidalTiff.Write("x.tif", new byte[10], 2, 2, 1));
        Assert.Contains("10", error.Message, StringComparison.Ordinal);
        Assert.Contains("12", error.Message, StringComparison.Ordinal);
    }

    private static (byte[] Rgb, int Width, int Height) Gradient(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                rgb[at] = (byte)Value(x, width);
                rgb[at + 1] = (byte)Value(y, height);
                rgb[at + 2] = 128;
            }
        }

        return (rgb, width, height);
    }

    private static int Value(double position, int size) => (int)(40 + (170 * position / size));

    private static int MaxDifference(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
