using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Routes;

/// <summary>The boosted trees that users of ML.NET bring.</summary>
public sealed class BoostedTreesTests
{
    private static readonly string[] Names = ["x0", "x1"];
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string, string> Cases => new()
    {
        { "FastTree", "landmark" }, { "FastTree", "pseudo-values" }, { "FastTree", "discrete time" },
        { "LightGBM", "landmark" }, { "LightGBM", "pseudo-values" }, { "LightGBM", "discrete time" },
    };

    /// <summary>The hazard rises sevenfold over the range of x0: the true score has an AUC of about 0.7 at 24; x1 is noise.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void CrossValidate_BoostedTrees_FindTheFeatureThatMatters(string trainer, string route)
    {
        var view = TrainingData.View(_ml, TrainingData.Make(300, 2, seed: 31), Names);
        var options = new CrossValidationOptions
        {
            Horizons = [24],
            ScoreColumn = route == "discrete time" ? "Score" : "Probability",
            RiskColumn = route == "discrete time" ? "CumulativeIncidence" : "Probability",
        };
        var result = _ml.Survival.CrossValidate(view, Pipeline(trainer, route), options);
        Assert.InRange(result.Metrics.Auc[0].Auc.Value!.Value, 0.58, 0.8);
        Assert.InRange(result.Metrics.Calibration[0].ObservedExpected.Value!.Value, 0.75, 1.3);
        Assert.All(result.Risks[0].Risk, r => Assert.InRange(r, 0, 1));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Save_BoostedTrees_LoadWithTheSameBitsAndNeedNoFollowUp(string trainer, string route)
    {
        var view = TrainingData.View(_ml, TrainingData.Make(200, 2, seed: 32), Names);
        var model = Pipeline(trainer, route).Fit(view);
        var bare = _ml.Transforms.DropColumns("Time", "Event").Fit(view).Transform(view);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, bare.Schema, stream);
        var loaded = new MLContext().Model.Load(stream, out _);
        Assert.Equal(model.Transform(bare).GetColumn<float>("Score"), loaded.Transform(bare).GetColumn<float>("Score"));
    }

    private IEstimator<ITransformer> Pipeline(string trainer, string route) => route switch
    {
        "landmark" => _ml.Survival.Landmark(Binary(trainer), 24),
        "pseudo-values" => _ml.Survival.PseudoValues(
            trainer == "FastTree"
                ? _ml.Regression.Trainers.FastTree(numberOfLeaves: 4, numberOfTrees: 50, minimumExampleCountPerLeaf: 20, learningRate: 0.05)
                : _ml.Regression.Trainers.LightGbm(numberOfLeaves: 4, numberOfIterations: 50, minimumExampleCountPerLeaf: 20, learningRate: 0.05),
            24),
        _ => _ml.Survival.Trainers.DiscreteTime(Binary(trainer), [8, 16, 24]),
    };

    private IEstimator<ITransformer> Binary(string trainer) => trainer == "FastTree"
        ? _ml.BinaryClassification.Trainers.FastTree(
            exampleWeightColumnName: "Weight", numberOfLeaves: 4, numberOfTrees: 50, minimumExampleCountPerLeaf: 20, learningRate: 0.05)
        : _ml.BinaryClassification.Trainers.LightGbm(
            exampleWeightColumnName: "Weight", numberOfLeaves: 4, numberOfIterations: 50, minimumExampleCountPerLeaf: 20, learningRate: 0.05);
}
