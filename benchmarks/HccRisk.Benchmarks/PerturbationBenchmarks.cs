using BenchmarkDotNet.Attributes;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Stability;

namespace HccRisk.Benchmarks;

/// <summary>Thirty perturbations of the IBSI chest phantom (PAT1), already read, all families of a single series. The baseline measures it once.</summary>
[MemoryDiagnoser]
public class PerturbationBenchmarks
{
    private static readonly RadiomicsOptions Options = new() { Families = RadiomicsFamilies.All & ~RadiomicsFamilies.MultiPhase };

    private readonly RadiomicsCase _patient = RadiomicsCases.ReadChest() is var (image, mask) ? new RadiomicsCase { Series = [new RadiomicsSeries("ct", image)], Lesion = mask } : null!;

    [Benchmark(Baseline = true)]
    public int Once() => new RadiomicsExtractor(Options).Extract(_patient).Values.Count;

    [Benchmark]
    public int Thirty() => new PerturbedExtractor(Options).Extract(_patient).Count;

    [Benchmark]
    public int ThirtyOnOneThread() => new PerturbedExtractor(Options) { MaxParallelism = 1 }.Extract(_patient).Count;
}
