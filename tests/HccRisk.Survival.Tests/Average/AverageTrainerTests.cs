using HccRisk.Core.Learning;
using HccRisk.Survival.Average;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Average;

public sealed class AverageTrainerTests
{
    private static readonly string[] Names = ["x0", "x1", "x2"];
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Fit_OneMember_IsThatMember()
    {
        var data = View(200, seed: 1);
        var expected = _ml.Survival.Trainers.Cox().Fit(data).Transform(data);

        var actual = _ml.Survival.Trainers.Average(_ml.Survival.Trainers.Cox()).Fit(data).Transform(data);

        Assert.All(expected.GetColumn<float>("Score").Zip(actual.GetColumn<float>("Score")), p => Assert.Equal(p.First, p.Second, 2e-6));
        Assert.All(
            expected.GetColumn<float[]>("CumulativeIncidence").Zip(actual.GetColumn<float[]>("CumulativeIncidence")),
            p => Assert.All(p.First.Zip(p.Second), v => Assert.Equal(v.First, v.Second, 2e-6)));
    }

    /// <summary>Each member writes over the features, which the next must get as they were.</summary>
    [Fact]
    public void Fit_MembersThatChangeFeatures_IsTheMeanOfEachAlone()
    {
        var data = View(200, seed: 2);
        IEstimator<ITransformer>[] members =
        [
            _ml.Transforms.NormalizeBinning("Features", maximumBinCount: 4).Append(_ml.Survival.Trainers.Cox(new CoxTrainerOptions { Ridge = 5 })),
            _ml.Survival.SelectFeatures("Features", maxFeatures: 1).Append(_ml.Survival.Trainers.Cox()),
            _ml.Survival.Trainers.CoxRidge(),
        ];
        var alone = Array.ConvertAll(members, m => m.Fit(data).Transform(data).GetColumn<float>("Score").ToArray());
        var model = _ml.Survival.Trainers.Average(members).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var scored = new MLContext().Model.Load(file, out _).Transform(data);

        var scores = scored.GetColumn<float>("Score").ToArray();
        var means = alone.Select(a => a.Average(v => (double)v)).Average();
        for (var i = 0; i < scores.Length; i++)
        {
            Assert.Equal(alone.Average(a => (double)a[i]) - means, scores[i], 1e-5);
        }

        Assert.Equal(data.GetColumn<float[]>("Features").SelectMany(v => v), scored.GetColumn<float[]>("Features").SelectMany(v => v));
        var function = LearnedModel.Find<AverageFunction>(model);
        Assert.Equal("mean of 3 fits", function.Method);
        Assert.Equal(["Score.1", "Score.2", "Score.3"], function.InputSlots);
        Assert.DoesNotContain(scored.Schema, c => c.Name.Contains(".Before", StringComparison.Ordinal) && !c.IsHidden);
    }

    [Fact]
    public void CrossValidate_Average_EvaluatesTheMean()
    {
        var data = View(300, seed: 3);
        var trainer = _ml.Survival.Trainers.Average(_ml.Survival.Trainers.Cox(), _ml.Survival.Trainers.CoxNet());

        var result = _ml.Survival.CrossValidate(_ml.Data.Cache(data), trainer, folds: 3);

        // The hazard follows the first feature; a useless score has 0.5.
        Assert.True(result.Metrics.Harrell.Value > .55);

        // A chain asks for the schema before it fits.
        var copied = trainer.Append(_ml.Transforms.CopyColumns("Second", "Score.2")).Append(_ml.Transforms.CopyColumns("Risk", "CumulativeIncidence")).Fit(data).Transform(data);
        Assert.Equal(copied.GetColumn<float>("Score.2"), copied.GetColumn<float>("Second"));
    }

    [Fact]
    public void Fit_MemberWithoutScore_SaysWhich()
    {
        var data = View(50, seed: 4);
        string Fault(IEstimator<ITransformer> member) => Assert.Throws<InvalidOperationException>(() => _ml.Survival.Trainers.Average(member).Fit(data)).Message;

        Assert.Contains("Fit 1 of the mean writes no number 'Score'", Fault(_ml.Transforms.CopyColumns("Other", "Features")), StringComparison.Ordinal);
        Assert.Contains("drops the column 'Site'", Fault(_ml.Survival.Trainers.Cox().Append(_ml.Transforms.DropColumns("Site"))), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _ml.Survival.Trainers.Average());
    }

    private IDataView View(int count, int seed) => TrainingData.View(_ml, TrainingData.Make(count, 3, seed), Names);
}
