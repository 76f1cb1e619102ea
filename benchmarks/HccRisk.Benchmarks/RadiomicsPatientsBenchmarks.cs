using BenchmarkDotNet.Attributes;
using HccRisk.Imaging;
using HccRisk.Radiomics;

namespace HccRisk.Benchmarks;

/// <summary>Four patients of 100,000 voxels in all families, one after the other and two at a time.</summary>
public class RadiomicsPatientsBenchmarks
{
    private const int Patients = 4;

    private readonly RadiomicsExtractor _extractor = new(new RadiomicsOptions { Families = RadiomicsFamilies.All & ~RadiomicsFamilies.MultiPhase });
    private RadiomicsSeries _series = null!;
    private Mask _mask = null!;

    [GlobalSetup]
    public void Load() => (_series, _mask) = RadiomicsCases.Load(RadiomicsCases.Synthetic100k);

    [Benchmark(Baseline = true)]
    public int OneAtATime() => Extract(threads: 1);

    [Benchmark]
    public int TwoAtATime() => Extract(threads: 2);

    private int Extract(int threads)
    {
        var count = 0;
        Parallel.For(
            0,
            Patients,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            _ => Interlocked.Add(ref count, _extractor.Extract([_series], _mask).Values.Count));
        return count;
    }
}
