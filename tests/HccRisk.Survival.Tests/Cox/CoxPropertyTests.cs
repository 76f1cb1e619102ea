using System.Text.Json;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Tests.Cox;

public class CoxPropertyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TieHandling.Efron)]
    [InlineData(TieHandling.Breslow)]
    public void Fit_RowOrderAndUnits_DoNotMatter(TieHandling ties)
    {
        var (outcome, x) = Simulated.Cox(150, 4, 1, tieGrid: 10);
        var rows = Simulated.Permutation(150, 2);
        var moved = new double[x.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                moved[i * 4 + j] = 1000 + 50 * x[rows[i] * 4 + j];
            }
        }

        var options = new CoxOptions { Ties = ties };
        var fit = CoxModel.Fit(x, 4, outcome, options, null, Token);
        var changed = CoxModel.Fit(moved, 4, new SurvivalOutcome(outcome.Select(rows).Times.ToArray().Select(t => t / 12).ToArray(), outcome.Select(rows).Events), options, null, Token);
        Reference.Close(fit.Coefficients, [.. changed.Coefficients.Select(b => b * 50)], 1e-9, "coef");
        Reference.Close(fit.StandardErrors, [.. changed.StandardErrors.Select(s => s * 50)], 1e-9, "se");
        Reference.Close(fit.LogLikelihood, changed.LogLikelihood, 1e-12, "loglik");
    }

    [Fact]
    public void Fit_OneGroupColumnWithoutTies_ScoreTestIsTheLogRankTest()
    {
        var (outcome, x) = Simulated.Cox(100, 1, 4);
        int[] groups = [.. Enumerable.Range(0, 100).Select(i => x[i] > 0 ? 1 : 0)];
        var fit = CoxModel.Fit(Array.ConvertAll(groups, g => (double)g), 1, outcome, cancellationToken: Token);
        Reference.Close(LogRank.Test(outcome, groups).Test.Statistic, fit.ScoreTest!.Statistic, 1e-11, "score test");
    }

    /// <summary>At the maximum the gradient of the plain likelihood equals lambda times the coefficient; the gradient here is the double sum.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_Ridge_SatisfiesTheScoreEquation(bool standardize)
    {
        const int P = 6;
        const double Lambda = 7;
        var (outcome, x) = Simulated.Cox(80, P, 9);
        for (var i = 0; i < 80; i++)
        {
            x[i * P] *= 5;
        }

        var fit = CoxModel.Fit(x, P, outcome, new CoxOptions { Ridge = Lambda, Standardize = standardize }, null, Token);
        Assert.True(fit.Converged);
        for (var j = 0; j < P; j++)
        {
            double gradient = 0;
            for (var i = 0; i < 80; i++)
            {
                if (outcome.Events[i] == 0)
                {
                    continue;
                }

                double sum = 0, weighted = 0;
                for (var k = 0; k < 80; k++)
                {
                    if (outcome.Times[k] >= outcome.Times[i])
                    {
                        var risk = Math.Exp(fit.Predictor.LinearPredictor(x.AsSpan(k * P, P)));
                        sum += risk;
                        weighted += risk * x[k * P + j];
                    }
                }

                gradient += x[i * P + j] - weighted / sum;
            }

            var mean = Enumerable.Range(0, 80).Average(i => x[i * P + j]);
            var variance = standardize ? Enumerable.Range(0, 80).Average(i => Math.Pow(x[i * P + j] - mean, 2)) : 1;
            Assert.Equal(Lambda * variance * fit.Coefficients[j], gradient, 1e-8);
        }
    }

    [Fact]
    public void Fit_RidgeTowardsZero_IsThePlainFit()
    {
        var (outcome, x) = Simulated.Cox(200, 5, 6, tieGrid: 20);
        var plain = CoxModel.Fit(x, 5, outcome, null, null, Token);
        var ridge = CoxModel.Fit(x, 5, outcome, new CoxOptions { Ridge = 1e-9 }, null, Token);
        Reference.Close(plain.Coefficients, ridge.Coefficients, 1e-8, "coef");
        Reference.Close(plain.StandardErrors, ridge.StandardErrors, 1e-8, "se");
        Assert.Equal(5, ridge.EffectiveDegreesOfFreedom!.Value, 1e-7);
        Assert.Null(ridge.ScoreTest);
    }

    /// <summary>Repeating columns: with p &gt; n the row-space fit must give what the direct fit gives on one copy with the penalty shared out.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_RowSpace_EqualsTheDirectFit(bool standardize)
    {
        const int N = 40;
        const int P = 30;
        var (outcome, x) = Simulated.Cox(N, P, 8, tieGrid: 12);
        var doubled = new double[N * 2 * P];
        for (var i = 0; i < N; i++)
        {
            x.AsSpan(i * P, P).CopyTo(doubled.AsSpan(i * 2 * P));
            x.AsSpan(i * P, P).CopyTo(doubled.AsSpan(i * 2 * P + P));
        }

        var direct = CoxModel.Fit(x, P, outcome, new CoxOptions { Ridge = 2, Standardize = standardize }, null, Token);
        var reduced = CoxModel.Fit(doubled, 2 * P, outcome, new CoxOptions { Ridge = 4, Standardize = standardize }, null, Token);
        Assert.True(reduced.Converged);
        Assert.Throws<InvalidOperationException>(() => reduced.Covariance(0, 0));
        Assert.All(reduced.StandardErrors, s => Assert.True(double.IsNaN(s)));
        for (var j = 0; j < P; j++)
        {
            Assert.Equal(direct.Coefficients[j] / 2, reduced.Coefficients[j], 1e-9);
            Assert.Equal(reduced.Coefficients[j], reduced.Coefficients[j + P], 1e-9);
        }

        Reference.Close(direct.LogLikelihood, reduced.LogLikelihood, 1e-10, "loglik");
    }

    /// <summary>The cross-validated likelihood written out with plain fits: 1e-4 absolute, since the path stops at a gain of 1e-8.</summary>
    [Fact]
    public void CrossValidate_Path_EqualsFittingEachFold()
    {
        var (outcome, x) = Simulated.Cox(90, 8, 3, tieGrid: 25);
        var options = new CoxRidgeOptions { Lambdas = [50, 5, 0.5], Folds = 3, Seed = 4, Standardize = false };
        var result = CoxRidge.CrossValidate(x, 8, outcome, options, cancellationToken: Token);
        Assert.Equal(3, result.Lambdas.Count);
        for (var k = 0; k < 3; k++)
        {
            double sum = 0;
            foreach (var fold in HccRisk.Survival.Resampling.Folds.Stratified(outcome, 3, 1, 4))
            {
                int[] rows = [.. fold.Training];
                var part = new double[rows.Length * 8];
                for (var i = 0; i < rows.Length; i++)
                {
                    x.AsSpan(rows[i] * 8, 8).CopyTo(part.AsSpan(i * 8));
                }

                var fit = CoxModel.Fit(part, 8, outcome.Select(rows), new CoxOptions { Ridge = result.Lambdas[k], Standardize = false }, null, Token);
                var all = new CoxRiskSets(outcome, TieHandling.Efron);
                sum += all.Evaluate([.. all.Order.Select(row => fit.Predictor.LinearPredictor(x.AsSpan(row * 8, 8)))]) - fit.LogLikelihood;
            }

            Assert.Equal(sum, result.CrossValidatedLogLikelihood[k], 1e-4);
        }

        Assert.Equal(result.Lambda, result.Model.Options.Ridge);
        Assert.Equal(result.CrossValidatedLogLikelihood.Max(), result.CrossValidatedLogLikelihood[result.Lambdas.ToList().IndexOf(result.Lambda)]);
    }

    [Fact]
    public void CrossValidate_MoreColumnsThanRows_BeatsNothingAndRepeats()
    {
        var (outcome, x) = Simulated.Cox(120, 300, 12, effect: 1);
        var first = CoxRidge.CrossValidate(x, 300, outcome, cancellationToken: Token);
        var second = CoxRidge.CrossValidate(x, 300, outcome, cancellationToken: Token);
        Assert.True(first.CrossValidatedLogLikelihood.Max() > first.CrossValidatedLogLikelihood[^1], "a middle penalty beats almost none");
        Assert.Equal(first.CrossValidatedLogLikelihood, second.CrossValidatedLogLikelihood);
        Assert.Equal(first.Model.Coefficients, second.Model.Coefficients);
    }

    [Fact]
    public void Fit_ConstantAndCollinearColumns_AreNamedAndTheRestIsKept()
    {
        var (outcome, x) = Simulated.Cox(100, 2, 7);
        var wide = new double[100 * 4];
        for (var i = 0; i < 100; i++)
        {
            (wide[i * 4], wide[i * 4 + 1], wide[i * 4 + 2], wide[i * 4 + 3]) = (x[i * 2], 0.1, x[i * 2 + 1], 3 * x[i * 2] - x[i * 2 + 1] + 2);
        }

        var fit = CoxModel.Fit(wide, 4, outcome, null, ["a", "flat", "b", "mix"], Token);
        var plain = CoxModel.Fit(x, 2, outcome, null, null, Token);
        Assert.True(fit.Converged);
        Assert.Equal(2, fit.Warnings.Count);
        Assert.Contains("'flat' is constant", fit.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("'mix' is a linear combination", fit.Warnings[1], StringComparison.Ordinal);
        Assert.Equal(0, fit.Coefficients[1]);
        Assert.Equal(0, fit.Coefficients[3]);
        Assert.True(double.IsNaN(fit.StandardErrors[3]));
        Assert.Equal(2, fit.LikelihoodRatioTest!.DegreesOfFreedom);
        Reference.Close(plain.Coefficients, [fit.Coefficients[0], fit.Coefficients[2]], 1e-8, "coef");
        Reference.Close(plain.StandardErrors, [fit.StandardErrors[0], fit.StandardErrors[2]], 1e-8, "se");
    }

    [Fact]
    public void Fit_Separation_IsReportedByName()
    {
        var (outcome, x) = Simulated.Cox(60, 2, 10);
        var events = outcome.Events.ToArray();
        for (var i = 0; i < 60; i++)
        {
            x[i * 2 + 1] = i % 3 == 0 ? 1 : 0;
            events[i] = i % 3 == 0 ? 0 : events[i];
        }

        var separated = new SurvivalOutcome(outcome.Times, events);
        var fit = CoxModel.Fit(x, 2, separated, null, ["age", "safe"], Token);
        Assert.False(fit.Converged);
        Assert.Contains(fit.Warnings, w => w.Contains("'safe' grows without bound", StringComparison.Ordinal));
        Assert.DoesNotContain(fit.Warnings, w => w.Contains("'age'", StringComparison.Ordinal));
        Assert.True(CoxModel.Fit(x, 2, separated, new CoxOptions { Ridge = 1 }, null, Token).Converged);
    }

    [Fact]
    public void Fit_MoreColumnsThanEvents_Warns()
    {
        var (outcome, x) = Simulated.Cox(12, 20, 2);
        var fit = CoxModel.Fit(x, 20, outcome, null, null, Token);
        Assert.Contains(fit.Warnings, w => w.Contains("fewer than 20 columns", StringComparison.Ordinal));
        Assert.All(fit.Coefficients, b => Assert.True(double.IsFinite(b)));
    }

    [Fact]
    public void Fit_BadInput_NamesColumnRowAndValue()
    {
        var outcome = new SurvivalOutcome([1, 2, 3], [1, 0, 1]);
        Assert.Contains("Column 'b' is NaN in row 1", Assert.Throws<ArgumentException>(() => CoxModel.Fit([1, 2, 3, double.NaN, 5, 6], 2, outcome, null, ["a", "b"], Token)).Message, StringComparison.Ordinal);
        Assert.Contains("5 values, but 3 patients x 2 columns make 6", Assert.Throws<ArgumentException>(() => CoxModel.Fit([1, 2, 3, 4, 5], 2, outcome, null, null, Token)).Message, StringComparison.Ordinal);
        Assert.Contains("all 2 patients are censored", Assert.Throws<NoEventsException>(() => CoxModel.Fit([1, 2], 1, new SurvivalOutcome([1, 2], [0, 0]), null, null, Token)).Message, StringComparison.Ordinal);
        var faults = Assert.Throws<ArgumentException>(() => new CoxOptions { Ridge = -1, MaxIterations = 0 }.Validate()).Message;
        Assert.Contains("Ridge is -1", faults, StringComparison.Ordinal);
        Assert.Contains("MaxIterations is 0", faults, StringComparison.Ordinal);
        Assert.ThrowsAny<OperationCanceledException>(() => CoxModel.Fit([1, 2, 3], 1, outcome, null, null, new CancellationToken(true)));
    }

    [Theory]
    [InlineData(new double[] { 5 }, new[] { 1 })]
    [InlineData(new double[] { 5, 5, 5, 5 }, new[] { 1, 1, 1, 1 })]
    public void Fit_OnePatientOrOneTime_GivesFiniteNumbers(double[] times, int[] events)
    {
        var x = Enumerable.Range(0, times.Length).Select(i => (double)i).ToArray();
        var fit = CoxModel.Fit(x, 1, new SurvivalOutcome(times, events), null, null, Token);
        Assert.True(double.IsFinite(fit.Coefficients[0]));
        Assert.True(double.IsFinite(fit.LogLikelihood));
    }

    [Fact]
    public void Predictor_JsonRoundTrip_PredictsTheSameBits()
    {
        var (outcome, x) = Simulated.Cox(50, 3, 21);
        var predictor = CoxModel.Fit(x, 3, outcome, null, null, Token).Predictor;
        var read = JsonSerializer.Deserialize<CoxPredictor>(JsonSerializer.Serialize(predictor))!;
        for (var i = 0; i < 50; i++)
        {
            var row = x.AsSpan(i * 3, 3);
            Assert.Equal(predictor.LogRisk(row), read.LogRisk(row));
            Assert.Equal(predictor.Survival(row, [0.1, 0.5, 1]), read.Survival(row, [0.1, 0.5, 1]));
        }
    }
}
