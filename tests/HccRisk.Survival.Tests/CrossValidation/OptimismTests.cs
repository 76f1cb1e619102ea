using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Resampling;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.CrossValidation;

public sealed class OptimismTests
{
    private static readonly string[] Names = ["x0", "x1", "x2"];
    private readonly MLContext _ml = new(seed: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The same samples by the engine for any measure (held against R's rms), with the Cox model fitted by itself. Tolerance: scores pass in single precision.</summary>
    [Fact]
    public void Optimism_CoxModel_IsThatOfTheEngineOnTheSameSamples()
    {
        var rows = TrainingData.Make(120, 3, 5);
        var options = new OptimismOptions { Replicates = 20, Seed = 3, Horizons = [12], CancellationToken = Token };
        double[] x = [.. rows.SelectMany(r => r.Features.Select(f => (double)f))];
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]).WithCause(1);
        var expected = InternalValidation.Optimism(
            rows.Count,
            sample =>
            {
                int[] drawn = [.. sample.ToArray().Order()];
                var model = CoxModel.Fit([.. drawn.SelectMany(i => x[(3 * i)..((3 * i) + 3)])], 3, outcome.Select(drawn), cancellationToken: Token);
                return judged => Concordance.Harrell(
                    outcome.Select(judged.Span), [.. judged.ToArray().Select(i => (double)(float)model.Predictor.LogRisk(x.AsSpan(3 * i, 3)))]).Estimate.Value!.Value;
            },
            0.5,
            20,
            3,
            Token);

        var actual = _ml.Survival.Optimism(TrainingData.View(_ml, rows, Names), _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12] }), options);

        Assert.Equal(["Harrell C", "AUC", "Brier", "score slope"], actual.Select(m => m.Metric));
        var harrell = actual[0].Result!;
        Assert.Equal(expected.Apparent, harrell.Apparent, 1e-9);
        Assert.Equal(expected.Corrected!.Value, harrell.Corrected!.Value, 1e-4);
        Assert.Equal(expected.OutOfBag!.Value, harrell.OutOfBag!.Value, 1e-4);
        Assert.Equal(0, harrell.Failed);

        // In its own sample a Cox model's score has a slope of 1 exactly: Newton's last step.
        Assert.Equal(1, actual[3].Result!.Apparent, 1e-4);
        Assert.True(actual[3].Result!.Corrected < 1);
    }

    [Fact]
    public void Optimism_AnyNumberOfThreads_IsTheSame()
    {
        var data = TrainingData.View(_ml, TrainingData.Make(80, 3, 6), Names);
        string Of(int threads) => string.Join(' ', _ml.Survival.Optimism(
            data, _ml.Survival.Trainers.CoxRidge(), new OptimismOptions { Replicates = 4, MaxParallelism = threads, CancellationToken = Token }).Select(m => m.Result));

        Assert.Equal(Of(1), Of(4));
    }

    // One event among 40: most samples of patients have none, or one that nothing separates, and are counted.
    [Fact]
    public void Optimism_SamplesThatCannotBeFitted_AreCounted()
    {
        var rows = TrainingData.Make(40, 3, 7);
        rows.ForEach(r => r.Event = 0);
        foreach (var row in rows.Take(2))
        {
            (row.Event, row.Time) = (1, 1);
        }

        var result = _ml.Survival.Optimism(
            TrainingData.View(_ml, rows, Names),
            _ml.Survival.Trainers.Cox(new CoxTrainerOptions { RidgePerEvent = 1 }),
            new OptimismOptions { Replicates = 20, CancellationToken = Token })[0].Result!;

        Assert.Equal(20, result.Replicates);
        Assert.InRange(result.Failed, 1, 19);
    }

    [Fact]
    public void Optimism_FaultyOptions_AreListed()
    {
        var fault = Assert.Throws<ArgumentException>(() => new OptimismOptions { Replicates = 1, Cause = -1, Horizons = [0] }.Validate()).Message;

        Assert.Contains("Replicates is 1", fault, StringComparison.Ordinal);
        Assert.Contains("Cause is -1", fault, StringComparison.Ordinal);
        Assert.Contains("Horizons", fault, StringComparison.Ordinal);
    }
}
