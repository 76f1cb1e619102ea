using BenchmarkDotNet.Attributes;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;

namespace HccRisk.Benchmarks;

/// <summary>Cox fits (Efron), and the choice of a ridge penalty by five-fold cross-validation as radiomics needs it.</summary>
[MemoryDiagnoser]
public class CoxBenchmarks
{
    private double[] _x = [];
    private SurvivalOutcome _outcome = new([1], [1]);

    /// <summary>Patients x columns.</summary>
    [Params("579x20", "460x400", "460x2000", "10000x100", "100000x20")]
    public string Shape { get; set; } = "";

    private int Columns { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var parts = Shape.Split('x');
        var n = int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
        Columns = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        var random = new Random(2);
        _x = new double[n * Columns];
        var times = new double[n];
        var events = new int[n];
        for (var i = 0; i < n; i++)
        {
            double eta = 0;
            for (var j = 0; j < Columns; j++)
            {
                _x[i * Columns + j] = random.NextDouble() * 2 - 1;
                eta += j < 5 ? 0.4 * _x[i * Columns + j] : 0;
            }

            times[i] = -Math.Log(1 - random.NextDouble()) * Math.Exp(-eta) + 1e-9;
            events[i] = random.NextDouble() < 0.5 ? 1 : 0;
        }

        _outcome = new SurvivalOutcome(times, events);
    }

    [Benchmark(Baseline = true)]
    public double Fit() => CoxModel.Fit(_x, Columns, _outcome, new CoxOptions { Ridge = Columns >= 400 ? 100 : 0 }).LogLikelihood;

    [Benchmark]
    public double ChooseRidge() => Columns * _outcome.Count <= 1_000_000 ? CoxRidge.CrossValidate(_x, Columns, _outcome).Lambda : 0;
}
