using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;

namespace HccRisk.Survival.Tests.Cox;

public class CoxCurvesTests
{
    [Fact]
    public void PredictSurvival_BadInput_IsNamed()
    {
        var (outcome, x) = Simulated.Cox(60, 2, seed: 6);
        var token = TestContext.Current.CancellationToken;
        var model = CoxModel.Fit(x, 2, outcome, cancellationToken: token);
        Assert.Contains("longest follow-up", Assert.Throws<ArgumentOutOfRangeException>(() => model.PredictSurvival([0, 0], [outcome.LastTime * 1.01])).Message, StringComparison.Ordinal);
        Assert.Contains("'x' has 3 values", Assert.Throws<ArgumentException>(() => model.PredictSurvival([0, 0, 1], [0.1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.PredictSurvival([0, 0], [0.1], level: 1));
        int[] strata = [.. Enumerable.Range(0, 60).Select(i => i % 2)];
        var stratified = CoxModel.Fit(x, 2, outcome, new CoxRows { Strata = strata }, cancellationToken: token);
        Assert.Contains("name one of 0, 1", Assert.Throws<ArgumentException>(() => stratified.PredictSurvival([0, 0], [0.1])).Message, StringComparison.Ordinal);
        var penalised = CoxModel.Fit(x, 2, outcome, new CoxOptions { Ridge = 1 }, cancellationToken: token);
        Assert.Throws<NotSupportedException>(() => penalised.PredictSurvival([0, 0], [0.1]));
    }

    [Fact]
    public void PredictSurvival_BeforeTheFirstEvent_IsCertain()
    {
        var (outcome, x) = Simulated.Cox(60, 1, seed: 6);
        var point = CoxModel.Fit(x, 1, outcome, cancellationToken: TestContext.Current.CancellationToken).PredictSurvival([0.3], [1e-13], ConfidenceType.Plain)[0][0];
        Assert.Equal(new SurvivalPoint(1e-13, 60, 1, 0, 1, 1), point);
    }

    [Fact]
    public void PredictSurvival_Stratum_EqualsItsPredictor()
    {
        var (outcome, x) = Simulated.Cox(90, 2, seed: 9);
        int[] strata = [.. Enumerable.Range(0, 90).Select(i => i % 2)];
        var model = CoxModel.Fit(x, 2, outcome, new CoxRows { Strata = strata }, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var stratum in model.Strata)
        {
            var point = model.PredictSurvival([0.5, -0.2], [0.4], stratum: stratum)[0][0];
            Assert.Equal(model.PredictorOf(stratum).Survival([0.5, -0.2], [0.4])[0], point.Survival, 1e-12);
            Assert.True(point.Lower < point.Survival && point.Survival < point.Upper);
        }
    }
}
