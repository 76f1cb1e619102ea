using BenchmarkDotNet.Attributes;
using HccRisk.Core.Slides;
using HccRisk.Features.Pathomics.Tiling;
using HccRisk.Features.Pathomics.Tissue;
using NetVips;

namespace HccRisk.Benchmarks;

/// <summary>
/// A slide of 40,000 x 30,000 pixels: its tissue mask (one operation is one slide), and tiles of 256 pixels decoded by each reader on one
/// and two threads (one operation is one tile).
/// </summary>
[MemoryDiagnoser]
[ShortRunJob]
public class SlideBenchmarks : IDisposable
{
    private const int Width = 40_000;
    private const int Height = 30_000;
    private const int Tiles = 400;

    private readonly string _path = Path.Combine(Path.GetTempPath(), "hccrisk-benchmark-large.tif");
    private ISlide _vips = null!;
    private ISlide? _openSlide;
    private TileGrid _grid = null!;

    /// <summary>Makes the slide: two pieces of noisy tissue on glass, repeated.</summary>
    [GlobalSetup]
    public void Setup()
    {
        using (var patch = Patch())
        using (var image = patch.Replicate(Width / patch.Width, Height / patch.Height))
        {
            image.Tiffsave(
                _path, compression: Enums.ForeignTiffCompression.Jpeg, q: 80, tile: true, tileWidth: 256, tileHeight: 256, pyramid: true, bigtiff: true,
                xres: 2000, yres: 2000, resunit: Enums.ForeignTiffResunit.Cm);
        }

        _vips = SlideFile.Open(_path);
        _openSlide = SlideFile.OpenSlideVersion is null ? null : SlideFile.Open(_path, new SlideOpenOptions { Reader = SlideReader.OpenSlide });
        _grid = TileGrid.Plan(_vips, TissueSegmenter.Segment(_vips), 256, 0.5, new TileOptions { MaxTiles = Tiles });
    }

    /// <summary>Removes the slide.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _vips?.Dispose();
        _openSlide?.Dispose();
        File.Delete(_path);
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the slide and finds its tissue.</summary>
    [Benchmark]
    public double TissueMask()
    {
        using var slide = SlideFile.Open(_path);
        return TissueSegmenter.Segment(slide).Fraction;
    }

    /// <summary>libvips, one thread.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Tiles)]
    public void DecodeVips() => Decode(_vips, 1);

    /// <summary>libvips, two threads.</summary>
    [Benchmark(OperationsPerInvoke = Tiles)]
    public void DecodeVipsTwoThreads() => Decode(_vips, 2);

    /// <summary>OpenSlide, one thread; nothing where it is not installed.</summary>
    [Benchmark(OperationsPerInvoke = Tiles)]
    public void DecodeOpenSlide() => Decode(_openSlide, 1);

    /// <summary>OpenSlide, two threads, each with a handle of its own.</summary>
    [Benchmark(OperationsPerInvoke = Tiles)]
    public void DecodeOpenSlideTwoThreads() => Decode(_openSlide, 2);

    private void Decode(ISlide? slide, int threads)
    {
        if (slide is null)
        {
            return;
        }

        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, t =>
        {
            var reader = new TileReader(slide, _grid);
            var rgb = new byte[256 * 256 * 3];
            for (var i = t; i < _grid.Tiles.Count; i += threads)
            {
                reader.Read(_grid.Tiles[i], rgb);
            }
        });
    }

    private static Image Patch()
    {
        const int PatchWidth = 4000, PatchHeight = 3000;
        var random = new Random(1);
        var rgb = new byte[PatchWidth * PatchHeight * 3];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var (x, y) = (i / 3 % PatchWidth, i / 3 / PatchWidth);
            var tissue = Math.Pow((x - 1200) / 1000.0, 2) + Math.Pow((y - 1500) / 1300.0, 2) < 1 || Math.Pow((x - 3000) / 800.0, 2) + Math.Pow((y - 1200) / 900.0, 2) < 1;
            var nucleus = tissue && Math.Pow((x % 24) - 12, 2) + Math.Pow((y % 24) - 12, 2) < 64;
            var noise = random.Next(16);
            var (r, g, b) = nucleus ? (80, 50, 130) : tissue ? (215, 150, 190) : (235, 235, 237);
            (rgb[i], rgb[i + 1], rgb[i + 2]) = ((byte)(r + noise), (byte)(g + noise), (byte)(b + noise));
        }

        using var pixels = Image.NewFromMemoryCopy(rgb.AsSpan(), PatchWidth, PatchHeight, 3, Enums.BandFormat.Uchar);
        return pixels.Copy(interpretation: Enums.Interpretation.Srgb);
    }
}
