using BenchmarkDotNet.Attributes;
using HccRisk.Imaging;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Benchmarks;

/// <summary>
/// What comes besides the families, on a lesion of 100,000 voxels: N4 of its image, the box and the ellipsoid of least volume, and three shells with
/// an inner rim. The baseline is the lesion's statistics.
/// </summary>
[MemoryDiagnoser]
public class RadiomicsStageBenchmarks
{
    private static readonly RadiomicsOptions Statistics = new() { Families = RadiomicsFamilies.Statistics };

    private readonly RadiomicsExtractor _statistics = new(Statistics);
    private readonly RadiomicsExtractor _enclosing = new(new RadiomicsOptions { Families = RadiomicsFamilies.EnclosingShapes });
    private readonly RadiomicsExtractor _regions = new(Statistics with { Regions = new RegionOptions { Shells = [5, 10, 20], InnerRim = 3, Families = RadiomicsFamilies.Statistics } });
    private RadiomicsSeries _series = null!;
    private Mask _mask = null!;

    [GlobalSetup]
    public void Load() => (_series, _mask) = RadiomicsCases.Load(RadiomicsCases.Synthetic100k);

    [Benchmark(Baseline = true)]
    public int LesionStatistics() => _statistics.Extract([_series], _mask).Values.Count;

    [Benchmark]
    public int BiasField() => BiasFieldCorrection.Correct(_series.Image).Iterations;

    [Benchmark]
    public int BiasFieldOfTheForeground() => BiasFieldCorrection.Correct(_series.Image, null, new BiasFieldOptions { Foreground = true }).Iterations;

    [Benchmark]
    public int BoxAndEllipsoid() => _enclosing.Extract([_series], _mask).Values.Count;

    [Benchmark]
    public int ShellsAndRim() => _regions.Extract([_series], _mask).Values.Count;
}
