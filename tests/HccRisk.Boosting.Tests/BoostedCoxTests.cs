using HccRisk.Survival.Boosting;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Boosting.Tests;

/// <summary>The fit on arrays: what it finds, what it keeps to, and what it says of rows that teach nothing.</summary>
public sealed class BoostedCoxTests
{
    private static readonly BoostingOptions Small = new() { Folds = 5, Rounds = 150, LearningRate = 0.1 };

    [Fact]
    public void Fit_PlantedInteraction_RanksNewPatientsBetterThanCox()
    {
        // The effect of each feature alone is nil: only together do they tell. A Cox model cannot see it, an oracle has C of about 0.73.
        static double Truth(float[] x) => 2 * Math.Sign(x[0]) * x[1];
        var (train, test) = (Simulated.Make(1000, 5, 1, Truth), Simulated.Make(1000, 5, 2, Truth));
        var cox = CoxModel.Fit(Simulated.Matrix(train), 5, Simulated.Outcome(train), cancellationToken: TestContext.Current.CancellationToken);

        var boosted = Simulated.Fit(Simulated.Matrix(train), Simulated.Names(5), Simulated.Outcome(train), options: Small);

        double C(Func<double[], double> score) => Concordance.Harrell(
            Simulated.Outcome(test), [.. test.Select(r => score([.. r.Features.Select(f => (double)f)]))]).Estimate.Value!.Value;
        var (oracle, linear, trees) = (C(x => Truth([.. x.Select(v => (float)v)])), C(x => cox.Predictor.LogRisk(x)), C(x => boosted.Trees.Score(x)));
        Assert.InRange(linear, 0.4, 0.58);
        Assert.True(trees > linear + 0.1, $"boosted {trees}, Cox {linear}, oracle {oracle}");
        Assert.True(trees < oracle + 0.01);
        Assert.Empty(boosted.Warnings);
    }

    [Fact]
    public void Fit_CrossValidation_StopsAtTheBestRound()
    {
        var rows = Simulated.Make(400, 4, 3, x => x[0]);
        var result = Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(4), Simulated.Outcome(rows), options: Small with { Patience = 20, Rounds = 1000 });

        Assert.Equal(result.CrossValidated.Max(), result.CrossValidated[result.Rounds]);
        Assert.Equal(result.Rounds + 21, result.CrossValidated.Count);
        Assert.True(result.CrossValidated[result.Rounds] > result.CrossValidated[0]);

