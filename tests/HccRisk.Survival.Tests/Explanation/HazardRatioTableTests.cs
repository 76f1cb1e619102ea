using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Explanation;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.Explanation;

public sealed class HazardRatioTableTests
{
    private static readonly string[] Names = ["trt1", "karno", "age", "small", "adeno", "large"];
    private readonly MLContext _ml = new(seed: 1);

    // R's coxph: its own table of exp(coef) with limits is made of these numbers.
    [Fact]
    public void HazardRatios_CoxOfVeteran_AreThoseOfR()
    {
        var data = TrainingData.View(_ml, TrainingData.Read("veteran.csv", "time", "status", Names), Names);
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedData.TryPath("reference", "survival", "veteran.json")!));
        var efron = reference.RootElement.GetProperty("cox").GetProperty("efron");
        var model = _ml.Survival.Trainers.Cox().Fit(data);

        var table = _ml.Survival.Explain.HazardRatios(model, new HazardRatioOptions { Steps = new Dictionary<string, double> { ["karno"] = 10 } });

        Assert.Equal(Names, table.Rows.Select(r => r.Feature));
        foreach (var row in table.Rows)
        {
            var coefficient = efron.GetProperty("coef").GetProperty(row.Feature).GetDouble();
            var error = efron.GetProperty("se")[Array.IndexOf(Names, row.Feature)].GetDouble();
            var step = row.Feature == "karno" ? 10 : 1;
            Assert.Equal(step, row.Step);
            Assert.Equal(Math.Exp(step * coefficient), row.Ratio, 1e-6);
            Assert.Equal(Math.Exp(step * (coefficient - (1.959963984540054 * error))), row.Lower!.Value, 1e-6);
            Assert.Equal(Math.Exp(step * (coefficient + (1.959963984540054 * error))), row.Upper!.Value, 1e-6);
            Assert.Equal(Math.Exp(coefficient * row.Deviation), row.RatioPerDeviation, 1e-6);
        }

        // z of karno is -6.04; tables of the normal distribution have 1.97e-9 for 6 and 1.06e-9 for 6.1.
        Assert.InRange(table.Rows[1].P!.Value, 1.06e-9, 1.97e-9);
        Assert.Empty(table.Notes);
        var lines = table.ToString().Split(Environment.NewLine);
        Assert.Equal("Cox model, 137 patients, 128 events", lines[0]);
        Assert.Contains("HR (95% CI)", lines[1], StringComparison.Ordinal);
        Assert.Contains("<0.001", lines[3], StringComparison.Ordinal);
        Assert.Equal(7, table.ToCsv().Trim().Split('\n').Length);
    }

    [Fact]
    public void HazardRatios_PenalisedModel_HasNoIntervalsAndSaysWhy()
    {
        var data = TrainingData.View(_ml, TrainingData.Make(120, 3, 3), ["a", "b", "c"]);

        foreach (var model in (ITransformer[])[_ml.Survival.Trainers.CoxRidge().Fit(data), _ml.Survival.Trainers.CoxNet().Fit(data)])
        {
            var table = _ml.Survival.Explain.HazardRatios(model);

            Assert.All(table.Rows, r => Assert.True(r is { StandardError: null, Lower: null, Upper: null, P: null, LowerPerDeviation: null, UpperPerDeviation: null }));
            Assert.Contains("no intervals and p-values", table.Notes[0], StringComparison.Ordinal);
            Assert.Contains("shrunk", table.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void HazardRatios_ConstantColumn_IsOneWithoutInterval()
    {
        var rows = TrainingData.Make(120, 2, 3);
        rows.ForEach(r => r.Features[1] = 7);

        var table = _ml.Survival.Explain.HazardRatios(_ml.Survival.Trainers.Cox().Fit(TrainingData.View(_ml, rows, ["a", "constant"])));

        Assert.True(table.Rows[1] is { Ratio: 1, RatioPerDeviation: 1, Deviation: 0, Lower: null, P: null });
        Assert.NotNull(table.Rows[0].Lower);
        Assert.Contains("'constant' is constant", Assert.Single(table.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void HazardRatios_NotLinearOrUnknownStep_SaysSo()
    {
        var data = TrainingData.View(_ml, TrainingData.Make(120, 2, 3), ["age", "afp"]);
        var cox = _ml.Survival.Trainers.Cox();

        Assert.Contains(
            "has no hazard ratios",
            Assert.Throws<NotSupportedException>(() => _ml.Survival.Explain.HazardRatios(_ml.Survival.Trainers.Average(cox, cox).Fit(data))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "'agee', which is no input of the model (nearest: 'age')",
            Assert.Throws<ArgumentException>(() => _ml.Survival.Explain.HazardRatios(cox.Fit(data), new HazardRatioOptions { Steps = new Dictionary<string, double> { ["agee"] = 1 } })).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(new HazardRatioOptions { Level = 1, Steps = new Dictionary<string, double> { ["age"] = 0 } }.Validate);
    }
}
