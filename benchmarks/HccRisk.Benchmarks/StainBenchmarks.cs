using BenchmarkDotNet.Attributes;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Benchmarks;

/// <summary>Steps between decoding and the backbone on one tile of 256 x 256 pixels; one operation is one tile.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class StainBenchmarks
{
    private const int Side = 256;

    private readonly byte[] _tile = new byte[Side * Side * 3];
    private readonly byte[] _copy = new byte[Side * Side * 3];
    private readonly TileQualityMeter _meter = new(Side, 0.5);
    private readonly NucleusFinder _finder = new(Side, 0.5);
    private readonly NucleusFinder _morphometry = new(Side, 0.5, morphometry: true);
    private readonly StainNormaliser _macenko = new(StainProfile.Standard);
    private readonly StainNormaliser _vahadane = new(StainProfile.Standard, new StainOptions { Method = StainMethod.Vahadane });
    private readonly ReinhardNormaliser _reinhard = new(new LabStatistics(62, 24, -16, 9, 6, 5));
    private ITileTransform _fixedStain = null!;
    private ITileTransform _fixedLab = null!;

    /// <summary>Makes a tile of noisy tissue with nuclei.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (var i = 0; i < _tile.Length; i += 3)
        {
            var nucleus = Math.Pow((i / 3 % Side % 24) - 12, 2) + Math.Pow((i / 3 / Side % 24) - 12, 2) < 64;
            var noise = random.Next(40);
            var (r, g, b) = nucleus ? (80, 50, 130) : (190, 130, 180);
            (_tile[i], _tile[i + 1], _tile[i + 2]) = ((byte)(r + noise), (byte)(g + noise), (byte)(b + noise));
        }

        StainProfile.TryEstimate(_tile, null, out var stains);
        ReinhardNormaliser.TryMeasure(_tile, null, out var lab);
        _fixedStain = _macenko.ForSource(stains!);
        _fixedLab = _reinhard.ForSource(lab!);
    }

    /// <summary>Stains of the slide known: tables only.</summary>
    [Benchmark(Baseline = true)]
    public TileTransformOutcome StainOfSlide() => Run(_fixedStain);

    /// <summary>Macenko's stains found in the tile itself.</summary>
    [Benchmark]
    public TileTransformOutcome MacenkoPerTile() => Run(_macenko);

    /// <summary>Vahadane's stains found in the tile itself.</summary>
    [Benchmark]
    public TileTransformOutcome VahadanePerTile() => Run(_vahadane);

    /// <summary>Reinhard with the slide's statistics.</summary>
    [Benchmark]
    public TileTransformOutcome ReinhardOfSlide() => Run(_fixedLab);

    /// <summary>Glass, ink and blur.</summary>
    [Benchmark]
    public TileFaults Quality() => _meter.Measure(_tile).Faults;

    /// <summary>Stain statistics and nuclei, for scale.</summary>
    [Benchmark]
    public double Nuclei() => _finder.Measure(_tile).Nuclei;

    /// <summary>The same with shape and neighbourhood of the nuclei and texture.</summary>
    [Benchmark]
    public double Morphometry() => _morphometry.Measure(_tile).Nuclei;

    private TileTransformOutcome Run(ITileTransform transform)
    {
        _tile.CopyTo(_copy, 0);
        return transform.Apply(_copy);
    }
}
