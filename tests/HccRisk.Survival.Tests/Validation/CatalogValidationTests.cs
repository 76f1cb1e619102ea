using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Tests.Learning;
using HccRisk.Survival.Validation;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.Validation;

/// <summary><c>ml.Survival.Validate</c> on what trainers write and on columns that are named.</summary>
public sealed class CatalogValidationTests
{
    private static readonly MLContext Context = new(seed: 1);

    [Fact]
    public void Validate_OutputOfATrainer_TakesItsColumns()
    {
        var (scored, rows) = Scored();
        var result = Context.Survival.Validate(scored, options: new ValidationOptions { Replicates = 0 });
        var model = Assert.Single(result.Models);
        Assert.True(model.HasRisks);
        Assert.Equal("score", model.Marker);
        Assert.Equal([12, 24], result.Horizons.Select(h => h.Time));
        Assert.Equal(rows, result.FollowUp.Patients);

        // The same figures as Evaluate has of the same columns.
        var evaluated = Context.Survival.Evaluate(scored, [12, 24]);
        Assert.Equal(evaluated.Harrell.Value, model.Harrell.Value);
        Assert.Equal(evaluated.Brier.Select(b => b.Brier.Value), model.Horizons.Select(h => h.Brier!.Brier.Value));
        Assert.Equal(evaluated.CalibrationCurves.Select(c => c.Ici), model.Horizons.Select(h => h.Curve!.Ici.Value));
    }

    [Fact]
    public void Validate_NamedColumns_AreSeveralModels()
    {
        var (scored, _) = Scored();
        var result = Context.Survival.Validate(
            scored,
            new ValidationColumns
            {
                Models =
                [
                    new PredictionColumns("cox") { RiskColumn = "CumulativeIncidence" },
                    new PredictionColumns("score") { ScoreColumn = "Score" },
                ],
            },
            new ValidationOptions { Replicates = 0, Horizons = [12] });
        Assert.Equal([true, false], result.Models.Select(m => m.HasRisks));
        Assert.Equal(0, result.Differences.Single(d => d.Measure == "AUC").Comparison.Difference.Value!.Value, 12);
        Assert.Contains("24", Assert.Single(result.Remarks, r => r.Kind == "risks not used").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_OneRiskARowWithoutItsHorizon_SaysWhatToSet()
    {
        var (scored, _) = Scored();
        var error = Assert.Throws<ColumnException>(() => Context.Survival.Validate(
            scored, new ValidationColumns { Models = [new PredictionColumns("m") { RiskColumn = "Score" }] }));
        Assert.Contains("set Horizon", error.Message, StringComparison.Ordinal);
        Assert.Contains("'CumulativeIncidence'", Assert.Throws<ColumnException>(() => Context.Survival.Validate(
            scored, new ValidationColumns { Models = [new PredictionColumns("m") { RiskColumn = "CumulativeIncidenc" }] })).Message, StringComparison.Ordinal);
    }

    private static (IDataView Scored, int Rows) Scored()
    {
        var data = TrainingData.View(Context, TrainingData.Make(250, 3, 5), ["a", "b", "c"]);
        return (Context.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12, 24] }).Fit(data).Transform(data), 250);
    }
}
