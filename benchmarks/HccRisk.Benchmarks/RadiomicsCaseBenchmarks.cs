using BenchmarkDotNet.Attributes;
using HccRisk.Radiomics;

namespace HccRisk.Benchmarks;

/// <summary>
/// All there is of the IBSI chest phantom (PAT1) from its files: eleven families, matrices under all six aggregations, Moran's I and Geary's C of
/// every pair of voxels. The baseline reads the files and stops.
/// </summary>
[MemoryDiagnoser]
public class RadiomicsCaseBenchmarks
{
    private const RadiomicsFamilies Aggregated = RadiomicsFamilies.Glcm | RadiomicsFamilies.Glrlm | RadiomicsFamilies.Glszm
        | RadiomicsFamilies.Gldzm | RadiomicsFamilies.Ngtdm | RadiomicsFamilies.Ngldm;

    [Benchmark(Baseline = true)]
    public int ReadFiles() => RadiomicsCases.ReadChest().Mask.Count;

    [Benchmark]
    public int EveryFamilyAndAggregation() => Extract(parallelism: 1);

    [Benchmark]
    public int EveryFamilyAndAggregationOnTwoThreads() => Extract(parallelism: 2);

    private static int Extract(int parallelism)
    {
        var (image, mask) = RadiomicsCases.ReadChest();
        var count = 0;
        foreach (var aggregation in Enum.GetValues<GlcmAggregation>())
        {
            var families = count == 0 ? RadiomicsFamilies.All & ~RadiomicsFamilies.MultiPhase : Aggregated;
            var extractor = new RadiomicsExtractor(new RadiomicsOptions { Families = families, GlcmAggregation = aggregation }) { MaxParallelism = parallelism };
            count += extractor.Extract([new RadiomicsSeries("s", image)], mask).Values.Count;
        }

        return count;
    }
}
