using BenchmarkDotNet.Attributes;
using HccRisk.Imaging;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Maps;

namespace HccRisk.Benchmarks;

/// <summary>Maps of features over a sliding kernel, on one thread: time a map is linear in the voxels of the lesion.</summary>
[MemoryDiagnoser]
public class FeatureMapBenchmarks
{
    private (Volume<float> Image, Mask Lesion) _case;

    /// <summary>Of a ball: 9,171, 102,051 voxels.</summary>
    [Params(13, 29)]
    public int Radius { get; set; }

    /// <summary>Voxels of the kernel's side.</summary>
    [Params(3, 5)]
    public int Kernel { get; set; }

    [GlobalSetup]
    public void Setup() => _case = RadiomicsCases.Ball(Radius);

    /// <summary>All 24 features that pyradiomics has of co-occurrence, 32 grey levels; the maximal correlation coefficient among them.</summary>
    [Benchmark]
    public int Glcm() => Map(RadiomicsFamilies.Glcm | RadiomicsFamilies.MaximalCorrelation);

    [Benchmark]
    public int Statistics() => Map(RadiomicsFamilies.Statistics);

    [Benchmark]
    public int AllTexture() => Map(RadiomicsFamilies.Glrlm | RadiomicsFamilies.Glszm | RadiomicsFamilies.Ngtdm | RadiomicsFamilies.Ngldm);

    private int Map(RadiomicsFamilies families) => new FeatureMapper(
        new RadiomicsOptions { Families = families }, new FeatureMapOptions { KernelRadius = Kernel / 2 })
    { MaxParallelism = 1 }.Map(_case.Image, _case.Lesion).Count;
}
