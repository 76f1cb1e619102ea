using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Selection;

public sealed class FeatureSelectorTests
{
    [Fact]
    public void ScoreStatistics_EachColumn_EqualsTheScoreTestOfAOneVariableCoxModel()
    {
        var rows = TrainingData.Make(150, 4, seed: 3);

        // Tied times: months rounded up.
        rows.ForEach(r => r.Time = MathF.Ceiling(r.Time));
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]).WithCause(1);
        double[] columnMajor = [.. Enumerable.Range(0, 4).SelectMany(j => rows.Select(r => (double)r.Features[j]))];

        var statistics = UnivariateCox.ScoreStatistics(columnMajor, rows.Count, 4, outcome);

        for (var j = 0; j < 4; j++)
        {
            var column = rows.Select(r => (double)r.Features[j]).ToArray();
            var model = CoxModel.Fit(column, 1, outcome, new CoxOptions { Ties = TieHandling.Breslow }, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(model.ScoreTest!.Statistic, statistics[j], 1e-9 * Math.Max(1, statistics[j]));
        }
    }

    [Fact]
    public void Fit_RepeatedAndConstantFeatures_KeepsTheStrongestOnce()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(400, 3, seed: 9);
        rows.ForEach(r => r.Features = [r.Features[1], r.Features[0], (2 * r.Features[0]) + 1, 5f, r.Features[2]]);
        var data = TrainingData.View(ml, rows, ["noise1", "risk", "copy", "constant", "noise2"]);

        var output = ml.Survival.SelectFeatures("Features", maxFeatures: 5, maxCorrelation: 0.95).Fit(data).Transform(data);

        var kept = SlotNames.Read(output.Schema["Features"]);
        Assert.Equal(3, kept.Count);
        Assert.Contains("noise1", kept);
        Assert.Contains("noise2", kept);
        Assert.True(kept.Contains("risk") ^ kept.Contains("copy"));
        Assert.Equal(rows[3].Features[0], output.GetColumn<float[]>("Features").ElementAt(3)[0]);
    }

    [Fact]
    public void Fit_OneFeatureAllowed_TakesTheRiskFactor()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, TrainingData.Make(400, 3, seed: 9), ["risk", "noise1", "noise2"]);

        Assert.Equal([0], ml.Survival.SelectFeatures("Features", maxFeatures: 1).Fit(data).Function.Kept);
    }

    [Fact]
    public void Fit_NothingVaries_SaysSo()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(30, 2, seed: 9);
        rows.ForEach(r => r.Features = [1, 1]);

        var error = Assert.Throws<ColumnException>(() => ml.Survival.SelectFeatures("Features").Fit(TrainingData.View(ml, rows, ["a", "b"])));

        Assert.Contains("'Features'", error.Message, StringComparison.Ordinal);
    }
}
