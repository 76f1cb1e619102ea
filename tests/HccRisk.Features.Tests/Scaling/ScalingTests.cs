using HccRisk.Core.Learning;
using HccRisk.Features.Scaling;
using HccRisk.Features.Tests.Learning;
using Microsoft.ML;
using Xunit;

namespace HccRisk.Features.Tests.Scaling;

public sealed class ScalingTests
{
    private const float No = float.NaN;
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ScaleRobust_Quartiles_AreThoseOfTypeSeven()
    {
        // Median 3, quartiles 2 and 4: (x - 3) / 2 in their own unit.
        var data = Vectors.One(_ml, 1, 2, 3, 4, 1000, No);

        var scaled = Vectors.Read(_ml.Transforms.ScaleRobust(new RobustScalingOptions { UnitDeviation = false }).Fit(data), data);

        Assert.Equal([-1, -0.5f, 0, 0.5f, 498.5f, No], scaled.Select(r => r[0]), (a, b) => a.Equals(b) || MathF.Abs(a - b) < 5e-4f);
    }

    [Fact]
    public void ScaleRobust_UnitDeviation_DividesByTheWidthOfANormal()
    {
        var model = _ml.Transforms.ScaleRobust().Fit(Vectors.One(_ml, 1, 2, 3, 4, 1000));

        // 2 * 0.674489750196082 (tables of the normal distribution).
        Assert.Equal(1.348979500392163 / 2, model.Function.Scale[0], 1e-12);
    }

    [Fact]
    public void ScaleRobust_ConstantAndMostlyConstant_GiveNoNaN()
    {
        var data = Vectors.View(_ml, [[7, 0], [7, 0], [7, 0], [7, 0], [7, 0], [7, 1]]);

        var scaled = Vectors.Read(_ml.Transforms.ScaleRobust().Fit(data), data);

        Assert.All(scaled, r => Assert.Equal(0, r[0]));

        // One in six: deviation sqrt(5) / 6.
        Assert.Equal(6 / Math.Sqrt(5), scaled[5][1], 1e-5);
        Assert.Equal(0, scaled[0][1]);
    }

    [Fact]
    public void Winsorize_BeyondQuantiles_MovesToThem()
    {
        var training = Vectors.View(_ml, [.. Enumerable.Range(0, 101).Select(i => new[] { (float)i })]);

        var moved = Vectors.Read(_ml.Transforms.Winsorize().Fit(training), Vectors.One(_ml, -5, 0, 1, 50, 99, 100, 1e6f, No));

        Assert.Equal([1, 1, 1, 50, 99, 99, 99, No], moved.Select(r => r[0]));
    }

