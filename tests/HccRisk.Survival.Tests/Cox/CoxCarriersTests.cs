using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Cox;

/// <summary>A Cox model in ML.NET's own transforms against the function it was made from, which computes in double precision.</summary>
public sealed class CoxCarriersTests
{
    private static readonly string[] Names = ["x0", "x1", "x2", "x3"];
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Transform_EveryOutput_EqualsTheFunction(bool competing)
    {
        var rows = TrainingData.Make(600, 4, seed: 11);
        rows.ForEach(r => r.Event = competing ? r.Event : Math.Min(r.Event, 1));
        rows.ForEach(r => r.Features[3] = 2000 + (30 * r.Features[3]));
        var data = TrainingData.View(_ml, rows, Names);
        var options = new CoxTrainerOptions { Horizons = [24, .001, 12, 36, 9, 1e6, 30], Ridge = .1 };
        var model = _ml.Survival.Trainers.Cox(options).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var scored = new MLContext().Model.Load(file, out _).Transform(data);

        var expected = new float[15];
        var (scores, survival, incidence) = (scored.GetColumn<float>("Score").ToList(), scored.GetColumn<float[]>("Survival").ToList(), scored.GetColumn<float[]>("CumulativeIncidence").ToList());
        for (var i = 0; i < rows.Count; i++)
        {
            model.Function.Evaluate(rows[i].Features, [], expected);
            // Single precision of a score of a few units, and of probabilities.
            Assert.Equal(expected[0], scores[i], 1.4e-6);
            for (var h = 0; h < 7; h++)
            {
                Assert.Equal(expected[1 + h], survival[i][h], 1.4e-6);
                Assert.Equal(expected[8 + h], incidence[i][h], 2e-6);
            }
        }

        Assert.Equal(["24", "0.001", "12", "36", "9", "1000000", "30"], SlotNames.Read(scored.Schema["CumulativeIncidence"]));
    }

    [Fact]
    public void Fit_UnstratifiedModel_NeedsNoMapping()
    {
        var data = TrainingData.View(_ml, TrainingData.Make(300, 4, seed: 12), Names);
        var model = _ml.Survival.SelectFeatures("Features", maxFeatures: 2).Append(_ml.Survival.Trainers.CoxRidge()).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        Assert.DoesNotContain("CustomMapping", Text(file), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The carriers and the mapping of a model with strata give an infinite input the same score.</summary>
    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Transform_InfiniteInput_HasAnInfiniteScoreEitherWay(float value)
    {
        var rows = TrainingData.Make(120, 4, seed: 9);
        var data = TrainingData.View(_ml, rows, Names);
        ITransformer[] models =
        [
            _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12] }).Fit(data),
            _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12], StrataColumn = "Site" }).Fit(data),
        ];
        rows[3].Features[0] = value;
        foreach (var model in models)
        {
            var scored = model.Transform(TrainingData.View(_ml, rows, Names));
            var expected = Math.Sign(LearnedModel.Find<CoxFunction>(model).Coefficients[0]) * value;
            Assert.Equal(expected, scored.GetColumn<float>("Score").ElementAt(3));
            Assert.Equal(expected > 0 ? 0 : 1, scored.GetColumn<float[]>("Survival").ElementAt(3)[0]);
            var error = Assert.Throws<InvalidOperationException>(() => _ml.Survival.Evaluate(scored)).Message;
            Assert.Contains("Score 3 is", error, StringComparison.Ordinal);
            Assert.Contains("overflows", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Terms_Incidence_IsThatOfOnePass()
    {
        var data = TrainingData.View(_ml, TrainingData.Make(300, 4, seed: 13), Names);
        var function = _ml.Survival.Trainers.Cox().Fit(data).Function;
        var curve = new ProportionalIncidence(function.Predictor.Times, function.Predictor.CumulativeHazard, function.CompetingHazard);
        double[] times = [40, 0, 3, 3.5, 20];
        var (hazards, weights, constants) = curve.Terms(times);

        foreach (var score in new[] { -3, 0, .5, 4 })
        {
            var passed = new double[times.Length];
            curve.At(score, times, passed);
            for (var k = 0; k < times.Length; k++)
            {
                var sum = constants[k] + hazards.Select((h, i) => weights[k]![i] * Math.Exp(-h * Math.Exp(score))).Sum();
                Assert.Equal(passed[k], sum, 1e-13);
                Assert.Equal(Definition(function, score, times[k]), passed[k], 1e-13);
            }
        }

        Assert.True(hazards.Length < function.Predictor.Times.Count);
    }

    [Fact]
    public void At_MissingScore_IsMissing()
    {
        var incidence = new double[2];
        new ProportionalIncidence([1, 2], [.1, .2], [0, 0]).At(double.NaN, [0, 5], incidence);
        Assert.All(incidence, i => Assert.Equal(double.NaN, i));
    }

    /// <summary>The sum over all times, each hazard's rise by itself (Benichou and Gail 1990, equation 4 with a step hazard).</summary>
    private static double Definition(CoxFunction function, double score, double time)
    {
        var (sum, before) = (0.0, 0.0);
        for (var i = 0; i < function.Predictor.Times.Count && function.Predictor.Times[i] <= time; i++)
        {
            var hazard = function.Predictor.CumulativeHazard[i] * Math.Exp(score);
            sum += Math.Exp(-function.CompetingHazard[i]) * (Math.Exp(-before) - Math.Exp(-hazard));
            before = hazard;
        }

        return sum;
    }

    private static string Text(MemoryStream zip)
    {
        using var archive = new System.IO.Compression.ZipArchive(zip);
        return string.Concat(archive.Entries.Select(e =>
        {
            using var content = new MemoryStream();
            using var stream = e.Open();
            stream.CopyTo(content);
            return System.Text.Encoding.Latin1.GetString(content.ToArray());
        }));
    }
}
