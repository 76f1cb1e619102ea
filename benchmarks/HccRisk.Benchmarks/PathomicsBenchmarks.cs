using BenchmarkDotNet.Attributes;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Benchmarks;

/// <summary>
/// Slide to embeddings against the raw OnnxRuntime loop over tiles already in memory, with the same model and threads;
/// and the pieces by themselves. One operation is one tile.
/// </summary>
[MemoryDiagnoser]
[ShortRunJob]
public class PathomicsBenchmarks : IDisposable
{
    private const int SlideSide = 4032;
    private const int Tiles = 81;
    private const int TilePixels = 224;

    private readonly string _path = Path.Combine(Path.GetTempPath(), "hccrisk-benchmark-slide.tif");
    private readonly byte[] _tile = new byte[TilePixels * TilePixels * 3];
    private OnnxBackbone _backbone = null!;
    private SlideEmbedder _embedder = null!;
    private TileBatch _batch = null!;
    private NucleusFinder _finder = null!;
    private ISlide _slide = null!;
    private TileGrid _grid = null!;

    /// <summary>Makes a slide of 81 tiles of noisy tissue with nuclei.</summary>
    [GlobalSetup]
    public void Setup()
    {
        PyramidalTiff.Write(_path, Tissue(), SlideSide, SlideSide, 0.5);
        _backbone = OnnxBackbone.CreateDefault();
        _embedder = new SlideEmbedder(_backbone);
        _slide = SlideFile.Open(_path);
        _grid = TileGrid.Plan(_slide, TissueSegmenter.Segment(_slide), TilePixels, 1);
        if (_grid.Tiles.Count != Tiles)
        {
            throw new InvalidOperationException($"The benchmark slide has {_grid.Tiles.Count} tiles, not {Tiles}.");
        }

        new TileReader(_slide, _grid).Read(_grid.Tiles[Tiles / 2], _tile);
        _finder = new NucleusFinder(TilePixels, 1);
        _batch = new TileBatch(_backbone, 1);
        _batch.Add(0, _tile);
    }

    /// <summary>Removes the slide.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _slide?.Dispose();
        _batch?.Dispose();
        _backbone?.Dispose();
        File.Delete(_path);
        GC.SuppressFinalize(this);
    }

    /// <summary>The session over one batch in memory: the bound of every pipeline.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Tiles)]
    public float RawSession()
    {
        var sum = 0f;
        for (var i = 0; i < Tiles; i++)
        {
            sum += _batch.Run()[0];
        }

        return sum;
    }

    /// <summary>From the file: tissue, tiling, decoding, nuclei and inference, overlapped.</summary>
    [Benchmark(OperationsPerInvoke = Tiles)]
    public int EmbedSlide() => _embedder.Embed(_path).Values.Length;

    /// <summary>Decoding alone.</summary>
    [Benchmark(OperationsPerInvoke = Tiles)]
    public byte Decode()
    {
        using var slide = SlideFile.Open(_path);
        var reader = new TileReader(slide, _grid);
        foreach (var tile in _grid.Tiles)
        {
            reader.Read(tile, _tile);
        }

        return _tile[0];
    }

    /// <summary>Plain colour statistics and nuclei, what the default backbone is to be weighed against.</summary>
    [Benchmark]
    public double PlainStatistics() => _finder.Measure(_tile).HematoxylinSum;

    /// <summary>The tissue mask of the whole slide.</summary>
    [Benchmark]
    public double TissueMask() => TissueSegmenter.Segment(_slide).Fraction;

    private static byte[] Tissue()
    {
        var random = new Random(1);
        var rgb = new byte[SlideSide * SlideSide * 3];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var (x, y) = (i / 3 % SlideSide % 24, i / 3 / SlideSide % 24);
            var nucleus = ((x - 12) * (x - 12)) + ((y - 12) * (y - 12)) < 64;
            var noise = random.Next(16);
            (rgb[i], rgb[i + 1], rgb[i + 2]) = nucleus
                ? ((byte)(80 + noise), (byte)(50 + noise), (byte)(130 + noise))
                : ((byte)(215 + noise), (byte)(150 + noise), (byte)(190 + noise));
        }

        return rgb;
    }
}