    [Fact]
    public void ToNormalScores_TrainingValues_GetTheQuantilesOfTheirRanks()
    {
        var data = Vectors.One(_ml, 10, 40, 20, 20, No);

        var scores = Vectors.Read(_ml.Transforms.ToNormalScores().Fit(data), data).Select(r => r[0]).ToArray();

        // Normal quantiles of 1/5, 4/5 and 2.5/5 (tables).
        Assert.Equal([-0.8416212335729143, 0.8416212335729143, 0, 0], scores.Take(4).Select(s => (double)s), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.True(float.IsNaN(scores[4]));
    }

    [Fact]
    public void ToNormalScores_OtherValues_LieBetweenOrAtTheEnds()
    {
        var model = _ml.Transforms.ToNormalScores().Fit(Vectors.One(_ml, 10, 20, 30));

        var scores = Vectors.Read(model, Vectors.One(_ml, -100, 10, 15, 20, 30, 1e9f)).Select(r => (double)r[0]).ToArray();

        // Ranks 1/4, 2/4, 3/4.
        Assert.Equal([-0.6744897501960817, -0.6744897501960817, -0.6744897501960817 / 2, 0, 0.6744897501960817, 0.6744897501960817], scores, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void ToNormalScores_MonotoneChangeOfUnits_ChangesNothing()
    {
        var values = Vectors.Make(70, seed: 2).Select(r => r.Features[0]).ToArray();
        var (one, two) = (Vectors.One(_ml, values), Vectors.One(_ml, [.. values.Select(MathF.Exp)]));

        Assert.Equal(Vectors.Read(_ml.Transforms.ToNormalScores().Fit(one), one), Vectors.Read(_ml.Transforms.ToNormalScores().Fit(two), two));
    }

    [Fact]
    public void ToNormalScores_ConstantAndFewKnots_StayFiniteAndInOrder()
    {
        Assert.All(Vectors.Read(_ml.Transforms.ToNormalScores().Fit(Vectors.One(_ml, 3, 3, 3)), Vectors.One(_ml, 1, 3, 5)), r => Assert.Equal(0, r[0], 1e-12f));
        var values = Enumerable.Range(0, 1000).Select(i => (float)i * i).ToArray();

        var model = _ml.Transforms.ToNormalScores(new NormalScoresOptions { MaxKnots = 50 }).Fit(Vectors.One(_ml, values));

        var scores = Vectors.Read(model, Vectors.One(_ml, values)).Select(r => r[0]).ToArray();
        Assert.Equal(50, model.Function.Values[0].Length);
        Assert.Equal(scores.Order(), scores);

        // Knots are 20 or 21 ranks apart: a value has a score between those of the knots around it.
        Assert.All(scores.Index(), s => Assert.InRange(s.Item, At(s.Index - 20), At(s.Index + 22)));

        static double At(int rank) => NormalDistribution.Quantile(Math.Clamp(rank, 1, 1000) / 1001.0) + (rank <= 1 ? -1e-6 : 1e-6);
    }

    // Tables of the normal distribution (NIST, Abramowitz and Stegun 26.1).
    [Theory]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.5, 0)]
    [InlineData(0.0001, -3.719016485455709)]
    [InlineData(0.841344746068543, 1)]
    public void NormalQuantile_KnownProbabilities_GivesTheTables(double probability, double expected)
    {
        Assert.Equal(expected, NormalDistribution.Quantile(probability), 1e-11);
        Assert.Equal(probability, NormalDistribution.Cumulative(expected), 1e-14);
    }

    [Fact]
    public void ResidualizeOnSize_SizeColumn_LeavesWhatDoesNotFollow()
    {
        // a = 2 + 3 ln(size) exactly; b does not follow size: its residuals have no correlation with it.
        var random = new Random(3);
        List<Vectors> rows = [.. Enumerable.Range(0, 60).Select(i => new Vectors { Size = 1 + i, Features = [(float)(2 + (3 * Math.Log(1 + i))), random.NextSingle()] })];
        var data = Vectors.View(_ml, rows, "a", "b");

        var model = _ml.Transforms.ResidualizeOnSize("Features", "Size").Fit(data);

        var residuals = Vectors.Read(model, data);
        Assert.Equal(["a", "b"], SlotNames.Read(model.Transform(data).Schema["Features"]));
        Assert.All(residuals, r => Assert.Equal(0, r[0], 2e-6f));
        Assert.Equal(0, residuals.Sum(r => (double)r[1]), 1e-5);
        Assert.Equal(0, residuals.Zip(rows, (r, v) => r[1] * Math.Log(v.Size)).Sum(), 1e-4);
    }

    [Fact]
    public void ResidualizeOnSize_SizeIsASlot_KeepsItAndUsesIt()
    {
        var data = Vectors.View(_ml, [[1, 4], [2, 6], [3, 8], [No, 1]]);

        var freed = Vectors.Read(_ml.Transforms.ResidualizeOnSize(new SizeResidualOptions { Size = "a", LogSize = false }).Fit(data), data);

        Assert.Equal([[1, 0], [2, 0], [3, 0], [No, No]], freed, (a, b) => a.Zip(b).All(p => p.First.Equals(p.Second) || MathF.Abs(p.First - p.Second) < 1e-6f));
    }

    [Theory]
    [InlineData("Sise", "neither a column nor a slot")]
    [InlineData("a", "is 0 in row 1")]
    [InlineData("b", "is the same in all 3 training rows")]
    [InlineData("c", "has no value in all 3 training rows")]
    public void ResidualizeOnSize_UnusableSize_SaysWhy(string size, string reason)
    {
        var data = Vectors.View(_ml, [[1, 2, No], [0, 2, No], [3, 2, No]]);

        var error = Assert.Throws<ColumnException>(() => _ml.Transforms.ResidualizeOnSize("Features", size).Fit(data));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(size, error.Message, StringComparison.Ordinal);
    }
}
