using System.Globalization;
using BenchmarkDotNet.Attributes;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;
using Microsoft.ML;

namespace HccRisk.Benchmarks;

/// <summary>A warm feature store of the size of the reference study: 579 patients, 1000 features, 4 files a patient.</summary>
[MemoryDiagnoser]
public class FeatureStoreBenchmark
{
    private const int Patients = 579;
    private const int Features = 1000;
    private readonly MLContext _ml = new(seed: 1);
    private string _folder = "";
    private Cohort _cohort = null!;
    private FeatureJob _job = null!;
    private FeatureTable _table = null!;

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("hccrisk-").FullName;
        var clinical = new List<string> { "patient_id,age" };
        var manifest = new List<string> { "patient_id,kind,name,path" };
        for (var i = 0; i < Patients; i++)
        {
            clinical.Add(string.Create(CultureInfo.InvariantCulture, $"P{i},{20 + (i % 60)}"));
            for (var f = 0; f < 4; f++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{i}_{f}.nii");
                File.WriteAllText(Path.Combine(_folder, name), name);
                manifest.Add(string.Create(CultureInfo.InvariantCulture, $"P{i},mri,s{f},{name}"));
            }
        }

        File.WriteAllLines(Path.Combine(_folder, "clinical.csv"), clinical);
        File.WriteAllLines(Path.Combine(_folder, "manifest.csv"), manifest);
        var columns = Enumerable.Range(0, Features).Select(i => new FeatureColumn(string.Create(CultureInfo.InvariantCulture, $"f{i}"))).ToArray();
        _job = new FeatureJob
        {
            Name = "mri",
            Modality = "Radiomics",
            Availability = Availability.Pre,
            CreatedBy = "benchmark",
            Options = "none",
            Columns = columns,
            Extract = (p, _) => new FeatureVector(columns, [.. Enumerable.Range(0, Features).Select(i => p["age"] / (i + 1))]),
        };
        _cohort = LoadCohortFiles();
        _table = WarmStore().Table;
    }

    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Baseline = true)]
    public FeatureTable ReadTableFile() => FeatureTable.Load(Path.Combine(_folder, "store", "mri", "table.parquet"));

    [Benchmark]
    public FeatureResult WarmStore() => FeatureStore.Open(Path.Combine(_folder, "store")).Compute(_job, _cohort);

    [Benchmark]
    public Cohort LoadCohortFiles() => Cohort.Load(
        Path.Combine(_folder, "clinical.csv"),
        new CohortSchema { Columns = [new("patient_id", ColumnKind.Id), new("age", ColumnKind.Numeric)] },
        Path.Combine(_folder, "manifest.csv"));

    [Benchmark]
    public IDataView JoinToDataView() => _ml.Data.LoadCohort(_cohort, Availability.Pre, _table);
}
