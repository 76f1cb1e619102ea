using BenchmarkDotNet.Attributes;
using HccRisk.Studies.Synthetic;

namespace HccRisk.Benchmarks;

/// <summary>Making patients of the synthetic cohort, files and all; finding them complete is the baseline.</summary>
[MemoryDiagnoser]
public class SyntheticBenchmarks
{
    private const int Patients = 8;
    private string _folder = "";

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("hccrisk-bench-").FullName;
        Make("resume");
    }

    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Baseline = true, OperationsPerInvoke = Patients)]
    public int Resume() => Make("resume");

    [Benchmark(OperationsPerInvoke = Patients)]
    public int FullSize()
    {
        var folder = Path.Combine(_folder, "full");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Make("full");
    }

    [Benchmark(OperationsPerInvoke = 20_000)]
    public double TruthLadder() => SyntheticTruth.Ladder(20_000)[4].Population;

    private int Make(string name) => SyntheticCohort.Generate(
        Path.Combine(_folder, name),
        new SyntheticOptions { Development = Patients - 2, External = 2, MaxParallelism = 1 }).Patients;
}
