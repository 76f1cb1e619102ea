using System.Text.Json;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Cox;

public sealed class CoxTrainerTests
{
    private static readonly string[] Names = ["trt1", "karno", "age", "small", "adeno", "large"];
    private static readonly string[] Made = ["x0", "x1", "x2"];

    [Fact]
    public void Fit_Veteran_EqualsRCoxph()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, TrainingData.Read("veteran.csv", "time", "status", Names), Names);
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedData.TryPath("reference", "survival", "veteran.json")!));
        var expected = reference.RootElement.GetProperty("cox").GetProperty("efron");

        var model = ml.Survival.Trainers.Cox().Fit(data).Function;

        // Every covariate of this file is a whole number, so that the way through Single loses nothing.
        for (var j = 0; j < Names.Length; j++)
        {
            var coefficient = expected.GetProperty("coef").GetProperty(Names[j]).GetDouble();
            Assert.Equal(coefficient, model.Coefficients[j], Math.Abs(coefficient) * 1e-10);
            var error = expected.GetProperty("se")[j].GetDouble();
            Assert.Equal(error, model.StandardErrors[j], error * 1e-10);
        }

        Assert.Equal(Names, model.InputSlots);
        Assert.True(model.Converged);
        Assert.Equal(128, model.Events);
    }

    [Fact]
    public void Evaluate_VeteranKarnofsky_EqualsRConcordance()
    {
        string[] score = ["karno"];
        var rows = TrainingData.Read("veteran.csv", "time", "status", score);
        var ml = new MLContext(seed: 1);
        var data = ml.Transforms.Expression("Score", "x => -x", "Karno").Fit(Karno(ml, rows)).Transform(Karno(ml, rows));
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedData.TryPath("reference", "survival", "veteran.json")!));
        var expected = reference.RootElement.GetProperty("concordance").GetProperty("n");

        var harrell = ml.Survival.Evaluate(data, horizons: [90]).Harrell;

        Assert.Equal(expected.GetProperty("c").GetDouble(), harrell.Value!.Value, 1e-10);
        Assert.Equal(expected.GetProperty("se").GetDouble(), harrell.StandardError!.Value, 1e-10);
    }

    [Fact]
    public void Transform_HorizonBeyondFollowUp_IsMissing()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, TrainingData.Make(200, 3, seed: 4), Made);

        var scored = ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12, 1000] }).Fit(data).Transform(data);

        Assert.Equal(["12", "1000"], SlotNames.Read(scored.Schema["Survival"]));
        Assert.All(scored.GetColumn<float[]>("Survival"), s => Assert.True(s[0] is > 0 and < 1 && float.IsNaN(s[1])));
    }

    [Fact]
    public void IncidenceAt_NoCompetingEvents_IsOneMinusSurvival()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(300, 3, seed: 5);
        rows.ForEach(r => r.Event = r.Event == 1 ? 1 : 0);

        var model = ml.Survival.Trainers.Cox().Fit(TrainingData.View(ml, rows, Made)).Function;

        foreach (var logRisk in new[] { -2.0, 0, 0.7, 2 })
        {
            foreach (var time in new[] { 1.0, 12, 30 })
            {
                Assert.Equal(1 - model.Predictor.SurvivalAt(logRisk, time), model.IncidenceAt(logRisk, time), 1e-12);
            }
        }
    }

    [Fact]
    public void IncidenceAt_CompetingEvents_AveragesToAalenJohansen()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(4000, 3, seed: 6);
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);
        var data = TrainingData.View(ml, rows, Made);

        var scored = ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12, 24, 36] }).Fit(data).Transform(data);

        var incidence = scored.GetColumn<float[]>("CumulativeIncidence").ToList();
        var observed = AalenJohansen.Fit(outcome);
        for (var h = 0; h < 3; h++)
        {
            // Both estimate the marginal incidence; one standard error of the curve at n = 4,000 is near 0.008.
            Assert.Equal(observed.IncidenceAt(1, 12 * (h + 1)), incidence.Average(i => i[h]), 0.008);
        }
    }

    [Fact]
    public void Load_SavedPipeline_GivesTheSameBitsAndCoefficients()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, TrainingData.Make(150, 3, seed: 7), Made);
        var model = ml.Transforms.NormalizeMeanVariance("Features", fixZero: false)
            .Append(ml.Survival.SelectFeatures("Features", maxFeatures: 2))
            .Append(ml.Survival.Trainers.CoxRidge())
            .Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);

        var loaded = new MLContext().Model.Load(file, out _);

        Assert.Equal(Bits(model.Transform(data)), Bits(loaded.Transform(data)));
        var (before, after) = (LearnedModel.Find<CoxFunction>(model), LearnedModel.Find<CoxFunction>(loaded));
        Assert.Equal(before.Coefficients, after.Coefficients);
        Assert.Equal(before.InputSlots, after.InputSlots);
        Assert.Contains("x0", after.InputSlots);
    }

    [Fact]
    public void Fit_MissingValue_NamesTheSlotAndRow()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(20, 3, seed: 8);
        rows[4].Features[1] = float.NaN;

        var error = Assert.Throws<InvalidOperationException>(() => ml.Survival.Trainers.Cox().Fit(TrainingData.View(ml, rows, Made)));

        Assert.Contains("'x1' is NaN in row 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_MissingTimeColumn_NamesItAndTheNearest()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, TrainingData.Make(20, 3, seed: 8), Made);

        var error = Assert.Throws<ColumnException>(() => ml.Survival.Trainers.Cox(timeColumn: "Tme").Fit(data));

        Assert.Contains("'Tme'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Time'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NoEvents_SaysSo()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(20, 3, seed: 8);
        rows.ForEach(r => r.Event = 0);

        Assert.Throws<NoEventsException>(() => ml.Survival.Trainers.Cox().Fit(TrainingData.View(ml, rows, Made)));
    }

    [Fact]
    public void Fit_Cancelled_Stops()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, TrainingData.Make(50, 3, seed: 8), Made);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            ml.Survival.Trainers.Cox(new CoxTrainerOptions { CancellationToken = source.Token }).Fit(data));
    }

    [Fact]
    public void Fit_Progress_ReachesTheContextsLog()
    {
        var ml = new MLContext(seed: 1);
        var messages = new List<string>();
        ml.Log += (_, e) => messages.Add(e.Message);

        ml.Survival.Trainers.Cox().Fit(TrainingData.View(ml, TrainingData.Make(50, 3, seed: 8), Made));

        Assert.Contains(messages, m => m.Contains("50 patients", StringComparison.Ordinal));
    }

    private static IDataView Karno(MLContext ml, IEnumerable<TrainingData> rows) =>
        ml.Data.LoadFromEnumerable(rows.Select(r => new KarnoRow { Karno = r.Features[0], Time = r.Time, Event = r.Event }));

    private static List<int> Bits(IDataView data) =>
        [.. data.GetColumn<float>("Score").Concat(data.GetColumn<float[]>("CumulativeIncidence").SelectMany(v => v)).Select(BitConverter.SingleToInt32Bits)];

    private sealed class KarnoRow
    {
        public float Karno { get; set; }

        public float Time { get; set; }

        public float Event { get; set; }
    }
}
