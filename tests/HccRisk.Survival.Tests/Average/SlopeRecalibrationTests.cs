using HccRisk.Core.Learning;
using HccRisk.Survival.Average;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Average;

public sealed class SlopeRecalibrationTests
{
    private static readonly string[] Names = ["x0", "x1", "x2"];
    private readonly MLContext _ml = new(seed: 1);

    /// <summary>
    /// A penalty of twice the events divides the coefficient of the only feature that bears on the outcome by about 3. The slope of a score among other patients is its
    /// coefficient in a plain Cox model of theirs: 1 when the spread is right. Its standard error in 4,000 patients is .03; that of the correction, from
    /// 4,000, as much: four of both together.
    /// </summary>
    [Fact]
    public void Fit_OverPenalisedRidge_HasSlopeOneAmongOthers()
    {
        var (training, others) = (View(4000, seed: 1), View(4000, seed: 2));
        var ridge = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { RidgePerEvent = 2 });

        Assert.True(SlopeAmong(others, Average(ridge, null).Fit(training)) > 2);
        Assert.Equal(1, SlopeAmong(others, Average(ridge, new SlopeRecalibration()).Fit(training)), .18);
    }

    /// <summary>Coefficients that are given are the same in every part, so that the correction must undo whatever they are multiplied by.</summary>
    [Fact]
    public void Fit_GivenCoefficient_DoesNotDependOnItsSize()
    {
        var data = View(600, seed: 3);
        AverageFunction Fitted(double coefficient) => LearnedModel.Find<AverageFunction>(Average(Given(coefficient), new SlopeRecalibration { Repeats = 2 }).Fit(data));
        var (half, tenth) = (Fitted(.5), Fitted(.1));

        Assert.Equal(half.Slope * .5, tenth.Slope * .1, 1e-5); // Scores are of single precision.

        // With one coefficient a stratified Cox model of parts drawn at random is the plain one but for the comparisons between parts: two standard errors of .09.
        var plain = _ml.Survival.Trainers.Cox().Fit(_ml.Transforms.Concatenate("Features", "First").Fit(First(data)).Transform(First(data)));
        Assert.Equal(plain.Function.Coefficients[0], half.Slope * .5, .18);
    }

    [Fact]
    public void Fit_Corrected_MultipliesScoresAndNothingElse()
    {
        var data = View(400, seed: 4);
        IEstimator<ITransformer>[] members = [_ml.Survival.Trainers.Cox(new CoxTrainerOptions { RidgePerEvent = 3 }), _ml.Survival.Trainers.Cox(new CoxTrainerOptions { RidgePerEvent = 1 })];
        var plain = _ml.Survival.Trainers.Average(members).Fit(data);
        var model = _ml.Survival.Trainers.Average(new AverageTrainerOptions { Recalibration = new SlopeRecalibration() }, members).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var loaded = new MLContext().Model.Load(file, out _);

        var function = LearnedModel.Find<AverageFunction>(loaded);
        Assert.True(function.Slope > 1);
        Assert.Equal(FormattableString.Invariant($"mean of 2 fits times a cross-fitted slope of {function.Slope:0.00}"), function.Method);
        Assert.Empty(function.Warnings);
        var scores = loaded.Transform(data).GetColumn<float>("Score").ToArray();
        Assert.All(plain.Transform(data).GetColumn<float>("Score").Zip(scores), p => Assert.Equal(p.First * function.Slope, p.Second, 1e-5));
        Assert.Equal(scores, _ml.Survival.Trainers.Average(new AverageTrainerOptions { Recalibration = new SlopeRecalibration() }, members).Fit(data).Transform(data).GetColumn<float>("Score"));
    }

    [Fact]
    public void Fit_NothingToLearnFrom_KeepsTheSpreadAndWarns()
    {
        var few = Function(View(60, seed: 5), new SlopeRecalibration { MinEvents = 59 }, .5);
        var wrong = Function(View(500, seed: 6), new SlopeRecalibration(), -.5);
        var constant = Function(View(500, seed: 6), new SlopeRecalibration(), 0);

        Assert.All(new[] { few, wrong, constant }, f => Assert.Equal(1, f.Slope));
        Assert.Contains("events are too few to correct the spread of the scores (59 are asked for)", Assert.Single(few.Warnings), StringComparison.Ordinal);
        Assert.Contains("a higher score goes with less risk", Assert.Single(wrong.Warnings), StringComparison.Ordinal);
        Assert.Contains("have the same score", Assert.Single(constant.Warnings), StringComparison.Ordinal);

        AverageFunction Function(IDataView data, SlopeRecalibration recalibration, double coefficient) =>
            LearnedModel.Find<AverageFunction>(Average(Given(coefficient), recalibration).Fit(data));
    }

    [Fact]
    public void Average_WrongRecalibration_NamesEveryFault()
    {
        var fault = Assert.Throws<ArgumentException>(() => Average(Given(1), new SlopeRecalibration { Folds = 1, Repeats = 0, MinEvents = 1 })).Message;

        Assert.All(new[] { "Recalibration.Folds is 1", "Recalibration.Repeats is 0", "Recalibration.MinEvents is 1" }, f => Assert.Contains(f, fault, StringComparison.Ordinal));
    }

    private AverageTrainer Average(IEstimator<ITransformer> member, SlopeRecalibration? recalibration) =>
        _ml.Survival.Trainers.Average(new AverageTrainerOptions { Recalibration = recalibration }, member);

    /// <summary>A score of a given coefficient of the first feature, and nothing of the others.</summary>
    private CoxTrainer Given(double coefficient) => _ml.Survival.Trainers.Cox(new CoxTrainerOptions
    {
        Penalties = new ColumnPenalties { FixedCoefficients = Names.ToDictionary(n => n, n => n == "x0" ? coefficient : 0) },
    });

    private double SlopeAmong(IDataView others, ITransformer model)
    {
        var scored = _ml.Transforms.CopyColumns("Known", "Score").Fit(model.Transform(others)).Transform(model.Transform(others));
        return _ml.Survival.Trainers.Cox("Slope").Fit(_ml.Transforms.Concatenate("Slope", "Known").Fit(scored).Transform(scored)).Function.Coefficients[0];
    }

    private IDataView First(IDataView data) => _ml.Transforms.CustomMapping<Vector, Number>((row, one) => one.First = row.Features[0], contractName: null).Fit(data).Transform(data);

    private IDataView View(int count, int seed) => TrainingData.View(_ml, TrainingData.Make(count, 3, seed), Names);

    private sealed class Vector
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Number
    {
        public float First { get; set; }
    }
}
