using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Tests.Cox;

/// <summary>Against R's cox.zph (survival 3.5), 1e-8.</summary>
public class ProportionalHazardsTests
{
    [Theory]
    [MemberData(nameof(CoxReferenceModel.Indices), MemberType = typeof(CoxReferenceModel))]
    public void Test_ReferenceData_EqualsCoxZph(int index)
    {
        var model = CoxReferenceModel.All[index];
        var reference = model.Load();
        var zph = model.Expected(reference).GetProperty("zph");
        var fit = model.Fit(reference);
        foreach (var (name, transform) in new[]
        {
            ("km", TimeTransform.KaplanMeier), ("rank", TimeTransform.Rank), ("identity", TimeTransform.Identity), ("log", TimeTransform.Log),
        })
        {
            var result = ProportionalHazards.Test(fit, transform);
            var row = 0;
            foreach (var line in zph.GetProperty(name).GetProperty("table").EnumerateArray())
            {
                var expected = SurvivalReference.Numbers(line);
                var actual = row < result.Columns.Count ? result.Columns[row] : result.Global;
                Reference.Close(expected[0], actual.Statistic, 1e-8, $"{name} {row}");
                Assert.Equal(expected[1], actual.DegreesOfFreedom);
                Assert.Equal(expected[2], actual.PValue, 1e-8);
                row++;
            }

            Assert.Equal(result.Columns.Count + 1, row);
        }
    }

    [Fact]
    public void Test_ConstantColumn_IsNotEstimable()
    {
        var (outcome, x) = Simulated.Cox(80, 2, seed: 2);
        for (var i = 0; i < 80; i++)
        {
            x[2 * i] = 3;
        }

        var result = ProportionalHazards.Test(CoxModel.Fit(x, 2, outcome, cancellationToken: TestContext.Current.CancellationToken));
        AssertNotEstimable(result.Columns[0]);
        Assert.Equal(1, result.Global.DegreesOfFreedom);
        Assert.Equal(result.Columns[1].Statistic, result.Global.Statistic, 1e-9);
    }

    [Fact]
    public void Test_NothingToCompare_IsNotEstimable()
    {
        // One row, a constant alone, and events that the covariate separates from the rest at every time.
        var one = CoxModel.Fit([1], 1, new SurvivalOutcome([5], [1]), cancellationToken: TestContext.Current.CancellationToken);
        var constant = CoxModel.Fit([2, 2, 2, 2], 1, new SurvivalOutcome([1, 2, 3, 4], [1, 1, 0, 1]), cancellationToken: TestContext.Current.CancellationToken);
        var separated = CoxModel.Fit([1, 1, 1, 0, 0, 0], 1, new SurvivalOutcome([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0]), cancellationToken: TestContext.Current.CancellationToken);
        foreach (var model in new[] { one, constant, separated })
        {
            var result = ProportionalHazards.Test(model);
            AssertNotEstimable(result.Columns[0]);
            AssertNotEstimable(result.Global);
            Assert.NotEmpty(model.Warnings);
        }
    }

    private static void AssertNotEstimable(ChiSquareTest test)
    {
        Assert.Equal((double.NaN, 0, double.NaN), (test.Statistic, test.DegreesOfFreedom, test.PValue));
    }

    [Fact]
    public void Test_PenalisedModel_IsRefused()
    {
        var (outcome, x) = Simulated.Cox(30, 1, seed: 2);
        var model = CoxModel.Fit(x, 1, outcome, new CoxOptions { Ridge = 1 }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Throws<NotSupportedException>(() => ProportionalHazards.Test(model));
    }
}
