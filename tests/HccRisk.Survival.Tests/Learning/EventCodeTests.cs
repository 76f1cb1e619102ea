using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Evaluation;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.Learning;

/// <summary>Event codes that leave open who is censored.</summary>
public class EventCodeTests
{
    [Fact]
    public void Read_NoCodeIsZero_RefusesWithTheRemedyUnlessTold()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(120, 2, 3);
        foreach (var row in rows)
        {
            row.Event = row.Event == 0 ? 1 : 2;
        }

        var data = TrainingData.View(ml, rows, ["a", "b"]);
        var scored = ml.Survival.Trainers.Cox(new CoxTrainerOptions { AllowUncensored = true }).Fit(data).Transform(data);
        Action[] uses =
        [
            () => ml.Survival.Trainers.Cox().Fit(data),
            () => ml.Survival.SelectFeatures("Features").Fit(data),
            () => ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox()),
            () => ml.Survival.Evaluate(scored),
        ];
        Assert.All(uses, use =>
        {
            var message = Assert.Throws<InvalidOperationException>(use).Message;
            Assert.Contains("Column 'Event': codes 1, 2 occur and none of them is 0", message, StringComparison.Ordinal);
            Assert.Contains("AllowUncensored", message, StringComparison.Ordinal);
        });
        Assert.Equal(rows.Count(r => r.Event == 1), ml.Survival.Evaluate(scored, new EvaluationOptions { AllowUncensored = true }).Events);
    }

    [Fact]
    public void Read_EverybodyHadTheOneEvent_IsTaken()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(60, 2, 3);
        rows.ForEach(r => r.Event = 1);
        var data = TrainingData.View(ml, rows, ["a", "b"]);
        Assert.Equal(60, ml.Survival.Evaluate(ml.Survival.Trainers.Cox().Fit(data).Transform(data)).Events);
    }
}
