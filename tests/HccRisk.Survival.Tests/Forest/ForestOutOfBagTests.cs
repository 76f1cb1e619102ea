using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Forest;

namespace HccRisk.Survival.Tests.Forest;

/// <summary>Out of bag: means over the right trees, honest where there is nothing to learn, and importance with its interval.</summary>
public sealed class ForestOutOfBagTests
{
    private static readonly ForestOptions Options = new() { Trees = 60, MinimumLeaf = 5, MinimumLeafEvents = 1 };

    [Fact]
    public void OutOfBag_Curves_AreMeansOverTheTreesGrownWithoutTheRow()
    {
        var (x, outcome) = ForestPropertyTests.Rows(80, 3, 1);
        var forest = SurvivalForest.Fit(x, 3, outcome, 1, Options, cancellationToken: TestContext.Current.CancellationToken);

        var judged = forest.OutOfBag(x, outcome, 1, ForestScore.Incidence, 10);

        var (survival, incidence) = (judged.Survival([10, 1e9]), judged.CumulativeIncidence([10]));
        for (var i = 0; i < 80; i++)
        {
            int[] trees = [.. Enumerable.Range(0, 60).Where(t =>
            {
                var random = forest.Sampling.Stream(t);
                return forest.Sampling.Draw(ref random)[i] == 0;
            })];
            double Mean(Func<int, IReadOnlyList<double>> leaves) => trees.Average(t => leaves(t)[forest.Trees[t].LeafOf(x.AsSpan(i * 3, 3))]);
            Assert.Equal(trees.Length, judged.TreeCounts[i]);
            Assert.Equal(Mean(t => forest.LeafSurvival(t, 1, 10)), survival[i][0], 1e-12);
            Assert.Equal(Mean(t => forest.LeafIncidence(t, 1, 10)), incidence[i][0], 1e-12);
            Assert.Equal(incidence[i][0], judged.Scores[i], 1e-12);
            Assert.Equal(double.NaN, survival[i][1]);
        }

        // Each tree draws 51 of 80 rows.
        Assert.Equal(60 * 29, judged.TreeCounts.Sum());
        Assert.Equal(Concordance.Harrell(outcome.WithCause(1), [.. judged.Scores]).Estimate.Value, judged.Harrell.Value);
        Assert.Equal(Concordance.Uno(outcome.WithCause(1), [.. judged.Scores]).Estimate.Value, judged.Uno.Value);
    }

    // With nothing to learn, C out of bag is a half; each of 20 has a standard deviation of about .04, their mean of .01.
    [Fact]
    public void OutOfBag_NothingToLearn_HasNoConcordance()
    {
        var (inside, outside) = (0.0, 0.0);
        for (var seed = 1; seed <= 20; seed++)
        {
            var (_, outcome) = ForestPropertyTests.Rows(150, 1, seed);
            var random = new Random(seed + 100);
            double[] noise = [.. Enumerable.Range(0, 150 * 5).Select(_ => random.NextDouble())];
            var forest = SurvivalForest.Fit(noise, 5, outcome, 1, Options, cancellationToken: TestContext.Current.CancellationToken);

            outside += forest.OutOfBag(noise, outcome, 1, ForestScore.Incidence, 10).Harrell.Value!.Value / 20;
            double[] scores = [.. Enumerable.Range(0, 150).Select(i => forest.Score(noise.AsSpan(i * 5, 5), 1, ForestScore.Incidence, 10))];
            inside += Concordance.Harrell(outcome.WithCause(1), scores).Estimate.Value!.Value / 20;
        }

        Assert.Equal(.5, outside, .04);
        Assert.True(inside > .75);
    }

    // One column tells, five do not. Of 100 intervals that cover 0 with a chance of .95, fewer than 88 do so once in 300 times.
    [Fact]
    public void Importance_NoiseAndSignal_TellsThemApart()
    {
        var (covered, found) = (0, 0);
        for (var seed = 1; seed <= 20; seed++)
        {
            var (x, outcome) = ForestPropertyTests.Rows(200, 6, seed);
            var forest = SurvivalForest.Fit(x, 6, outcome, 1, Options with { Trees = 200, MinimumLeaf = 15 }, cancellationToken: TestContext.Current.CancellationToken);

            var importance = forest.OutOfBag(x, outcome, 1, ForestScore.Mortality, 0).Importance(cancellationToken: TestContext.Current.CancellationToken);

            covered += importance.Skip(1).Count(i => i.Fall.Lower <= 0 && i.Fall.Upper >= 0);
            found += importance[0].Fall.Lower > 0 ? 1 : 0;
        }

        Assert.InRange(covered, 88, 100);
        Assert.Equal(20, found);
    }

    [Fact]
    public void Importance_SameSeed_IsTheSameAndUnusedColumnsAreZero()
    {
        var (own, outcome) = ForestPropertyTests.Rows(100, 1, 3);
        double[] x = [.. own.SelectMany(v => new[] { v, 1 })];
        var judged = SurvivalForest.Fit(x, 2, outcome, 1, Options, cancellationToken: TestContext.Current.CancellationToken).OutOfBag(x, outcome, 1, ForestScore.Incidence, 10);

        var importance = judged.Importance(3, seed: 5, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(importance, judged.Importance(3, seed: 5, cancellationToken: TestContext.Current.CancellationToken));
        Assert.NotEqual(importance[0], judged.Importance(3, seed: 6, cancellationToken: TestContext.Current.CancellationToken)[0]);
        Assert.Equal(0, importance[1].Fall.Value);
        Assert.Equal("x0", importance[0].Name);
    }

    [Fact]
    public void OutOfBag_OtherRows_AreRefused()
    {
        var (x, outcome) = ForestPropertyTests.Rows(60, 2, 4);
        var forest = SurvivalForest.Fit(x, 2, outcome, 1, Options, cancellationToken: TestContext.Current.CancellationToken);

        var error = Assert.Throws<ArgumentException>(() => forest.OutOfBag(x.AsSpan(0, 100), outcome.Select([.. Enumerable.Range(0, 50)]), 1, ForestScore.Incidence, 10));

        Assert.Contains("grown on 60 rows of 2 columns; here are 50 rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OutOfBag_EveryoneInEverySample_HasNoneAndSaysSo()
    {
        var (x, outcome) = ForestPropertyTests.Rows(60, 2, 5);
        var forest = SurvivalForest.Fit(x, 2, outcome, 1, Options with { SampleFraction = 1 }, cancellationToken: TestContext.Current.CancellationToken);

        var judged = forest.OutOfBag(x, outcome, 1, ForestScore.Incidence, 10);

        Assert.All(judged.Scores, s => Assert.Equal(double.NaN, s));
        Assert.Contains("in the sample of every tree", judged.Harrell.NotEstimable, StringComparison.Ordinal);
        Assert.All(judged.Importance(1, cancellationToken: TestContext.Current.CancellationToken), i => Assert.Null(i.Fall.Value));
    }
}
