using BenchmarkDotNet.Attributes;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Benchmarks;

/// <summary>
/// Survival statistics on one core at growing n. Sorting is part of every figure: the outcome is made anew from its arrays.
/// The O(n^2) count of pairs is the baseline at the size it can still do.
/// </summary>
[MemoryDiagnoser]
public class SurvivalBenchmarks
{
    private double[] _times = [];
    private int[] _events = [];
    private int[] _groups = [];
    private double[] _score = [];

    /// <summary>Number of patients.</summary>
    [Params(1_000, 10_000, 100_000, 1_000_000)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _times = new double[N];
        _events = new int[N];
        _groups = new int[N];
        _score = new double[N];
        for (var i = 0; i < N; i++)
        {
            _score[i] = random.NextDouble() * 2 - 1;
            _groups[i] = i % 2;
            _times[i] = -Math.Log(1 - random.NextDouble()) * Math.Exp(-_score[i]) + 1e-9;
            _events[i] = random.NextDouble() < 0.5 ? 1 : 0;
        }
    }

    [Benchmark]
    public double KaplanMeierCurve() => KaplanMeier.Fit(new SurvivalOutcome(_times, _events)).Survival[^1];

    [Benchmark]
    public double LogRankTest() => LogRank.Test(new SurvivalOutcome(_times, _events), _groups).Test.Statistic;

    [Benchmark]
    public double? HarrellWithError() => Concordance.Harrell(new SurvivalOutcome(_times, _events), _score).Estimate.Value;

    [Benchmark]
    public double? Harrell() =>
        Concordance.Harrell(new SurvivalOutcome(_times, _events), _score, options: new ConcordanceOptions { StandardError = false }).Estimate.Value;

    [Benchmark]
    public double? UnoWithError() => Concordance.Uno(new SurvivalOutcome(_times, _events), _score).Estimate.Value;

    [Benchmark]
    public double? AucWithError() => TimeDependentAuc.CumulativeDynamic(new SurvivalOutcome(_times, _events), _score, [1.0])[0].Auc.Value;

    [Benchmark]
    public double AalenJohansenWithError() => AalenJohansen.Fit(new SurvivalOutcome(_times, _events)).StandardErrors(1)[^1];
}
