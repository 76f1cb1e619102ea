using BenchmarkDotNet.Attributes;
using HccRisk.Survival.Data;
using HccRisk.Survival.FineGray;

namespace HccRisk.Benchmarks;

/// <summary>Fine-Gray with its variance: time grows with n, not with its square.</summary>
[MemoryDiagnoser]
public class FineGrayBenchmarks
{
    private const int Columns = 10;
    private double[] _x = [];
    private SurvivalOutcome _outcome = new([1], [1]);

    [Params(2_000, 20_000, 200_000)]
    public int Patients { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(4);
        _x = new double[Patients * Columns];
        var times = new double[Patients];
        var events = new int[Patients];
        for (var i = 0; i < Patients; i++)
        {
            double eta = 0;
            for (var j = 0; j < Columns; j++)
            {
                _x[i * Columns + j] = random.NextDouble() * 2 - 1;
                eta += j < 5 ? 0.4 * _x[i * Columns + j] : 0;
            }

            times[i] = -Math.Log(1 - random.NextDouble()) * Math.Exp(-eta) + 1e-9;
            events[i] = random.Next(3);
        }

        _outcome = new SurvivalOutcome(times, events);
    }

    [Benchmark(Baseline = true)]
    public double Fit() => FineGrayModel.Fit(_x, Columns, _outcome).LogLikelihood;
}
