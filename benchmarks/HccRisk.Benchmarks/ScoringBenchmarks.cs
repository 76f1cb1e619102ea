using BenchmarkDotNet.Attributes;
using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;

namespace HccRisk.Benchmarks;

/// <summary>What a row costs on its way through a learned transform, as carried by ML.NET's own and as mapping, beside what ML.NET
/// has.</summary>
[MemoryDiagnoser]
public class ScoringBenchmarks
{
    private const int Rows = 1000;
    private const int Slots = 20;
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<Row> _rows = Make(Rows);
    private ITransformer _model = null!;
    private IDataView _data = null!;
    private Func<Row, float> _predict = null!;

    /// <summary>What is scored; 'all' asks for survival and incidence at three horizons too. A model of 1,500 patients has some 1,200
    /// times of events.</summary>
    [Params(
        "normalise", "LightGBM score", "select", "select (mapping)",
        "Cox score", "Cox score (mapping)", "Cox all", "Cox all (mapping)", "Cox strata score", "Cox strata all")]
    public string Work { get; set; } = string.Empty;

    /// <summary>Fits.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], [.. Enumerable.Range(0, Slots).Select(i => $"f{i}")]);
        _data = _ml.Data.LoadFromEnumerable(_rows, schema);
        var training = _ml.Data.LoadFromEnumerable(Make(1500), schema);
        AppContext.SetSwitch("HccRisk.Learning.Mapping", Work.EndsWith("(mapping)", StringComparison.Ordinal));
        IEstimator<ITransformer> estimator = Work.Split(' ')[0] switch
        {
            "normalise" => _ml.Transforms.NormalizeMeanVariance("Features", fixZero: false),
            "LightGBM" => _ml.Regression.Trainers.LightGbm(new LightGbmRegressionTrainer.Options { LabelColumnName = "Time", NumberOfThreads = 1 }),
            "select" => _ml.Survival.SelectFeatures("Features", maxFeatures: Slots / 2, maxCorrelation: 1),
            _ => _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12, 24, 36], StrataColumn = Work.Contains("strata", StringComparison.Ordinal) ? "Site" : null }),
        };
        _model = estimator.Fit(training);
        _predict = Work.Contains("score", StringComparison.Ordinal) ? Engine<Scored>(schema, r => r.Score)
            : Work.Contains("all", StringComparison.Ordinal) ? Engine<AllScored>(schema, r => r.Score + r.Survival[1] + r.CumulativeIncidence[1])
            : Engine<Vector>(schema, r => r.Features[^1]);
    }

    /// <summary>Scores a table; the time is that of one row.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public double Transform()
    {
        var scored = _model.Transform(_data);
        return Work.Contains("score", StringComparison.Ordinal) ? scored.GetColumn<float>("Score").Sum()
            : Work.Contains("all", StringComparison.Ordinal) ? _ml.Data.CreateEnumerable<AllScored>(scored, reuseRowObject: true).Sum(r => r.Score + r.Survival[1] + r.CumulativeIncidence[1])
            : scored.GetColumn<VBuffer<float>>("Features").Sum(v => v.GetItemOrDefault(0));
    }

    /// <summary>Scores one row at a time.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public double PredictionEngine() => _rows.Sum(r => _predict(r));

    private Func<Row, float> Engine<T>(SchemaDefinition schema, Func<T, float> result)
        where T : class, new()
    {
        var engine = _ml.Model.CreatePredictionEngine<Row, T>(_model, inputSchemaDefinition: schema);
        return row => result(engine.Predict(row));
    }

    private static List<Row> Make(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(i => new Row
        {
            Features = [.. Enumerable.Range(0, Slots).Select(_ => (random.NextSingle() * 2) - 1)],
            Time = 1 + (random.NextSingle() * 50),
            Event = random.Next(5) switch { 0 => 0, 1 => 2, _ => 1 },
            Site = i % 2 == 0 ? "a" : "b",
        })];
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }

        public string Site { get; set; } = string.Empty;
    }

    private sealed class Vector
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }

    private sealed class AllScored
    {
        public float Score { get; set; }

        public float[] Survival { get; set; } = [];

        public float[] CumulativeIncidence { get; set; } = [];
    }
}
