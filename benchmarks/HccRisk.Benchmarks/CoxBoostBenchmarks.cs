using BenchmarkDotNet.Attributes;
using HccRisk.Survival.CoxBoost;
using HccRisk.Survival.Data;

namespace HccRisk.Benchmarks;

/// <summary>Likelihood boosting: 200 steps, and their choice by ten-fold cross-validation, of a cohort with about a tenth, or a half, of events.</summary>
[MemoryDiagnoser]
public class CoxBoostBenchmarks
{
    private double[] _x = [];
    private SurvivalOutcome _outcome = new([1], [1]);

    /// <summary>Patients x columns.</summary>
    [Params("462x250", "462x1000", "462x4000", "1848x1000")]
    public string Shape { get; set; } = "";

    /// <summary>Share of patients with the event.</summary>
    [Params(0.1, 0.5)]
    public double Events { get; set; }

    /// <summary>What is modelled.</summary>
    [Params(CoxBoostForm.Hazard, CoxBoostForm.FineGray)]
    public CoxBoostForm Form { get; set; }

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
                _x[(i * Columns) + j] = (random.NextDouble() * 2) - 1;
                eta += j < 5 ? 0.4 * _x[(i * Columns) + j] : 0;
            }

            times[i] = (-Math.Log(1 - random.NextDouble()) * Math.Exp(-eta)) + 1e-9;
            events[i] = random.NextDouble() is var draw && draw < Events ? 1 : draw < Events * 1.2 ? 2 : 0;
        }

        _outcome = new SurvivalOutcome(times, events);
    }

    [Benchmark(Baseline = true)]
    public double Fit() => CoxBoostPath.Fit(_x, Columns, _outcome, 1, Form).Causes[0].LogLikelihood[^1];

    [Benchmark]
    public int ChooseSteps() => CoxBoostSearch.CrossValidate(_x, Columns, _outcome, 1, Form).OptimalSteps[0];
}
