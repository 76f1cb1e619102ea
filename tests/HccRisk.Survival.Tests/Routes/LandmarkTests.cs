using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Landmark;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Routes;

/// <summary>Status at a horizon and its weights.</summary>
public sealed class LandmarkTests
{
    private static readonly string[] Names = ["x0", "x1"];
    private readonly MLContext _ml = new(seed: 1);

    /// <summary>
    /// Five rows, one censored at 2 of four at risk then: G is 1 before and 3/4 after. By 4 the rows at 1 and 3 have an event, that at 3 of the other cause.
    /// </summary>
    [Fact]
    public void Landmark_FiveRows_HaveTheWeightsOfTheDefinition()
    {
        var view = View([(1, 1), (2, 0), (3, 2), (5, 1), (6, 0)]);
        var made = _ml.Survival.Landmark(horizon: 4).Fit(view).Transform(view);

        Assert.Equal([true, false, false, false, false], made.GetColumn<bool>("Label"));
        float[] weights = [1, 0, 4 / 3f, 4 / 3f, 4 / 3f];
        Assert.Equal(weights, made.GetColumn<float>("Weight"));
        Assert.Equal(["Features", "Time", "Event", "Site", "Weight", "Label"], made.Schema.Where(c => !c.IsHidden).Select(c => c.Name));
    }

    /// <summary>All follow-up ends at the horizon: whoever is censored there has reached it.</summary>
    [Fact]
    public void Landmark_FollowUpEndsAtHorizon_CountsThoseWhoReachedIt()
    {
        var view = View([(1, 1), (2, 0), (4, 0), (4, 1), (4, 0)]);
        var made = _ml.Survival.Landmark(4).Fit(view).Transform(view);

        Assert.Equal([true, false, false, true, false], made.GetColumn<bool>("Label"));
        float[] weights = [1, 0, 4 / 3f, 4 / 3f, 4 / 3f];
        Assert.Equal(weights, made.GetColumn<float>("Weight"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Landmark_TrainingRows_HaveTheWeightsOfIpcw(int cause)
    {
        var rows = TrainingData.Make(300, 2, seed: 5);
        rows.ForEach(r => r.Time = MathF.Ceiling(r.Time));
        var view = TrainingData.View(_ml, rows, Names);
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);

        var made = _ml.Survival.Landmark(24, cause).Fit(view).Transform(view);

        var weights = made.GetColumn<float>("Weight").ToArray();
        Assert.Equal(IpcwWeights.At(outcome, 24).Select(w => (float)w), weights);

        // Weighted share of the event = Aalen-Johansen; weights in single precision.
        var (of, among) = cause == 0 ? (outcome.WithAnyCause(), 1) : (outcome, cause);
        var share = made.GetColumn<bool>("Label").Zip(weights, (label, w) => label ? (double)w : 0).Sum() / rows.Count;
        Assert.Equal(AalenJohansen.Fit(of).IncidenceAt(among, 24), share, 1e-6);
    }

    /// <summary>The Brier scores of the reference, which are sums over these labels and weights.</summary>
    [Theory]
    [InlineData("pbc", 1)]
    [InlineData("hepatoCellular", 1)]
    [InlineData("rotterdam_cr", 1)]
    public void Landmark_ReferenceRows_SumToTheBrierScoresOfR(string name, int cause)
    {
        using var reference = ValidationReference.Load(name);
        var risks = reference.Risks;
        for (var h = 0; h < reference.Horizons.Count; h++)
        {
            var view = View([.. reference.Times.Zip(reference.Events, (t, e) => ((float)t, (float)e))]);
            var made = _ml.Survival.Landmark(reference.Horizons[h], cause).Fit(view).Transform(view);
            var sum = made.GetColumn<bool>("Label").Zip(made.GetColumn<float>("Weight"), risks[h])
                .Sum(r => (double)r.Second * Math.Pow((r.First ? 1 : 0) - r.Third, 2));
            Assert.Equal(reference.Json.GetProperty("own_definition")[h].GetProperty("brier").GetDouble(), sum / risks[h].Length, 1e-7);
        }
    }

    /// <summary>Training weights for new rows: what they add to nothing, and what they weigh is the training rows' censoring.</summary>
    [Fact]
    public void Landmark_NewRows_AreWeighedByTheTrainingRows()
    {
        var model = _ml.Survival.Landmark(4).Fit(View([(1, 1), (2, 0), (3, 2), (5, 1), (6, 0)]));
        var made = model.Transform(View([(1.5f, 0), (2, 1), (2.5f, 1), (9, 0)]));
        Assert.Equal([false, true, true, false], made.GetColumn<bool>("Label"));
        float[] weights = [0, 1, 4 / 3f, 4 / 3f];
        Assert.Equal(weights, made.GetColumn<float>("Weight"));
    }

    [Fact]
    public void Landmark_SavedAndLoaded_GivesTheSameBits()
    {
        var view = TrainingData.View(_ml, TrainingData.Make(80, 2, seed: 6), Names);
        var model = _ml.Survival.Landmark(24).Fit(view);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, view.Schema, stream);
        var loaded = new MLContext().Model.Load(stream, out _);
        Assert.Equal(model.Transform(view).GetColumn<float>("Weight"), loaded.Transform(view).GetColumn<float>("Weight"));
        Assert.Equal(24, LearnedModel.Find<LandmarkFunction>(loaded).Horizon);
    }

    /// <summary>A step for training only, as ML.NET has it: what is left scores rows without follow-up.</summary>
    [Fact]
    public void Landmark_TrainTestScope_LeavesAModelWithoutFollowUp()
    {
        var view = TrainingData.View(_ml, TrainingData.Make(120, 2, seed: 6), Names);
        var pipeline = new EstimatorChain<ITransformer>()
            .Append(_ml.Survival.Landmark(24), TransformerScope.TrainTest)
            .Append(RecordingTrainer.Logistic(_ml));
        var model = pipeline.Fit(view);
        var bare = _ml.Transforms.DropColumns("Time", "Event").Fit(view).Transform(view);
        Assert.Equal(
            model.Transform(view).GetColumn<float>("Probability"),
            model.GetModelFor(TransformerScope.Scoring).Transform(bare).GetColumn<float>("Probability"));
    }

    [Fact]
    public void LandmarkTrainer_Fit_GivesRowsOfKnownStatusOnly()
    {
        var rows = TrainingData.Make(200, 2, seed: 7);
        var view = TrainingData.View(_ml, rows, Names);
        IDataView? seen = null;
        _ml.Survival.Landmark(new RecordingTrainer(RecordingTrainer.Logistic(_ml), v => seen = v), 24).Fit(view);

        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);
        var weights = IpcwWeights.At(outcome, 24);
        int[] known = [.. Enumerable.Range(0, rows.Count).Where(i => weights[i] > 0)];
        Assert.InRange(known.Length, 1, rows.Count - 1);
        Assert.Equal(known.Select(i => (float)weights[i]), seen!.GetColumn<float>("Weight"));
        Assert.Equal(known.Select(i => rows[i].Event == 1 && rows[i].Time <= 24), seen!.GetColumn<bool>("Label"));
        Assert.Equal(known.Select(i => rows[i].Features), seen!.GetColumn<float[]>("Features"));
        Assert.Equal(known.Length, seen!.GetRowCount());
    }

