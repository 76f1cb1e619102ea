using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxBoost;
using HccRisk.Survival.Data;
using HccRisk.Survival.FineGray;

namespace HccRisk.Survival.Tests.CoxBoost;

/// <summary>Closed forms, invariants and bad input of likelihood boosting.</summary>
public sealed class CoxBoostPathTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void Fit_ManySmallPenalties_IsTheCoxModel(int tieGrid)
    {
        var (outcome, x) = Simulated.Cox(120, 4, seed: 1, tieGrid: tieGrid);
        var expected = CoxModel.Fit(x, 4, outcome, cancellationToken: Token);

        var path = CoxBoostPath.Fit(x, 4, outcome, options: new CoxBoostOptions { MaxSteps = 2000, Penalty = 1 }, cancellationToken: Token).Causes[0];

        Reference.Close(expected.Coefficients, path.Coefficients(2000), 1e-8, "coefficient");
        Assert.Equal(expected.LogLikelihood, path.LogLikelihood[^1], 1e-9);
        Reference.Close(expected.Predictor.CumulativeHazard, path.Predictor(2000).CumulativeHazard, 1e-8, "hazard");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void Fit_MandatoryColumnsAlone_IsTheCoxModel(int tieGrid)
    {
        var (outcome, x) = Simulated.Cox(90, 3, seed: 2, tieGrid: tieGrid);
        var expected = CoxModel.Fit(x, 3, outcome, cancellationToken: Token);

        var path = CoxBoostPath.Fit(x, 3, outcome, options: new CoxBoostOptions { MaxSteps = 0, Mandatory = [0, 1, 2] }, cancellationToken: Token);

        Reference.Close(expected.Coefficients, path.Causes[0].Coefficients(0), 1e-9, "coefficient");
        Reference.Close(expected.Predictor.CumulativeHazard, path.Causes[0].Predictor(0).CumulativeHazard, 1e-9, "hazard");
        Assert.Contains(path.Warnings, w => w.StartsWith("No column that is not mandatory varies", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Prepare_FirstStep_HasTheScoreTestOfEveryColumn(int tieGrid)
    {
        const int Columns = 11;
        var (outcome, x) = Simulated.Cox(80, Columns, seed: 3, tieGrid: tieGrid);
        var run = new CoxBoostRun(x, Columns, outcome, [1], CoxBoostForm.Hazard, new CoxBoostOptions { Penalty = 1e-12 }, null);

        run.Prepare(1);

        for (var j = 0; j < Columns; j++)
        {
            double[] column = [.. Enumerable.Range(0, outcome.Count).Select(i => x[(i * Columns) + j])];
            Reference.Close(CoxModel.Fit(column, 1, outcome, cancellationToken: Token).ScoreTest!.Statistic, run.Steppers[0].Scores[j], 1e-9, $"column {j}");
        }
    }

    /// <summary>U and I of the first step by their definition: without ties means and variances over those still followed.</summary>
    [Fact]
    public void Fit_PenaltyFactors_AreTheUpdatesDenominator()
    {
        var (outcome, x) = Simulated.Cox(40, 2, seed: 4);
        double[] factors = [1, 5];
        var found = new double[2];
        for (var j = 0; j < 2; j++)
        {
            double[] others = [double.PositiveInfinity, double.PositiveInfinity];
            others[j] = factors[j];
            var options = new CoxBoostOptions { MaxSteps = 1, Penalty = 30, PenaltyFactors = others, Standardize = false };
            found[j] = CoxBoostPath.Fit(x, 2, outcome, options: options, cancellationToken: Token).Causes[0].Coefficients(1)[j];
        }

        for (var j = 0; j < 2; j++)
        {
            var (score, information) = (0.0, 0.0);
            foreach (var i in Enumerable.Range(0, 40).Where(i => outcome.Events[i] == 1))
            {
                double[] risk = [.. Enumerable.Range(0, 40).Where(k => outcome.Times[k] >= outcome.Times[i]).Select(k => x[(k * 2) + j])];
                score += x[(i * 2) + j] - risk.Average();
                information += risk.Average(v => v * v) - (risk.Average() * risk.Average());
            }

            Assert.Equal(score / (information + (30 * factors[j])), found[j], 1e-12);
        }
    }

    /// <summary>Where nobody is censored at an event, both conventions of G are one, and the fit without a penalty is R's crr.</summary>
    [Fact]
    public void Fit_FineGrayFormManySteps_IsTheFineGrayModel()
    {
        var (outcome, x) = Competing(200, 3, seed: 5);
        var expected = FineGrayModel.Fit(x, 3, outcome, 1, cancellationToken: Token);

        var path = CoxBoostPath.Fit(x, 3, outcome, 1, CoxBoostForm.FineGray, new CoxBoostOptions { MaxSteps = 3000, Penalty = 1 }, cancellationToken: Token).Causes[0];

        Reference.Close(expected.Coefficients, path.Coefficients(3000), 1e-7, "coefficient");
        Reference.Close(expected.Predictor.CumulativeHazard, path.Predictor(3000).CumulativeHazard, 1e-7, "hazard");
    }

    [Fact]
    public void Fit_AllCauses_EachIsItsOwnHazardUnlessCoupled()
    {
        var (outcome, x) = Competing(200, 6, seed: 6);
        var options = new CoxBoostOptions { MaxSteps = 40, Penalty = 300 };

        var own = CoxBoostPath.Fit(x, 6, outcome, 2, CoxBoostForm.CauseSpecific, options, cancellationToken: Token);
        var coupled = CoxBoostPath.Fit(x, 6, outcome, 2, CoxBoostForm.Coupled, options, cancellationToken: Token);

        Assert.Equal([2, 1], own.Causes.Select(c => c.Cause));
        foreach (var cause in own.Causes)
        {
            var alone = CoxBoostPath.Fit(x, 6, outcome, cause.Cause, CoxBoostForm.Hazard, options, cancellationToken: Token).Causes[0];
            Assert.Equal(alone.Coefficients(40), cause.Coefficients(40));
        }

        Assert.Equal(coupled.Causes[0].Selected, coupled.Causes[1].Selected);
        Assert.NotEqual(own.Causes[0].Selected, own.Causes[1].Selected);
    }

    [Fact]
    public void Fit_RowsPermuted_IsTheSame()
    {
        var (outcome, x) = Competing(100, 5, seed: 7);
        var rows = Simulated.Permutation(100, 1);
        double[] permuted = [.. rows.SelectMany(i => x.AsSpan(i * 5, 5).ToArray())];
        var options = new CoxBoostOptions { MaxSteps = 30, Mandatory = [4] };

        foreach (var form in Enum.GetValues<CoxBoostForm>())
        {
            var one = CoxBoostPath.Fit(x, 5, outcome, 1, form, options, cancellationToken: Token).Causes[0];
            var other = CoxBoostPath.Fit(permuted, 5, outcome.Select(rows), 1, form, options, cancellationToken: Token).Causes[0];
            Assert.Equal(one.Selected, other.Selected);
            Reference.Close(one.Coefficients(30), other.Coefficients(30), 1e-10, form.ToString());
        }
    }

    /// <summary>A step may overshoot where one column rules the risk sets: it is halved, so that the likelihood never falls.</summary>
    [Fact]
    public void Fit_NearlyNoPenalty_LikelihoodNeverFalls()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (outcome, x) = Simulated.Cox(30, 40, seed, effect: 3);
            var path = CoxBoostPath.Fit(x, 40, outcome, options: new CoxBoostOptions { MaxSteps = 60, Penalty = 1e-6, Mandatory = [3], MandatoryRidge = 0 }, cancellationToken: Token).Causes[0];

            Assert.All(path.LogLikelihood.Skip(1).Zip(path.LogLikelihood), p => Assert.True(p.First >= p.Second - 1e-9));
            Assert.All(path.Coefficients(60), b => Assert.True(double.IsFinite(b)));
        }
    }

    [Fact]
    public void Fit_SeparatedMandatoryColumn_IsHeldAndSaid()
    {
        // Nobody of the second group has an event.
        var (outcome, x) = Simulated.Cox(120, 4, seed: 8);
        for (var i = 0; i < 120; i++)
        {
            x[i * 4] = outcome.Events[i] == 0 && i % 2 == 0 ? 1 : 0;
        }

        var path = CoxBoostPath.Fit(x, 4, outcome, columnNames: ["group", "a", "b", "c"], options: new CoxBoostOptions { MaxSteps = 200, Mandatory = [0] }, cancellationToken: Token);

        Assert.False(path.Converged);
        Assert.Contains(path.Warnings, w => w.Contains("'group'", StringComparison.Ordinal) && w.Contains("grows without bound", StringComparison.Ordinal));
        Assert.InRange(path.Causes[0].Coefficients(200)[0], -12, -2);
    }

    [Fact]
    public void Fit_ConstantAndDuplicatedColumns_TakesTheFirstAndSaysSo()
    {
        var (outcome, plain) = Simulated.Cox(60, 2, seed: 9);
        double[] x = [.. Enumerable.Range(0, 60).SelectMany(i => (double[])[plain[i * 2], 3.7, plain[i * 2], plain[(i * 2) + 1], plain[(i * 2) + 1]])];
        string[] names = ["a", "flat", "again", "m", "m2"];

        var path = CoxBoostPath.Fit(x, 5, outcome, columnNames: names, options: new CoxBoostOptions { Mandatory = [3, 4], MaxSteps = 30 }, cancellationToken: Token);

        var coefficients = path.Causes[0].Coefficients(30);
        Assert.NotEqual(0, coefficients[0]);
        Assert.Equal(0, coefficients[1]);
        Assert.Equal(0, coefficients[2]);
        Assert.Equal(0, coefficients[4]);
        Assert.Contains(path.Warnings, w => w.StartsWith("'flat' is constant", StringComparison.Ordinal));
        Assert.Contains(path.Warnings, w => w.Contains("'m2' cannot be told from those before", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_EverybodyAtOneTime_StaysFinite()
    {
        var (_, x) = Simulated.Cox(40, 3, seed: 10);
        var outcome = new SurvivalOutcome([.. Enumerable.Repeat(5.0, 40)], [.. Enumerable.Range(0, 40).Select(i => i % 4 == 0 ? 0 : 1)]);

        foreach (var form in new[] { CoxBoostForm.Hazard, CoxBoostForm.FineGray })
        {
            var path = CoxBoostPath.Fit(x, 3, outcome, 1, form, cancellationToken: Token).Causes[0];
            Assert.All(path.Coefficients(200), b => Assert.True(double.IsFinite(b)));
            Assert.All(path.Predictor(200).CumulativeHazard, h => Assert.True(h > 0 && double.IsFinite(h)));
        }
    }

    [Fact]
    public void Fit_BadInput_IsNamed()
    {
        var (outcome, x) = Simulated.Cox(30, 2, seed: 11);
        string Message<T>(Action fit)
            where T : Exception => Assert.Throws<T>(fit).Message;

        Assert.Contains("None of 30 patients had an event of cause 2", Message<NoEventsException>(() => CoxBoostPath.Fit(x, 2, outcome, 2)), StringComparison.Ordinal);
        Assert.Contains("no entry times", Message<NotSupportedException>(() => CoxBoostPath.Fit(x, 2, outcome.WithEntries(new double[30]))), StringComparison.Ordinal);
        var weighted = outcome.WithWeights([.. Enumerable.Repeat(1.0, 30)]);
        Assert.Contains("Fine-Gray form", Message<NotSupportedException>(() => CoxBoostPath.Fit(x, 2, weighted, 1, CoxBoostForm.FineGray)), StringComparison.Ordinal);
        Assert.Contains("Mandatory has column 2", Message<ArgumentException>(() => CoxBoostPath.Fit(x, 2, outcome, options: new CoxBoostOptions { Mandatory = [2] })), StringComparison.Ordinal);
        Assert.Contains("PenaltyFactors has 1 values", Message<ArgumentException>(() => CoxBoostPath.Fit(x, 2, outcome, options: new CoxBoostOptions { PenaltyFactors = [1] })), StringComparison.Ordinal);
        var faults = Message<ArgumentException>(() => new CoxBoostOptions { MaxSteps = -1, Penalty = 0, PenaltyFactors = [0], StepSizeFactor = 0, Folds = 1, Repeats = 0, MandatoryRidge = -1 }.Validate());
        Assert.All(["MaxSteps", "Penalty is 0", "PenaltyFactors has 0", "StepSizeFactor", "Folds", "Repeats", "MandatoryRidge"], f => Assert.Contains(f, faults, StringComparison.Ordinal));
        x[3] = double.NaN;
        Assert.Contains("Column 'x1' is NaN in row 1", Message<ArgumentException>(() => CoxBoostPath.Fit(x, 2, outcome)), StringComparison.Ordinal);
    }

    [Fact]
    public void CrossValidate_FewerEventsThanFolds_NamesTheFold()
    {
        var (_, x) = Simulated.Cox(40, 2, seed: 12);
        var outcome = new SurvivalOutcome([.. Enumerable.Range(1, 40).Select(t => (double)t)], [.. Enumerable.Range(0, 40).Select(i => i < 4 ? 1 : 0)]);

        var error = Assert.Throws<NoEventsException>(() => CoxBoostSearch.CrossValidate(x, 2, outcome, cancellationToken: Token));

        Assert.Contains("without an event of cause 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("use fewer folds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CrossValidate_MoreColumnsThanRows_IsTheSameAgainAndKeepsPatientsTogether()
    {
        var (outcome, x) = Simulated.Cox(60, 150, seed: 13);
        var groups = Enumerable.Range(0, 60).Select(i => i / 2).ToArray();
        var options = new CoxBoostOptions { MaxSteps = 50, Folds = 5, Seed = 3 };

        var one = CoxBoostSearch.CrossValidate(x, 150, outcome, options: options, groups: groups, cancellationToken: Token);
        var again = CoxBoostSearch.CrossValidate(x, 150, outcome, options: options, groups: groups, cancellationToken: Token);
        var apart = CoxBoostSearch.CrossValidate(x, 150, outcome, options: options, cancellationToken: Token);

        Assert.Equal(one.LogLikelihood[0], again.LogLikelihood[0]);
        Assert.NotEqual(one.LogLikelihood[0], apart.LogLikelihood[0]);
        Assert.Equal(one.LogLikelihood[0].Max(), one.LogLikelihood[0][one.OptimalSteps[0]]);
    }

    /// <summary>The rule of the search: up where too few steps are best, down where nearly all are.</summary>
    [Fact]
    public void CrossValidate_PenaltySearch_EndsWithinItsRange()
    {
        var (outcome, x) = Simulated.Cox(150, 20, seed: 14);
        var options = new CoxBoostOptions { Folds = 5, SearchPenalty = true, Penalty = 100, MaxSteps = 100, LeastSteps = 20 };

        var result = CoxBoostSearch.CrossValidate(x, 20, outcome, options: options, cancellationToken: Token);

        Assert.True(result.Penalties.Count > 1);
        Assert.Equal(200, result.Penalties[1]);
        Assert.Equal(result.Penalties[^1], result.Path.Penalty);
        Assert.InRange(result.OptimalSteps[0], 20, 94);
        Assert.Empty(result.Warnings);
        var late = CoxBoostSearch.CrossValidate(x, 20, outcome, options: options with { Penalty = 1e9, SearchIterations = 2 }, cancellationToken: Token);
        Assert.Equal([1e9, 5e8], late.Penalties);
        Assert.Contains(late.Warnings, w => w.StartsWith("The search for a penalty ended after 2 tries", StringComparison.Ordinal));
    }

    private static (SurvivalOutcome Outcome, double[] X) Competing(int n, int p, int seed)
    {
        var (outcome, x) = Simulated.Cox(n, p, seed);
        var random = new Random(seed);
        int[] codes = [.. outcome.Events.ToArray().Select((e, i) => e == 0 ? 0 : random.NextDouble() < 1 / (1 + Math.Exp(x[i * p])) ? 2 : 1)];
        return (new SurvivalOutcome(outcome.Times, codes), x);
    }
}
