using BenchmarkDotNet.Attributes;
using HccRisk.Core.Learning;
using HccRisk.Features.Harmonisation;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Benchmarks;

/// <summary>ComBat of 579 patients of three sites with 2,000 features and two covariates: the estimates and their application in memory, and the whole ML.NET transform.</summary>
[MemoryDiagnoser]
public class CombatBenchmarks
{
    private const int Patients = 579;
    private const int Features = 2000;

    private readonly MLContext _ml = new(seed: 1);
    private readonly string[] _names = [.. Enumerable.Range(0, Features).Select(j => $"f{j}")];
    private readonly string[] _sites = [.. Enumerable.Range(0, Patients).Select(i => i < 300 ? "A" : i < 462 ? "B" : "C")];
    private readonly double[][] _covariates = [new double[Patients], new double[Patients]];
    private readonly double[][] _slots = [.. Enumerable.Range(0, Features).Select(_ => new double[Patients])];
    private IDataView _data = null!;
    private ITransformer _model = null!;

    [Params(CombatPrior.Parametric, CombatPrior.Nonparametric)]
    public CombatPrior Prior { get; set; }

    private CombatOptions Options => new() { Prior = Prior, Covariates = ["Age", "Sex"] };

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(1);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        for (var i = 0; i < Patients; i++)
        {
            (_covariates[0][i], _covariates[1][i]) = (60 + (10 * Normal()), random.Next(2));
            for (var j = 0; j < Features; j++)
            {
                var site = _sites[i][0] - 'A';
                _slots[j][i] = (j % 7) + (site * 0.4) + ((1 + (0.3 * site)) * Normal()) + (0.02 * _covariates[0][i]);
            }
        }

        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], _names);
        _data = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, Patients).Select(i => new Row { Site = _sites[i], Age = (float)_covariates[0][i], Sex = (float)_covariates[1][i], Features = [.. _slots.Select(s => (float)s[i])] }).ToList(), schema);
        _model = _ml.Transforms.HarmoniseSites(Options).Fit(_data);
    }

    [Benchmark(Baseline = true)]
    public double FitAndApply()
    {
        var fitted = new CombatFit(Options, _sites, _covariates, ["age", "sex"]).Learn(j => _slots[j], _names, ["age", "sex", .. _names], [0, 1], 2, _ => { });
        var sum = 0.0;
        Span<double> own = stackalloc double[2];
        for (var i = 0; i < Patients; i++)
        {
            var site = fitted.Find(_sites[i]);
            (own[0], own[1]) = (_covariates[0][i], _covariates[1][i]);
            for (var j = 0; j < Features; j++)
            {
                sum += fitted.Correct(site, j, _slots[j][i], own);
            }
        }

        return sum;
    }

    [Benchmark]
    public ITransformer FitTransform() => _ml.Transforms.HarmoniseSites(Options).Fit(_data);

    [Benchmark]
    public int TransformRows() => _model.Transform(_data).GetColumn<float[]>("Features").Count();

    private sealed class Row
    {
        public string Site { get; set; } = "";

        public float Age { get; set; }

        public float Sex { get; set; }

        public float[] Features { get; set; } = [];
    }
}
