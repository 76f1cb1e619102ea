using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.Cox;

/// <summary>What must hold between Cox fits whose rows say the same in different ways; 1e-9, as both are converged to rounding.</summary>
public class CoxRowsTests
{
    [Theory]
    [InlineData(TieHandling.Efron)]
    [InlineData(TieHandling.Breslow)]
    [InlineData(TieHandling.Exact)]
    public void Fit_RowsSplitInTime_SameModel(TieHandling ties)
    {
        var (outcome, x) = Simulated.Cox(80, 2, seed: 11, tieGrid: 4);
        var (times, events, entries, covariates) = (new List<double>(), new List<int>(), new List<double>(), new List<double>());
        for (var i = 0; i < outcome.Count; i++)
        {
            var time = outcome.Times[i];
            var cut = time > 2 ? 1 + (i % 2) : 0;
            if (cut > 0)
            {
                times.Add(cut);
                events.Add(0);
                entries.Add(0);
                covariates.AddRange(x[(2 * i)..(2 * i + 2)]);
            }

            times.Add(time);
            events.Add(outcome.Events[i]);
            entries.Add(cut);
            covariates.AddRange(x[(2 * i)..(2 * i + 2)]);
        }

        var whole = Fit(x, 2, outcome, options: new CoxOptions { Ties = ties });
        var split = Fit([.. covariates], 2, new SurvivalOutcome([.. times], [.. events]).WithEntries([.. entries]), options: new CoxOptions { Ties = ties });
        Reference.Close(whole.Coefficients, split.Coefficients, 1e-9, "coefficient");
        Reference.Close(whole.StandardErrors, split.StandardErrors, 1e-9, "standard error");
        Reference.Close(whole.LogLikelihood, split.LogLikelihood, 1e-9, "log-likelihood");
    }