    /// <summary>With no feature that varies, the fitted probability is the weighted share: the Aalen-Johansen risk. 1e-4 is what L-BFGS stops at.</summary>
    [Fact]
    public void LandmarkTrainer_ConstantFeature_PredictsAalenJohansen()
    {
        var rows = TrainingData.Make(200, 2, seed: 8);
        rows.ForEach(r => r.Features = [0, 0]);
        var view = TrainingData.View(_ml, rows, Names);
        var model = _ml.Survival.Landmark(RecordingTrainer.Logistic(_ml), 24).Fit(view);
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);
        var bare = _ml.Transforms.DropColumns("Time", "Event").Fit(view).Transform(view);
        Assert.Equal(AalenJohansen.Fit(outcome).IncidenceAt(1, 24), model.Transform(bare).GetColumn<float>("Probability").First(), 1e-4);
    }

    /// <summary>Time in another unit, and rows in another order, change no label and no weight.</summary>
    [Fact]
    public void Landmark_UnitAndOrder_DoNotMatter()
    {
        var rows = TrainingData.Make(100, 2, seed: 9);
        var before = Weights(rows, 24);
        var order = Simulated.Permutation(rows.Count, 3);
        var moved = order.Select(i => new TrainingData { Features = rows[i].Features, Time = rows[i].Time * 2, Event = rows[i].Event }).ToList();
        Assert.Equal(order.Select(i => before[i]), Weights(moved, 48));
    }

    [Theory]
    [InlineData("1:1 2:0 3:1", 9, "nobody was followed to 9: the longest follow-up is 3")]
    [InlineData("1:0 5:1 6:0", 4, "none of the 3 training rows had the event (code 1) by 4; 1 had it later")]
    [InlineData("1:1 2:1 3:1 3:0 6:0", 7, "nobody was followed to 7")]
    [InlineData("1:1 2:1 3:1", 3, "each of the training rows whose status at 3 is known had the event")]
    [InlineData("1:2 2:2 3:0", 2, "none of 3 patients had cause 1; the causes that occur are 2")]
    [InlineData("1:1 2:-1 3:0", 2, "Column 'Event' is -1 in row 1")]
    public void Landmark_RowsThatTeachNothing_AreRefused(string rows, double horizon, string message)
    {
        var view = View([.. rows.Split(' ').Select(r => r.Split(':')).Select(r => (float.Parse(r[0], CultureInfo.InvariantCulture), float.Parse(r[1], CultureInfo.InvariantCulture)))]);
        var columns = Assert.ThrowsAny<Exception>(() => _ml.Survival.Landmark(horizon).Fit(view));
        var trainer = Assert.ThrowsAny<Exception>(() => _ml.Survival.Landmark(RecordingTrainer.Logistic(_ml), horizon).Fit(view));
        Assert.Contains(message, columns.Message, StringComparison.Ordinal);
        Assert.Equal((columns.GetType(), columns.Message), (trainer.GetType(), trainer.Message));
        Assert.True(columns is HorizonException or NoEventsException || message.StartsWith("Column", StringComparison.Ordinal), columns.GetType().Name);
    }

    [Fact]
    public void Landmark_BadOptions_AreListed()
    {
        var error = Assert.Throws<ArgumentException>(() => _ml.Survival.Landmark(double.NaN, cause: -1));
        Assert.Contains("Cause is -1", error.Message, StringComparison.Ordinal);
        Assert.Contains("Horizon is NaN", error.Message, StringComparison.Ordinal);
    }

    private List<float> Weights(List<TrainingData> rows, double horizon)
    {
        var view = TrainingData.View(_ml, rows, Names);
        return [.. _ml.Survival.Landmark(horizon).Fit(view).Transform(view).GetColumn<float>("Weight")];
    }

    private IDataView View(IReadOnlyList<(float Time, float Event)> rows) =>
        TrainingData.View(_ml, rows.Select(r => new TrainingData { Features = [0, 0], Time = r.Time, Event = r.Event }), Names);
}
