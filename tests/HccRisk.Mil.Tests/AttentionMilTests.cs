using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Tuning;
using Xunit;

namespace HccRisk.Mil.Tests;

public sealed class AttentionMilTests
{
    private static readonly AttentionMilOptions Small = new() { Components = 8, Hidden = 8, Epochs = 30, WarmUpEpochs = 3, Members = 2, InnerFolds = 2, LearningRate = 1e-2 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MilLoss.Cox, 0)]
    [InlineData(MilLoss.FineGray, 0)]
    [InlineData(MilLoss.Discrete, 0)]
    [InlineData(MilLoss.Cox, 20)]
    public void Fit_AnyNumberOfThreads_GivesTheSameBytes(MilLoss loss, int batch)
    {
        var (bags, outcome, _) = Simulated.Witness(60, 20, 10, 6, seed: 2);
        AttentionMilResult Fit(int threads) => AttentionMil.Fit(
            bags, outcome, options: Small with { Loss = loss, BatchSize = batch, TilesPerStep = 12, MaxParallelism = threads, Epochs = 12 }, cancellationToken: Stop);

        var (one, many) = (Fit(1), Fit(7));

        Assert.Equal(one.Model.Epochs, many.Model.Epochs);
        Assert.Equal(one.Model.Axes, many.Model.Axes);
        Assert.Equal(one.OutOfFold, many.OutOfFold);
        Assert.All(one.Model.Members.Zip(many.Model.Members), pair => Assert.Equal(pair.First, pair.Second));
        Assert.NotEqual(one.Model.Members[0], one.Model.Members[1]);
    }

    [Theory]
    [InlineData(MilLoss.Cox, false)]
    [InlineData(MilLoss.Discrete, false)]
    [InlineData(MilLoss.FineGray, true)]
    public void Score_TilesInAnotherOrderOrTwice_IsTheSame(MilLoss loss, bool windows)
    {
        var (bags, outcome, _) = Simulated.Witness(60, 20, 10, 6, seed: 3);
        var model = AttentionMil.Fit(bags, outcome, options: Small with { Loss = loss, TestTimeEnsemble = windows }, cancellationToken: Stop).Model;
        var (values, turned, twice) = (bags[0].Spread(20), new List<float>(), new List<float>());
        for (var i = 19; i >= 0; i--)
        {
            var tile = values.AsSpan(i * 10, 10).ToArray();
            turned.AddRange(tile);
            twice.AddRange(tile);
            twice.AddRange(tile);
        }

        // Sums in single precision in another order.
        var score = model.Score(bags[0]);
        Assert.NotEqual(score, model.Score(bags[1]), 1e-4);
        Assert.Equal(score, model.Score(new TileBag("turned", turned.ToArray(), 10)), 1e-5);
        Assert.Equal(score, model.Score(new TileBag("twice", twice.ToArray(), 10)), 1e-5);
    }

    [Theory]
    [InlineData(MilLoss.Cox, false)]
    [InlineData(MilLoss.FineGray, true)]
    public void Explain_Contributions_AddUpToTheScore(MilLoss loss, bool windows)
    {
        var (bags, outcome, _) = Simulated.Witness(60, 20, 10, 6, seed: 3);
        var model = AttentionMil.Fit(bags, outcome, options: Small with { Loss = loss, TestTimeEnsemble = windows }, cancellationToken: Stop).Model;

        var explanation = model.Explain(bags[4]);

        Assert.Equal(model.Score(bags[4]), explanation.Score);
        Assert.Equal(explanation.Score, explanation.Contributions.Sum(), 1e-5);
        Assert.Equal(1, explanation.Attention.Average(), 1e-5);
        Assert.True(explanation.Spread > 0);

        // One tile has all the attention, and the whole score.
        var alone = model.Explain(new TileBag("one", bags[4].Spread(20).AsMemory(0, 10), 10));
        Assert.Equal([1.0], alone.Attention);
        Assert.Equal(alone.Score, alone.Contributions[0], 1e-5);
    }

    [Theory]
    [InlineData(MilLoss.Cox)]
    [InlineData(MilLoss.FineGray)]
    [InlineData(MilLoss.Discrete)]
    public void CumulativeIncidence_OverTime_RisesWithTheScoreAndStaysBelowOneLessSurvival(MilLoss loss)
    {
        var (bags, outcome, witness) = Simulated.Witness(120, 20, 10, 9, seed: 3);
        int[] codes = [.. outcome.Events.ToArray().Select((code, i) => code == 1 && i % 5 == 0 ? 2 : code)];
        var all = new SurvivalOutcome(outcome.Times, codes);
        var fit = AttentionMil.Fit(bags, all, options: Small with { Loss = loss, Epochs = 60 }, cancellationToken: Stop);
        var model = fit.Model;
        double[] times = [0, 1, 5, 12, 24, 1000];
        var (low, high) = (bags[Array.IndexOf(witness, -1)], bags[Array.FindIndex(witness, w => w >= 0)]);

        Assert.True(Concordance.Harrell(all.WithCause(1), fit.OutOfFold.ToArray()).Estimate.Value > 0.55);
        var scores = bags.Select(model.Score).ToArray();
        Assert.True(scores.Where((_, i) => witness[i] >= 0).Average() > scores.Where((_, i) => witness[i] < 0).Average());
        foreach (var bag in (TileBag[])[low, high])
        {
            var (incidence, survival) = (model.CumulativeIncidence(bag, times), model.Survival(bag, times));
            Assert.Equal((0.0, 1.0), (incidence[0], survival[0]));
            Assert.True(double.IsNaN(incidence[^1]) && double.IsNaN(survival[^1]));
            Assert.Equal(incidence[..^1], incidence[..^1].Order());
            Assert.All(Enumerable.Range(0, 5), t => Assert.True(incidence[t] <= 1 - survival[t] + 1e-12));
        }

        // Where the score is higher so is the risk; of several outputs only the sum over bins is sure.
        if (loss != MilLoss.Discrete)
        {
            var order = Enumerable.Range(0, 120).OrderBy(i => scores[i]).ToArray();
            double[] at12 = [.. order.Select(i => model.CumulativeIncidence(bags[i], [12])[0])];
            Assert.Equal(at12.Order(), at12);
        }
    }

    // Tiles without any tie to the outcome: what the inner folds prefer is close to no model.
    [Fact]
    public void Fit_NoSignal_WarnsOrGainsNextToNothing()
    {
        var (bags, outcome, _) = Simulated.Witness(80, 10, 6, 0, seed: 11);
        double[] times = [.. outcome.Times.ToArray().OrderBy(t => (t * 7919) % 1)];
        var fit = AttentionMil.Fit(bags, new SurvivalOutcome(times, outcome.Events), options: Small, cancellationToken: Stop);
        var best = fit.CrossValidated.Max(c => c.LogLikelihood);
        Assert.True(best <= 2);
        Assert.Equal(best <= 0, fit.Warnings.Count > 0);
    }

    [Fact]
    public void TileBag_BadTiles_AreNamed()
    {
        Assert.Contains("'P7' has no tiles", Assert.Throws<TileBagException>(() => new TileBag("P7", Array.Empty<float>(), 4)).Message, StringComparison.Ordinal);
        var nan = Assert.Throws<TileBagException>(() => new TileBag("P8", new float[] { 1, 2, 3, float.NaN }, 2));
        Assert.Contains("Tile 1 of 'P8' has NaN as number 1", nan.Message, StringComparison.Ordinal);
        Assert.Contains("Infinity", Assert.Throws<TileBagException>(() => new TileBag("P9", new[] { float.PositiveInfinity }, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new TileBag("P9", new float[5], 2));
    }

    [Fact]
    public void Fit_BadInput_IsNamed()
    {
        var (bags, outcome, _) = Simulated.Witness(20, 5, 6, 0, seed: 1);
        TileBag[] mixed = [.. bags[..19], new TileBag("other", new float[14], 7)];
        var error = Assert.Throws<TileBagException>(() => AttentionMil.Fit(mixed, outcome, options: Small, cancellationToken: Stop));
        Assert.Contains("'other' have 7 numbers, those of 'P000' have 6", error.Message, StringComparison.Ordinal);

        int[] codes = new int[20];
        Assert.Throws<NoEventsException>(() => AttentionMil.Fit(bags, new SurvivalOutcome(outcome.Times, codes), options: Small, cancellationToken: Stop));
        codes[3] = codes[8] = codes[9] = 1;
        var few = Assert.Throws<TooFewEventsException>(() => AttentionMil.Fit(bags, new SurvivalOutcome(outcome.Times, codes), options: Small, cancellationToken: Stop));
        Assert.Contains("3 events are too few for 2 inner folds", few.Message, StringComparison.Ordinal);
        var bins = Assert.Throws<NoEventsException>(() => AttentionMil.Fit(
            bags, new SurvivalOutcome(outcome.Times, codes), options: Small with { Loss = MilLoss.Discrete, InnerFolds = 0 }, cancellationToken: Stop));
        Assert.Contains("3 events cannot fill 4 bins", bins.Message, StringComparison.Ordinal);

        TileBag[] same = [.. bags.Select(b => new TileBag(b.Name, new float[30], 6))];
        Assert.Contains("all the same", Assert.Throws<TileBagException>(() => AttentionMil.Fit(same, outcome, options: Small, cancellationToken: Stop)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => AttentionMil.Fit(bags[1..], outcome, options: Small, cancellationToken: Stop));
        var model = AttentionMil.Fit(bags, outcome, options: Small with { InnerFolds = 0, Epochs = 4 }, cancellationToken: Stop).Model;
        Assert.Contains("'other' have 7 numbers", Assert.Throws<TileBagException>(() => model.Score(mixed[^1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var error = Assert.Throws<ArgumentException>((new AttentionMilOptions { Hidden = 0, ChannelDropout = 1, InnerFolds = 1, LearningRate = double.NaN }).Validate);
        Assert.All(new[] { "Hidden", "ChannelDropout", "InnerFolds", "LearningRate" }, x => Assert.Contains(x, error.Message, StringComparison.Ordinal));
    }

    // The axes have a variance of 1 over the training tiles and no correlation, whatever the tiles' own.
    [Fact]
    public void PrincipalAxes_OfCorrelatedTiles_GiveWhiteComponents()
    {
        var random = new Random(5);
        var values = new float[300 * 5];
        for (var i = 0; i < 300; i++)
        {
            var shared = Simulated.Normal(random);
            for (var j = 0; j < 5; j++)
            {
                values[(i * 5) + j] = (float)(100 + (j * shared) + Simulated.Normal(random));
            }
        }

        var axes = new HccRisk.Mil.Projection.PrincipalAxes(5, values[..5]);
        axes.Add([.. values[..700]], new ParallelOptions());
        axes.Add([.. values[700..]], new ParallelOptions());
        var (mean, directions) = axes.Axes(3);
        var white = new HccRisk.Mil.Projection.TileProjection(mean, directions).Project([.. values]);

        Assert.Equal(3, white.Width);
        for (var a = 0; a < 3; a++)
        {
            Assert.Equal(0, Enumerable.Range(0, 300).Average(i => (double)white[i][a]), 1e-4);
            for (var b = 0; b < 3; b++)
            {
                Assert.Equal(a == b ? 1 : 0, Enumerable.Range(0, 300).Average(i => (double)white[i][a] * white[i][b]), 1e-3);
            }
        }
    }
}
