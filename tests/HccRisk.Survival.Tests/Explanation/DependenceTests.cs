using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Explanation;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.Explanation;

/// <summary>Partial dependence of a Cox model, which is known in closed form.</summary>
public sealed class DependenceTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void PartialDependence_Cox_IsTheModelWithTheInputSet()
    {
        var rows = TrainingData.Make(80, 3, 3);
        var data = TrainingData.View(_ml, rows, ["a", "b", "c"]);
        var model = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [10, 20] }).Fit(data);

        var result = _ml.Survival.Explain.PartialDependence(model, data, "b", new DependenceOptions { Grid = [-0.5, 0.25] });

        Assert.Equal(["Score", "Survival 10", "Survival 20", "CumulativeIncidence 10", "CumulativeIncidence 20"], result.Outputs);
        for (var point = 0; point < 2; point++)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                double[] x = [rows[i].Features[0], result.Grid[point], rows[i].Features[2]];
                var score = model.Function.Predictor.LogRisk(x);

                // Outputs are single precision, as of the model's columns.
                Assert.Equal(score, result.Individual(i, 0, point), 2e-6);
                Assert.Equal(model.Function.Predictor.SurvivalAt(score, 20), result.Individual(i, 2, point), 2e-6);
                Assert.Equal(model.Function.IncidenceAt(score, 10), result.Individual(i, 3, point), 2e-6);
            }

            Assert.Equal(Enumerable.Range(0, 80).Average(i => result.Individual(i, 4, point)), result.Mean(4, point), 1e-12);
        }

        // The score of a linear model moves by its coefficient.
        Assert.Equal(0.75 * model.Function.Coefficients[1], result.Mean(0, 1) - result.Mean(0, 0), 2e-6);
        Assert.Equal(1 + (2 * 5), result.ToCsv().Trim().Split('\n').Length);
        Assert.Equal(1 + (2 * 5 * 81), result.ToCsv(individual: true).Trim().Split('\n').Length);
    }

    [Fact]
    public void PartialDependence_Grid_IsQuantilesOrTheFewValues()
    {
        var rows = TrainingData.Make(200, 2, 3);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Features[1] = i % 2;
        }

        var data = TrainingData.View(_ml, rows, ["a", "sex"]);
        var model = _ml.Survival.Trainers.Cox().Fit(data);

        var few = _ml.Survival.Explain.PartialDependence(model, data, "sex");
        var many = _ml.Survival.Explain.PartialDependence(model, data, "a", new DependenceOptions { GridPoints = 11, OutputColumns = ["Score"] });

        Assert.Equal([0.0, 1.0], few.Grid);
        Assert.Equal(11, many.Grid.Count);
        double[] sorted = [.. rows.Select(r => (double)r.Features[0]).Order()];
        Assert.InRange(many.Grid[5], sorted[99], sorted[100]);
        Assert.InRange(many.Grid[0], sorted[9], sorted[10]);
        Assert.Equal("a", many.ToString().Split(' ')[0]);
    }

    // A pipeline's own inputs are set, before what it does to them.
    [Fact]
    public void PartialDependence_ScaledInput_IsSetInItsOwnUnit()
    {
        var rows = TrainingData.Make(100, 2, 3);
        rows.ForEach(r => r.Features[0] = (1000 * r.Features[0]) + 5000);
        var data = TrainingData.View(_ml, rows, ["volume", "b"]);
        var scaled = _ml.Transforms.NormalizeMeanVariance("Features", fixZero: false).Append(_ml.Survival.Trainers.Cox()).Fit(data);
        var plain = _ml.Survival.Trainers.Cox().Fit(data);
        var options = new DependenceOptions { Grid = [4500, 5500], OutputColumns = ["Score"] };

        var first = _ml.Survival.Explain.PartialDependence(scaled, data, "volume", options);
        var second = _ml.Survival.Explain.PartialDependence(plain, data, "volume", options);

        Assert.Equal(second.Mean(0, 1) - second.Mean(0, 0), first.Mean(0, 1) - first.Mean(0, 0), 1e-4);
    }

    [Fact]
    public void PartialDependence_UnknownInputOrOutput_HasTheNearest()
    {
        var data = TrainingData.View(_ml, TrainingData.Make(60, 2, 3), ["volume", "b"]);
        var model = _ml.Survival.Trainers.Cox().Fit(data);

        Assert.Contains("(nearest: 'volume')", Assert.Throws<ArgumentException>(() => _ml.Survival.Explain.PartialDependence(model, data, "volum")).Message, StringComparison.Ordinal);
        Assert.Contains(
            "writes none of 'Scor' (nearest: 'Score')",
            Assert.Throws<ArgumentException>(() => _ml.Survival.Explain.PartialDependence(model, data, "b", new DependenceOptions { OutputColumns = ["Scor"] })).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(new DependenceOptions { Grid = [double.NaN], GridPoints = 1, OutputColumns = [] }.Validate);
    }
}
