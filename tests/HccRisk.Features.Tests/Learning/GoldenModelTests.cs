using HccRisk.Core.Learning;
using HccRisk.Features.Harmonisation;
using HccRisk.Features.Imputation;
using HccRisk.Features.Scaling;
using HccRisk.Features.Selection;
using HccRisk.Oracles;
using Microsoft.ML;
using Xunit;

namespace HccRisk.Features.Tests.Learning;

/// <summary>A model saved once (tests/golden/README.md), which every later version must load; what it must give is worked out by hand.</summary>
public sealed class GoldenModelTests
{
    private const float No = float.NaN;
    private static readonly float[][] Rows = [[1, 2, No], [3, 4, 3], [No, 6, 5], [8, 8, 7]];
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Load_EveryTransform_GivesWhatIsWorkedOutByHand()
    {
        var data = Vectors.View(_ml, Rows);
        var model = _ml.Model.Load(SharedData.GoldenModel("features-1.zip"), out _);
        float[][] Of(string column) => Vectors.Read(model, data, column);

        Assert.Equal([[1, 2, 5], [3, 4, 3], [3, 6, 5], [8, 8, 7]], Of("Median"));
        Assert.Equal([[0, 0, 1], [0, 0, 0], [1, 0, 0], [0, 0, 0]], Of("Missing"));
        Assert.Equal([[1, 2, 4], [3, 4, 3], [5.5f, 6, 5], [8, 8, 7]], Of("Nearest"));
        Assert.Equal([[1, 2, 5], [3, 4, 3], [4, 6, 5], [8, 8, 7]], Of("Chained")); // Three rows are too few for a predictor: means.
        Assert.Contains(Of("Drawn")[0][2], new[] { 3f, 5f, 7f });
        Same([[-0.5714286f, -1, No], [0, -0.3333333f, -1], [No, 0.3333333f, 0], [1.4285714f, 1, 1]], Of("Robust")); // (3, 3.5), (5, 3), (5, 2).
        Same([[2, 3.5f, No], [3, 4, 4], [No, 6, 5], [5.5f, 6.5f, 6]], Of("Winsorized")); // Quartiles.
        Same([[-0.6744898f, -0.8416212f, No], [0, -0.2533471f, -0.6744898f], [No, 0.2533471f, 0], [0.6744898f, 0.8416212f, 0.6744898f]], Of("Scores"));
        Same([[1 / 7f, 2, No], [-1.5f / 7, 4, 0], [No, 6, 0], [0.5f / 7, 8, 0]], Of("Residuals")); // a less 4 + 33 / 28 (b - 14 / 3); c is b - 1.
        Assert.Equal(["a", "b", "c"], SlotNames.Read(model.Transform(data).Schema["Varying"]));
        Assert.Equal(["b"], SlotNames.Read(model.Transform(data).Schema["Present"]));
        Assert.Equal(["a", "c"], SlotNames.Read(model.Transform(data).Schema["Apart"])); // They have two rows in common, too few; b goes with both.
    }

    [Fact]
    public void Load_Combat_GivesWhatIsWorkedOutByHand()
    {
        var data = Sites();
        var model = _ml.Model.Load(SharedData.GoldenModel("combat-1.zip"), out _);

        // Means 2, 13 and 7.5 of all; deviations 1, 2 and, pooled over n, sqrt(10 / 6). Slot b is constant.
        var unit = MathF.Sqrt(10 / 6f);
        Same([[7.5f - unit, 4], [7.5f, 4], [7.5f + unit, 4], [7.5f - unit, 4], [7.5f, 4], [7.5f + unit, 4]], Vectors.Read(model, data));
    }

    /// <summary>Writes them when they are not there yet; they are never replaced.</summary>
    [Fact(Explicit = true)]
    public void Write_ModelThatIsAbsent()
    {
        if (!File.Exists(SharedData.GoldenModel("combat-1.zip")))
        {
            var combat = _ml.Transforms.HarmoniseSites(new CombatOptions { Prior = CombatPrior.None });
            _ml.Model.Save(combat.Fit(Sites()), Sites().Schema, SharedData.GoldenModel("combat-1.zip"));
        }

        var data = Vectors.View(_ml, Rows);
        var transforms = _ml.Transforms;
        var chain = transforms.ImputeMissing(new MedianImputationOptions { OutputColumn = "Median", MissingColumn = "Missing" })
            .Append(transforms.ImputeNearest(new NearestImputationOptions { OutputColumn = "Nearest", Neighbours = 2, Standardise = false }))
            .Append(transforms.ImputeChained(new ChainedImputationOptions { OutputColumn = "Chained" }))
            .Append(transforms.ImputeChained(new ChainedImputationOptions { OutputColumn = "Drawn", Draw = 1 }))
            .Append(transforms.ScaleRobust(new RobustScalingOptions { OutputColumn = "Robust", UnitDeviation = false }))
            .Append(transforms.Winsorize(new WinsorizingOptions { OutputColumn = "Winsorized", Lower = 0.25, Upper = 0.75 }))
            .Append(transforms.ToNormalScores(new NormalScoresOptions { OutputColumn = "Scores" }))
            .Append(transforms.ResidualizeOnSize(new SizeResidualOptions { OutputColumn = "Residuals", Size = "b", LogSize = false }))
            .Append(transforms.FilterConstant(new ConstantFilterOptions { OutputColumn = "Varying" }))
            .Append(transforms.FilterMissing(new MissingFilterOptions { OutputColumn = "Present", MaxShare = 0 }))
            .Append(transforms.FilterCorrelated(new CorrelationFilterOptions { OutputColumn = "Apart" }));
        if (!File.Exists(SharedData.GoldenModel("features-1.zip")))
        {
            _ml.Model.Save(chain.Fit(data), data.Schema, SharedData.GoldenModel("features-1.zip"));
        }
    }

    private IDataView Sites() => Vectors.View(
        _ml, new[] { 1f, 2, 3, 11, 13, 15 }.Select(v => new Vectors { Features = [v, 4], Site = v < 10 ? "A" : "B" }), "a", "b");

    private static void Same(float[][] expected, float[][] found) =>
        Assert.Equal(expected, found, (a, b) => a.Zip(b).All(p => float.IsNaN(p.First) ? float.IsNaN(p.Second) : MathF.Abs(p.First - p.Second) <= 1e-6f));
}
