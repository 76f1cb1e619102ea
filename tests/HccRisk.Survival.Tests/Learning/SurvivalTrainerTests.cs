using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Tests.ToyLearner;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Learning;

/// <summary>What every survival model gets from the base, shown on a toy of four files: that it is no Cox model is the point.</summary>
public sealed class SurvivalTrainerTests
{
    private static readonly string[] Names = ["treated"];

    // With one binary covariate each group's rate is its events over its time at risk: no fit is needed to know it.
    [Fact]
    public void Transform_BinaryCovariate_IsTheRateOfEachGroup()
    {
        var ml = new MLContext(seed: 1);
        var rows = Rows(400, 3);
        var data = TrainingData.View(ml, rows, Names);
        double Rate(int cause, Func<TrainingData, bool> which) => rows.Where(which).Count(r => r.Event == cause) / rows.Where(which).Sum(r => (double)r.Time);
        var (control, treated, other) = (Rate(1, r => r.Features[0] == 0), Rate(1, r => r.Features[0] == 1), Rate(2, _ => true));

        var model = new ExponentialTrainer(ml, new ExponentialOptions { Horizons = [6, 24] }).Fit(data);
        var scored = model.Transform(data);

        Assert.True(model.Function.Converged);
        Assert.Equal(Math.Log(treated / control), model.Function.Linear!.Coefficients[0], 1e-10);
        Assert.Equal(["6", "24"], SlotNames.Read(scored.Schema["CumulativeIncidence"]));
        var scores = scored.GetColumn<float>("Score").ToArray();
        var survival = scored.GetColumn<float[]>("Survival").ToArray();
        var incidence = scored.GetColumn<float[]>("CumulativeIncidence").ToArray();
        for (var i = 0; i < rows.Count; i++)
        {
            var own = rows[i].Features[0] == 1 ? treated : control;
            var any = own + other;

            // The columns hold Single: seven digits.
            Assert.Equal(rows[i].Features[0] * Math.Log(treated / control), scores[i], 1e-6);
            Assert.Equal(Math.Exp(-own * 24), survival[i][1], 1e-6);
            Assert.Equal(own / any * (1 - Math.Exp(-any * 6)), incidence[i][0], 1e-6);
        }
    }

    [Fact]
    public void Load_SavedModel_IsFoundByItsBaseAndGivesTheSameBits()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, Rows(200, 4), Names);
        var model = ml.Transforms.NormalizeMeanVariance("Features", fixZero: false).Append(new ExponentialTrainer(ml, new ExponentialOptions())).Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);

        var loaded = new MLContext().Model.Load(file, out _);
        var (before, after) = (LearnedModel.Find<SurvivalFunction>(model), LearnedModel.Find<SurvivalFunction>(loaded));

        Assert.Equal(Bits(model.Transform(data)), Bits(loaded.Transform(data)));
        Assert.Equal((before.Method, before.Patients, before.Events, before.Cause, before.Converged), (after.Method, after.Patients, after.Events, after.Cause, after.Converged));
        Assert.Equal(before.Linear!.Coefficients, after.Linear!.Coefficients);
        Assert.Equal(before.Horizons, after.Horizons);
        Assert.Equal("exponential model", after.Method);
    }

    [Fact]
    public void EvaluateAndCrossValidate_AnyLearner_GiveScoresAndRisks()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, Rows(300, 5), Names);
        var trainer = new ExponentialTrainer(ml, new ExponentialOptions());

        var metrics = ml.Survival.Evaluate(trainer.Fit(data).Transform(data));
        var validated = ml.Survival.CrossValidate(data, trainer, new CrossValidationOptions { Repeats = 2 });

        Assert.Equal([12.0, 24, 36], metrics.Brier.Select(b => b.Time));
        Assert.All(metrics.Brier, b => Assert.NotNull(b.Brier.Value));
        Assert.InRange(metrics.Concordance.Value!.Value, 0.5, 1);
        Assert.Equal([12.0, 24, 36], validated.Risks.Select(r => r.Time));
        Assert.All(validated.Risks, r => Assert.All(r.Risk, p => Assert.InRange(p, 0, 1)));
    }

    [Fact]
    public void Fit_ColumnTheMethodMakesNoUseOf_IsRefused()
    {
        var ml = new MLContext(seed: 1);
        var options = new ExponentialOptions { StrataColumn = "Site", WeightColumn = "Weight", Horizons = [], Cause = -1 };

        var error = Assert.Throws<ArgumentException>(() => new ExponentialTrainer(ml, options)).Message;

        Assert.Contains("StrataColumn is 'Site'", error, StringComparison.Ordinal);
        Assert.Contains("WeightColumn is 'Weight'", error, StringComparison.Ordinal);
        Assert.Contains("Horizons are []", error, StringComparison.Ordinal);
        Assert.Contains("Cause is -1", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_MissingInput_IsMissing()
    {
        var ml = new MLContext(seed: 1);
        var rows = Rows(100, 6);
        var model = new ExponentialTrainer(ml, new ExponentialOptions()).Fit(TrainingData.View(ml, rows, Names));
        rows[7].Features[0] = float.NaN;

        var scored = model.Transform(TrainingData.View(ml, rows, Names));

        Assert.True(float.IsNaN(scored.GetColumn<float>("Score").ElementAt(7)));
        Assert.All(scored.GetColumn<float[]>("Survival").ElementAt(7), s => Assert.True(float.IsNaN(s)));
        Assert.Contains("missing input", Assert.Throws<InvalidOperationException>(() => ml.Survival.Evaluate(scored)).Message, StringComparison.Ordinal);
    }

    // A value in the wrong unit is not a missing one: so the score must not be NaN.
    [Fact]
    public void Evaluate_ScoreThatOverflows_IsInfinite()
    {
        var function = new ExponentialFunction
        {
            InputSlots = ["age", "afp"],
            Horizons = [12],
            Cause = 1,
            Patients = 10,
            Events = 5,
            Coefficients = [1, 100],
            Intercept = 0,
            CompetingHazard = 0,
            Deviations = [1, 1],
            LastTime = 24,
        };

        var output = new float[3];
        function.Evaluate([50, 1e38f], default, output);

        // Nobody of infinite risk is free of the event.
        Assert.Equal((float.PositiveInfinity, 0), (output[0], output[1]));
    }

    [Fact]
    public void Evaluate_InfiniteScore_SaysThatItOverflows()
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Enumerable.Range(1, 6).Select(i => new Scored { Time = i, Event = i % 2, Score = i == 3 ? float.PositiveInfinity : i }));

        var error = Assert.Throws<InvalidOperationException>(() => ml.Survival.Evaluate(data, horizons: [3])).Message;

        Assert.Contains("overflows", error, StringComparison.Ordinal);
        Assert.Contains("Score 2", error, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", error, StringComparison.Ordinal);
    }

    private static List<TrainingData> Rows(int count, int seed)
    {
        var rows = TrainingData.Make(count, 1, seed);
        rows.ForEach(r => r.Features = [r.Features[0] > 0 ? 1 : 0]);
        return rows;
    }

    private static List<int> Bits(IDataView data) =>
        [.. data.GetColumn<float>("Score").Concat(data.GetColumn<float[]>("CumulativeIncidence").SelectMany(v => v)).Select(BitConverter.SingleToInt32Bits)];

    private sealed class Scored
    {
        public float Time { get; set; }

        public float Event { get; set; }

        public float Score { get; set; }
    }
}
