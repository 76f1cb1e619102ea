using System.Text.Json;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.Explanation;

public sealed class ModelSummaryTests
{
    private static readonly string[] Names = ["trt1", "karno", "age", "small", "adeno", "large"];
    private readonly MLContext _ml = new(seed: 1);

    // R's survfit of new patients; the features here are floats of whole numbers, so nothing is lost.
    [Fact]
    public void Curves_NewPatientsAtTimesOfTheirOwn_AreThoseOfR()
    {
        var model = Veteran();
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedData.TryPath("reference", "survival", "veteran.json")!));
        var predict = reference.RootElement.GetProperty("cox").GetProperty("efron").GetProperty("predict");
        var patients = predict.GetProperty("newdata").EnumerateArray()
            .Select(p => new TrainingData { Features = [.. Names.Select(n => p.GetProperty(n).GetSingle())] }).ToList();
        double[] times = [.. predict.GetProperty("times").EnumerateArray().Select(t => t.GetDouble())];

        var curves = model.Curves(TrainingData.View(_ml, patients, Names), times);

        Assert.Equal(patients.Count, curves.Count);
        for (var t = 0; t < times.Length; t++)
        {
            for (var i = 0; i < patients.Count; i++)
            {
                // R stores one row a time, one column a patient.
                Assert.Equal(predict.GetProperty("surv")[t][i].GetDouble(), curves.Survival(i)[t], 1e-6);
                Assert.Equal(1 - curves.Survival(i)[t], curves.Incidence(i)[t], 1e-12);
            }
        }

        Assert.Equal([1.0], model.Curves(TrainingData.View(_ml, patients, Names), [0]).Survival(0));
        Assert.Contains("free at 90", curves.ToString(), StringComparison.Ordinal);
    }

    // R's baseline hazard is that of a row of zeros: exp(linear predictor of the means) times it is that of the mean row.
    [Fact]
    public void Summary_CoxOfVeteran_HasRatiosTestsAndBaselineOfR()
    {
        var rows = TrainingData.Read("veteran.csv", "time", "status", Names);
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedData.TryPath("reference", "survival", "veteran.json")!));
        var efron = reference.RootElement.GetProperty("cox").GetProperty("efron");
        var hazard = efron.GetProperty("basehaz_centered_false").GetProperty("all");
        double[] times = [.. hazard.GetProperty("at").EnumerateArray().Select(t => t.GetDouble())];
        var mean = Names.Select((name, j) => efron.GetProperty("coef").GetProperty(name).GetDouble() * rows.Average(r => (double)r.Features[j])).Sum();

        var summary = Veteran().Summary(times);

        Assert.Equal((137, 128, true), (summary.Patients, summary.Events, summary.Converged));
        Assert.Equal(efron.GetProperty("hr")[1][0].GetDouble(), summary.HazardRatios!.Rows[1].Ratio, 1e-6);
        for (var t = 0; t < times.Length; t++)
        {
            Assert.Equal(times[t], summary.Baseline[t].Time);
            Assert.Equal(Math.Exp(-hazard.GetProperty("cumhaz")[t].GetDouble() * Math.Exp(mean)), summary.Baseline[t].Survival, 1e-6);
        }

        var text = summary.ToString();
        Assert.Contains("Cox model, 137 patients, 128 events", text, StringComparison.Ordinal);
        Assert.Contains("0.97 (0.96-0.98)", text, StringComparison.Ordinal);
        Assert.Contains("baseline", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_Strata_HasABaselineOfEach()
    {
        var data = TrainingData.View(_ml, TrainingData.Make(200, 2, 3), ["a", "b"]);
        var model = _ml.Survival.Trainers.Cox(new HccRisk.Survival.Cox.CoxTrainerOptions { StrataColumn = "Site", Horizons = [6, 12] }).Fit(data);

        var summary = model.Summary();

        Assert.Equal(["A", "A", "B", "B"], summary.Baseline.Select(b => b.Stratum));
        Assert.Equal([6.0, 12, 6, 12], summary.Baseline.Select(b => b.Time));
    }

    [Fact]
    public void Summary_Forest_HasNeitherRatiosNorBaseline()
    {
        var data = TrainingData.View(_ml, TrainingData.Make(80, 2, 3), ["a", "b"]);
        var summary = _ml.Survival.Trainers.Forest(trees: 5).Fit(data).Summary();

        Assert.Null(summary.HazardRatios);
        Assert.Empty(summary.Baseline);
        Assert.Contains("80 patients", summary.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Summary_TimeThatIsNone_SaysSo(double time) => Assert.Contains(
        "0 or greater",
        Assert.Throws<ArgumentException>(() => _ml.Survival.Trainers.Cox().Fit(TrainingData.View(_ml, TrainingData.Make(80, 2, 3), ["a", "b"])).Summary([time])).Message,
        StringComparison.Ordinal);

    private LearnedTransformer<CoxFunction> Veteran() => _ml.Survival.Trainers.Cox().Fit(TrainingData.View(_ml, TrainingData.Read("veteran.csv", "time", "status", Names), Names));
}
