using BenchmarkDotNet.Attributes;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

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
        SyntheticSlide.Write(_path, Width, Height);
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
}