    [Fact]
    public void Fit_BreslowWeights_EqualReplicatedRows()
    {
        var (outcome, x) = Simulated.Cox(60, 2, seed: 5, tieGrid: 4);
        var weights = Enumerable.Range(0, outcome.Count).Select(i => 1.0 + (i % 3)).ToArray();
        int[] repeated = [.. Enumerable.Range(0, outcome.Count).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))];
        var options = new CoxOptions { Ties = TieHandling.Breslow };
        var weighted = Fit(x, 2, outcome.WithWeights(weights), options: options);
        var replicated = Fit([.. repeated.SelectMany(i => x[(2 * i)..(2 * i + 2)])], 2, outcome.Select(repeated), options: options);
        Reference.Close(replicated.Coefficients, weighted.Coefficients, 1e-9, "coefficient");
        Reference.Close(replicated.StandardErrors, weighted.StandardErrors, 1e-9, "standard error");
        Assert.Equal(replicated.Predictor.CumulativeHazardAt(3), weighted.Predictor.CumulativeHazardAt(3) * Math.Exp(weighted.Predictor.LogRisk(replicated.Predictor.Center.ToArray())), 1e-9);
    }

    [Theory]
    [InlineData(TieHandling.Efron)]
    [InlineData(TieHandling.Exact)]
    public void Fit_OffsetOfFittedColumn_LeavesTheOtherCoefficient(TieHandling ties)
    {
        var (outcome, x) = Simulated.Cox(90, 2, seed: 8, tieGrid: 5);
        var both = Fit(x, 2, outcome, options: new CoxOptions { Ties = ties });
        double[] offset = [.. Enumerable.Range(0, 90).Select(i => both.Coefficients[0] * x[2 * i])];
        var second = Fit([.. Enumerable.Range(0, 90).Select(i => x[(2 * i) + 1])], 1, outcome, new CoxRows { Offset = offset }, new CoxOptions { Ties = ties });
        Assert.Equal(both.Coefficients[1], second.Coefficients[0], 1e-9);
        Assert.Equal(both.LogLikelihood, second.LogLikelihood, 1e-9);
    }

    [Fact]
    public void Fit_Strata_LikelihoodIsTheSum()
    {
        var (outcome, x) = Simulated.Cox(100, 1, seed: 4, tieGrid: 4);
        int[] strata = [.. Enumerable.Range(0, 100).Select(i => i % 3 == 0 ? 7 : -2)];
        var model = Fit(x, 1, outcome, new CoxRows { Strata = strata });
        Assert.Equal([-2, 7], model.Strata);
        var sum = model.Strata.Sum(s =>
        {
            int[] rows = [.. Enumerable.Range(0, 100).Where(i => strata[i] == s)];
            return Fit(x.Take(rows), 1, outcome.Select(rows)).LogLikelihoodNull;
        });
        Assert.Equal(sum, model.LogLikelihoodNull, 1e-9);
        Assert.Throws<InvalidOperationException>(() => model.Predictor);
        Assert.Contains("Stratum 3 is none of the model's: -2, 7", Assert.Throws<ArgumentException>(() => model.PredictorOf(3)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TieHandling.Efron)]
    [InlineData(TieHandling.Breslow)]
    public void Fit_RowsInAnotherOrder_SameModelAndResiduals(TieHandling ties)
    {
        var (outcome, x) = Simulated.Cox(70, 1, seed: 17, tieGrid: 4);
        int[] labels = [.. Enumerable.Range(0, 70).Select(i => i % 3)];
        int[] patients = [.. Enumerable.Range(0, 70).Select(i => i / 2)];
        outcome = outcome
            .WithEntries([.. outcome.Times.ToArray().Select((t, i) => i % 4 == 0 ? t - 1 : 0)])
            .WithWeights([.. Enumerable.Range(0, 70).Select(i => 0.5 + (i % 5))]);
        var order = Simulated.Permutation(70, 3);
        var options = new CoxOptions { Ties = ties };
        var first = Fit(x, 1, outcome, new CoxRows { Strata = labels, Clusters = patients }, options);
        var rows = new CoxRows { Strata = [.. order.Select(i => labels[i])], Clusters = [.. order.Select(i => patients[i])] };
        var second = Fit(x.Take(order), 1, outcome.Select(order), rows, options);
        Reference.Close(first.Coefficients, second.Coefficients, 1e-10, "coefficient");
        Reference.Close(first.RobustStandardErrors!, second.RobustStandardErrors!, 1e-10, "robust error");
        Reference.Close(first.Residuals().Martingale().Take(order), second.Residuals().Martingale(), 1e-9, "martingale");
        Reference.Close(first.Residuals().Dfbeta().Take(order), second.Residuals().Dfbeta(), 1e-9, "dfbeta");
        var test = ProportionalHazards.Test(first).Global.Statistic;
        Assert.Equal(test, ProportionalHazards.Test(second).Global.Statistic, 1e-9);
    }

    [Fact]
    public void Fit_RiskSetThatEmptiesAndFills_ForgetsTheFirst()
    {
        // Two cohorts that never meet: the risk set is empty between them, so that they could as well be strata.
        var together = new SurvivalOutcome([1, 2, 3, 4, 11, 12, 13, 14], [1, 1, 0, 1, 1, 0, 1, 1]).WithEntries([0, 0, 0, 0, 10, 10, 10, 10]);
        double[] x = [0.3, -1, 2, 0.1, 1, -0.4, 0.2, -2];
        var joint = Fit(x, 1, together);
        var strata = Fit(x, 1, together, new CoxRows { Strata = [0, 0, 0, 0, 1, 1, 1, 1] });
        Assert.Equal(strata.Coefficients[0], joint.Coefficients[0], 1e-10);
        Assert.Equal(strata.LogLikelihood, joint.LogLikelihood, 1e-12);
    }

    [Fact]
    public void Fit_BadRows_NamesThem()
    {
        var (outcome, x) = Simulated.Cox(5, 1, seed: 1);
        Assert.Contains("'Strata' has 2 values, 'outcome' has 5", Error(outcome, new CoxRows { Strata = [1, 2] }), StringComparison.Ordinal);
        Assert.Contains("'Clusters' has 1 values", Error(outcome, new CoxRows { Clusters = [1] }), StringComparison.Ordinal);
        Assert.Contains("'Offset' is NaN at index 1", Error(outcome, new CoxRows { Offset = [0, double.NaN, 0, 0, 0] }), StringComparison.Ordinal);
        Assert.Contains("Weight 2 is 0", Error(outcome.WithWeights([1, 1, 0, 1, 1]), new CoxRows()), StringComparison.Ordinal);
        Assert.Contains("no case weights", Error(outcome.WithWeights([1, 1, 2, 1, 1]), new CoxRows(), TieHandling.Exact), StringComparison.Ordinal);
        Assert.Contains("Clusters need Efron", Error(outcome, new CoxRows { Clusters = [1, 1, 2, 2, 3] }, TieHandling.Exact), StringComparison.Ordinal);

        string Error(SurvivalOutcome of, CoxRows rows, TieHandling ties = TieHandling.Efron) =>
            Assert.Throws<ArgumentException>(() => Fit(x, 1, of, rows, new CoxOptions { Ties = ties })).Message;
    }

    private static CoxModel Fit(double[] x, int columns, SurvivalOutcome outcome, CoxRows? rows = null, CoxOptions? options = null) =>
        CoxModel.Fit(x, columns, outcome, rows ?? new CoxRows(), options, null, TestContext.Current.CancellationToken);
}
