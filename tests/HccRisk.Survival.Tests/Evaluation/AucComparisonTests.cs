using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Tests.Evaluation;

public class AucComparisonTests
{
    /// <summary>Differences of AUC against riskRegression's Score: 1e-8, p 1e-6 (its logarithm moves with the square of the statistic).</summary>
    [Theory]
    [InlineData("pbc", "small", "age,albumin", "time", "death")]
    [InlineData("rotterdam", "nodes", "lnodes", "rfst", "rfs")]
    public void Compare_TwoModels_EqualsRiskRegressionContrasts(string data, string model, string columns, string time, string status)
    {
        var reference = Reference.Load(data);
        var outcome = reference.Outcome(time, status);
        var expected = reference.At("score", "auc_contrasts").EnumerateArray().Where(e => e.GetProperty("model").GetString() == model).ToArray();
        Assert.NotEmpty(expected);
        double[] times = [.. expected.Select(e => e.GetProperty("times").GetDouble())];
        var actual = TimeDependentAuc.Compare(outcome, reference.CoxRisk(columns.Split(','), outcome, times[0]), reference.Marker("efron"), times);
        for (var k = 0; k < times.Length; k++)
        {
            Reference.Close(expected[k].GetProperty("delta.AUC").GetDouble(), actual[k].Difference.Value!.Value, 1e-8, "difference");
            Reference.Close(expected[k].GetProperty("se").GetDouble(), actual[k].Difference.StandardError!.Value, 1e-8, "se");
            Reference.Close(expected[k].GetProperty("lower").GetDouble(), actual[k].Difference.Lower!.Value, 1e-8, "lower");
            Reference.Close(expected[k].GetProperty("upper").GetDouble(), actual[k].Difference.Upper!.Value, 1e-8, "upper");
            Reference.Close(expected[k].GetProperty("p").GetDouble(), actual[k].PValue!.Value, 1e-6, "p");
        }
    }

    [Fact]
    public void Compare_SameRanking_HasNoDifferenceAndNoTest()
    {
        var (outcome, x) = Simulated.Cox(60, 1, 4);
        var actual = TimeDependentAuc.Compare(outcome, x, [.. x.Select(v => 3 * v + 1)], [0.5, 1e6]);
        Assert.Equal(0, actual[0].Difference.Value);
        Assert.Null(actual[0].PValue);
        Assert.Contains("nobody was followed to 1000000", actual[1].Difference.NotEstimable, StringComparison.Ordinal);
    }

    /// <summary>
    /// One horizon needs the normal quantile 1.96, K independent ones would need its Sidak value: the band lies between. 20,000 draws give the
    /// quantile a standard error of 0.013 (0.0015 over the density 0.117); four times that.
    /// </summary>
    [Fact]
    public void Band_SeveralHorizons_LiesBetweenPointwiseAndIndependent()
    {
        var (outcome, x) = Simulated.Cox(300, 1, 8);
        Assert.Equal(1.959964, TimeDependentAuc.Band(outcome, x, [0.7]).Critical!.Value, 0.055);
        Assert.Equal(1.959964, TimeDependentAuc.Band(outcome, x, [0.7, 0.7]).Critical!.Value, 0.055);
        var band = TimeDependentAuc.Band(outcome, x, [0.1, 0.4, 0.9, 1e6]);
        Assert.InRange(band.Critical!.Value, 1.96, 2.3877 + 0.055);
        Assert.Equal(band.Critical, TimeDependentAuc.Band(outcome, x, [0.1, 0.4, 0.9]).Critical);
        var auc = band.Points[1].Auc;
        Assert.Equal(auc.Value!.Value + band.Critical.Value * auc.StandardError!.Value, auc.Upper!.Value, 1e-12);
        Assert.NotNull(band.Points[3].Auc.NotEstimable);
    }
}
