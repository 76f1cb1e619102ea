using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Resampling;
using HccRisk.Survival.Stacking;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Survival.Tests.Stacking;

public sealed class StackedTrainerTests
{
    private readonly MLContext _ml = new(seed: 1);

    // Written out: the scores of models that never saw the row, and an ordinary Cox model of them. Tolerance: scores are single precision.
    [Fact]
    public void Fit_TwoModels_WeighsOutOfFoldScores()
    {
        var data = View(240, absentFrom: 240);
        var fitted = Trainer().Fit(data);

        var outcome = new SurvivalOutcome(DataViewReader.ReadNumbers(data, "Time"), Array.ConvertAll(DataViewReader.ReadNumbers(data, "Event"), e => (int)e));
        var x = new double[240 * 2];
        foreach (var fold in Folds.Stratified(outcome, 5, 1, 3, [.. Enumerable.Range(0, 240)]))
        {
            for (var m = 0; m < 2; m++)
            {
                var model = Member(m).Fit(RowSubset.Of(data, fold.Training, 240));
                var scores = DataViewReader.ReadNumbers(model.Transform(RowSubset.Of(data, fold.Test, 240)), "Score");
                foreach (var (row, i) in fold.Test.Order().Select((row, i) => (row, i)))
                {
                    x[(row * 2) + m] = scores[i];
                }
            }
        }

        var expected = CoxModel.Fit(x, 2, outcome, new CoxOptions { Ridge = 0.1 * outcome.EventCount() }, cancellationToken: TestContext.Current.CancellationToken);
        var function = LearnedModel.FindAll<StackedFunction>(fitted).Single();
        Assert.All(expected.Coefficients.Zip(function.Coefficients), p => Assert.Equal(p.First, p.Second, 1e-5));
        Assert.Equal(["Score.First", "Score.Second"], function.InputSlots);
    }

    // Row 0 has nothing of the second modality: its score is that of the first times its weight, as the function's centre has it.
    [Fact]
    public void Transform_RowWithoutAModality_IsScoredByTheOther()
    {
        var data = View(240, absentFrom: 200);
        var model = Trainer().Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var scored = new MLContext().Model.Load(file, out _).Transform(data);

        var function = LearnedModel.FindAll<StackedFunction>(model).Single();
        var (total, first, second) = (Numbers(scored, "Score"), Numbers(scored, "Score.First"), Numbers(scored, "Score.Second"));
        Assert.All(second[200..], s => Assert.Equal(0, s));
        Assert.All(second[..200], s => Assert.NotEqual(0, s));
        for (var i = 0; i < total.Length; i++)
        {
            var expected = (function.Coefficients[0] * (first[i] - function.Predictor.Center[0])) + (function.Coefficients[1] * (second[i] - function.Predictor.Center[1]));
            Assert.Equal(expected, total[i], 1e-5);
        }

        Assert.Equal(Numbers(model.Transform(data), "Score"), total);
        Assert.True(function.Coefficients.All(w => w > 0));
    }

    // The second modality says the opposite of what it says in training: no weight is below 0.
    [Fact]
    public void Fit_ModelThatSpeaksAgainstItself_HasNoWeight()
    {
        var data = View(240, absentFrom: 240);
        var trainer = _ml.Survival.Trainers.Stacked(
            new StackedTrainerOptions { Seed = 3 },
            new StackedMember("First", Member(0)),
            new StackedMember("Against", Member(1).Append(_ml.Transforms.Expression("Score", "x => -x", "Score"))));

        var function = LearnedModel.FindAll<StackedFunction>(trainer.Fit(data)).Single();

        Assert.True(function.Coefficients[0] > 0);
        Assert.Equal(0, function.Coefficients[1]);
    }

    [Fact]
    public void Fit_ModalityNobodyHas_SaysWhich()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Trainer().Fit(View(60, absentFrom: 0)));

        Assert.Contains("'Second'", error.Message, StringComparison.Ordinal);
    }

    private StackedTrainer Trainer() => _ml.Survival.Trainers.Stacked(
        new StackedTrainerOptions { Seed = 3 }, new StackedMember("First", Member(0)), new StackedMember("Second", Member(1), "Second.Absent"));

    private EstimatorChain<LearnedTransformer<CoxFunction>> Member(int m) =>
        _ml.Transforms.ReplaceMissingValues("Features", m == 0 ? "First" : "Second").Append(_ml.Survival.Trainers.Cox(new CoxTrainerOptions { Ridge = 1 }));

    private static double[] Numbers(IDataView data, string column) => DataViewReader.ReadNumbers(data, column);

    private IDataView View(int count, int absentFrom)
    {
        var random = new Random(8);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var rows = Enumerable.Range(0, count).Select(i =>
        {
            double[] first = [Normal(), Normal()], second = [Normal(), Normal()];
            var time = -Math.Log(1 - random.NextDouble()) * 40 / Math.Exp(first[0] + second[0]);
            return new Row
            {
                First = [.. first.Select(v => (float)v)],
                Second = [.. second.Select(v => i < absentFrom ? (float)v : float.NaN)],
                Absent = i < absentFrom ? 0 : 1,
                Time = (float)Math.Min(time, 36),
                Event = time < 36 ? 1 : 0,
            };
        }).ToList();
        return _ml.Data.LoadFromEnumerable(rows);
    }

    private sealed class Row
    {
        [VectorType(2)]
        public float[] First { get; set; } = [];

        [VectorType(2)]
        public float[] Second { get; set; } = [];

        [ColumnName("Second.Absent")]
        public float Absent { get; set; }

        public float Time { get; set; }

        public float Event { get; set; }
    }
}