        // Round 0 has no trees: what is left of the null model's likelihood without each fold. Folds are drawn of the rows by time.
        var outcome = Simulated.Outcome(rows);
        outcome = outcome.Select(CoxObjective.OrderOf(outcome, null));
        var objective = new CoxObjective(outcome);
        var folds = HccRisk.Survival.Resampling.Folds.Stratified(outcome, 5, 1, 1);
        var expected = folds.Sum(f => objective.LogLikelihood(new double[400]) - new CoxObjective(outcome.Select([.. f.Training])).LogLikelihood(new double[f.Training.Count]));
        Assert.Equal(expected, result.CrossValidated[0], 1e-8);
    }

    [Fact]
    public void Fit_Score_IsCentredAndOutOfFoldScoresAreNot_OfTheModel()
    {
        var rows = Simulated.Make(300, 3, 4, x => x[0]);
        var x = Simulated.Matrix(rows);
        var result = Simulated.Fit(x, Simulated.Names(3), Simulated.Outcome(rows), options: Small);
        double[] scores = [.. Enumerable.Range(0, 300).Select(i => result.Trees.Score(x.AsSpan(i * 3, 3)))];

        Assert.Equal(0, scores.Average(), 1e-12);
        Assert.NotEqual(scores, result.OutOfFold);

        // The baseline is Breslow's under the scores that folds gave.
        var expected = HazardBaseline.Breslow(Simulated.Outcome(rows), 1, [.. result.OutOfFold], [], null, [], TieHandling.Efron)[0];
        Assert.Equal(expected.Times, result.Baselines[0].Times);
        Assert.All(expected.Hazard.Zip(result.Baselines[0].Hazard), p => Assert.Equal(p.First, p.Second, 1e-12));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Fit_MoreThreads_GivesTheSameBytes(int threads)
    {
        var rows = Simulated.Make(500, 20, 5, x => x[0] - x[1], x => x[2], step: 2);
        var (one, more) = (Fit(1), Fit(threads));

        Assert.Equal(one.Rounds, more.Rounds);
        Assert.Equal(one.CrossValidated, more.CrossValidated);
        Assert.Equal(one.OutOfFold, more.OutOfFold);
        Assert.Equal(one.Trees.Start, more.Trees.Start);
        Assert.Equal(one.Trees.Leaves.SelectMany(l => l), more.Trees.Leaves.SelectMany(l => l));
        Assert.Equal(one.Trees.Trees.SelectMany(t => t.Threshold), more.Trees.Trees.SelectMany(t => t.Threshold));
        Assert.Equal(one.CompetingTrees!.Leaves.SelectMany(l => l), more.CompetingTrees!.Leaves.SelectMany(l => l));

        BoostedCoxResult Fit(int number) =>
            Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(20), Simulated.Outcome(rows), options: Small with { Threads = number, Rounds = 40 });
    }

    [Fact]
    public void Fit_Monotone_NeverFallsAlongTheFeature()
    {
        // The truth rises and falls again: without the constraint the score would fall somewhere.
        var rows = Simulated.Make(600, 3, 6, x => (3 * (1 - (x[0] * x[0]))) + x[1]);
        var (x, outcome) = (Simulated.Matrix(rows), Simulated.Outcome(rows));
        var free = Simulated.Fit(x, Simulated.Names(3), outcome, options: Small).Trees;
        var rising = Simulated.Fit(x, Simulated.Names(3), outcome, options: Small with { Increasing = ["f0"], Decreasing = ["f1"] }).Trees;

        Assert.True(Falls(free, 0) && Falls(free, 1, -1));
        Assert.False(Falls(rising, 0));
        Assert.False(Falls(rising, 1, -1));

        static bool Falls(BoostedTrees trees, int feature, int sign = 1)
        {
            for (var other = -0.9; other < 1; other += 0.3)
            {
                var before = double.NegativeInfinity;
                for (var value = -1.0; value <= 1; value += 0.01)
                {
                    double[] row = [other, other, other];
                    row[feature] = value;
                    var score = sign * trees.Score(row);
                    if (score < before - 1e-12)
                    {
                        return true;
                    }

                    before = score;
                }
            }

            return false;
        }
    }

    [Fact]
    public void Fit_PatientsWithSeveralRows_StayInOneFold()
    {
        // Each patient is there four times with the same features: a fold that saw three of the copies would know the outcome of the
        // fourth.
        var patients = Simulated.Make(60, 8, 7, _ => 0);
        Simulated[] rows = [.. Enumerable.Range(0, 4).SelectMany(_ => patients)];
        int[] groups = [.. Enumerable.Range(0, rows.Length).Select(i => i % patients.Count)];
        var options = Small with { MinimumRows = 4, Ridge = 0.1, LearningRate = 0.3 };

        double Gain(int[] of)
        {
            var curve = Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(8), Simulated.Outcome(rows), options: options, groups: of).CrossValidated;
            return curve.Max() - curve[0];
        }

        var (apart, together) = (Gain([]), Gain(groups));
        Assert.True(apart > 20, $"copies in other folds give the outcome away: {apart}");
        Assert.True(together < apart / 10, $"nothing can be learned about patients not seen: {together} of {apart}");
    }

    [Fact]
    public void Fit_WeightOfTwo_IsTheRowTwice()
    {
        // Under Breslow the risk sets are the same; second derivatives differ by the square of what a row expects, which is little but
        // for the last rows. Nine values a feature, so
        // that bins do not depend on the number of rows.
        var rows = Simulated.Make(400, 3, 8, x => x[0]);
        rows.ForEach(r => r.Features = Array.ConvertAll(r.Features, f => MathF.Round(f * 4)));
        Simulated[] twice = [.. rows, .. rows];
        var options = new BoostingOptions { Folds = 0, Rounds = 20, FeatureFraction = 1, MinimumRows = 1 };
        var weighted = Simulated.Fit(
            Simulated.Matrix(rows), Simulated.Names(3), Simulated.Outcome(rows).WithWeights([.. rows.Select(_ => 2.0)]), ties: TieHandling.Breslow, options: options).Trees;
        var copied = Simulated.Fit(Simulated.Matrix(twice), Simulated.Names(3), Simulated.Outcome(twice), ties: TieHandling.Breslow, options: options).Trees;

        double[] a = [.. rows.Select(r => weighted.Score([.. r.Features.Select(f => (double)f)]))];
        double[] b = [.. rows.Select(r => copied.Score([.. r.Features.Select(f => (double)f)]))];
        Assert.True(a.Max() - a.Min() > 1);
        Assert.All(a.Zip(b), p => Assert.Equal(p.First, p.Second, 0.05));
    }

    [Fact]
    public void Fit_MissingValues_AreLearnedFrom()
    {
        // Being missing itself is the risk.
        var rows = Simulated.Make(600, 3, 9, x => x[0] > 0.3 ? 1.5 : 0);
        rows.ForEach(r => r.Features[0] = r.Features[0] > 0.3 ? float.NaN : 0);
        var trees = Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(3), Simulated.Outcome(rows), options: Small).Trees;

        // The truth is 1.5; shrinkage and stopping early keep less.
        Assert.InRange(trees.Score([double.NaN, 0, 0]) - trees.Score([0, 0, 0]), 0.7, 1.9);
    }

    [Fact]
    public void Fit_CompetingCause_HasTreesOfItsOwn()
    {
        var rows = Simulated.Make(800, 3, 10, x => x[0], x => 2 * x[1]);
        var result = Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(3), Simulated.Outcome(rows), options: Small);

        static double Effect(BoostedTrees trees, int feature)
        {
            double[] row = [0, 0, 0];
            row[feature] = 0.8;
            var high = trees.Score(row);
            row[feature] = -0.8;
            return high - trees.Score(row);
        }

        // The truth is 1.6 and 0 for the cause, 0 and 3.2 for its competitor.
        Assert.True(Effect(result.Trees, 0) > 0.8 && Math.Abs(Effect(result.Trees, 1)) < 0.5);
        Assert.True(Effect(result.CompetingTrees!, 1) > 1.6 && Math.Abs(Effect(result.CompetingTrees!, 0)) < 0.5);
    }

    [Fact]
    public void Fit_PermutedOutcome_KeepsNoTreesOrFew()
    {
        var rows = Simulated.Make(300, 10, 11, _ => 0);
        var result = Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(10), Simulated.Outcome(rows), options: Small);

        // Ten features of noise: what cross-validation lets pass is small.
        Assert.True(result.Rounds < 30, $"{result.Rounds} rounds");
        Assert.Equal(result.Rounds == 0, result.Warnings.Any(w => w.StartsWith("The model has no trees", StringComparison.Ordinal)));
    }
}
