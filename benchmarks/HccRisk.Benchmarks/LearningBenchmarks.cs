using BenchmarkDotNet.Attributes;
using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Selection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Benchmarks;

/// <summary>What a row costs on its way through a learned transform, beside a built-in one of the same width.</summary>
[MemoryDiagnoser]
public class LearningBenchmarks
{
    private const int Rows = 1000;
    private readonly MLContext _ml = new(seed: 1);
    private IDataView _data = null!;
    private Microsoft.ML.Transforms.NormalizingTransformer _builtIn = null!;
    private LearnedTransformer<SelectedSlots> _learned = null!;

    /// <summary>Width of the vector.</summary>
    [Params(20, 300)]
    public int Slots { get; set; }

    /// <summary>Makes data and fits both transforms.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], [.. Enumerable.Range(0, Slots).Select(i => $"f{i}")]);
        _data = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, Rows).Select(_ => new Row
            {
                Features = [.. Enumerable.Range(0, Slots).Select(_ => random.NextSingle())],
                Time = 1 + (random.NextSingle() * 50),
                Event = random.Next(2),
            }).ToList(),
            schema);
        _builtIn = _ml.Transforms.NormalizeMeanVariance("Features", fixZero: false).Fit(_data);
        _learned = _ml.Survival.SelectFeatures("Features", maxFeatures: Slots, maxCorrelation: 1).Fit(_data);
    }

    /// <summary>Built-in normalisation.</summary>
    [Benchmark(Baseline = true)]
    public double BuiltIn() => Sum(_builtIn.Transform(_data));

    /// <summary>A learned function that writes as many slots as it reads.</summary>
    [Benchmark]
    public double Learned() => Sum(_learned.Transform(_data));

    private static double Sum(IDataView data) => data.GetColumn<float[]>("Features").Sum(v => v[^1]);

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }
    }
}
