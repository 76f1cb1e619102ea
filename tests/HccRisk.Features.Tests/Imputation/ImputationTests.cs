using HccRisk.Features.Imputation;
using HccRisk.Features.Tests.Learning;
using Microsoft.ML;
using Xunit;

namespace HccRisk.Features.Tests.Imputation;

public sealed class ImputationTests
{
    private const float No = float.NaN;
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ImputeMissing_OddAndEvenCounts_PutsTheMedianAndMarksIt()
    {
        var data = Vectors.View(_ml, [[1, 5], [No, 6], [3, No], [100, 9]]);

        var model = _ml.Transforms.ImputeMissing("Features", "Missing").Fit(data);

        Assert.Equal([3, 6], model.Function.Medians);
        Assert.Equal([[1, 5], [3, 6], [3, 6], [100, 9]], Vectors.Read(model, data));
        Assert.Equal([[0, 0], [1, 0], [0, 1], [0, 0]], Vectors.Read(model, data, "Missing"));
    }

    [Fact]
    public void ImputeMissing_MedianIsZero_PutsZero()
    {
        var data = Vectors.View(_ml, [[-1, 0], [0, 0], [1, No]]);

        Assert.Equal([0f, 0f], Vectors.Read(_ml.Transforms.ImputeMissing().Fit(data), Vectors.View(_ml, [[No, No]]))[0]);
    }

    // By hand: of (NaN, 6, 5) the nearest rows with a value of a are (3, 4, 3), sqrt(3/2 * (4 + 4)), and (8, 8, 7), the same distance: (3 + 8) / 2.
    // Of (1, 2, NaN) those with a value of c are (3, 4, 3), sqrt(3/2 * (4 + 4)), and (NaN, 6, 5), sqrt(3 * 16): (3 + 5) / 2.
    [Fact]
    public void ImputeNearest_TwoNeighbours_PutsTheirMean()
    {
        var data = Vectors.View(_ml, [[1, 2, No], [3, 4, 3], [No, 6, 5], [8, 8, 7]]);

        var filled = Vectors.Read(_ml.Transforms.ImputeNearest(new NearestImputationOptions { Neighbours = 2, Standardise = false }).Fit(data), data);

        Assert.Equal([[1, 2, 4], [3, 4, 3], [5.5f, 6, 5], [8, 8, 7]], filled);
    }

    [Fact]
    public void ImputeNearest_WeighedByDistance_CountsInverseDistances()
    {
        var model = _ml.Transforms.ImputeNearest(new NearestImputationOptions { Neighbours = 2, Standardise = false, WeighByDistance = true })
            .Fit(Vectors.View(_ml, [[0, 10], [3, 40], [9, 5]]));

        // Distances sqrt(2) * 1 and sqrt(2) * 2: weights 2 to 1.
        Assert.Equal((2 * 10 + 40) / 3f, Vectors.Read(model, Vectors.View(_ml, [[1, No]]))[0][1], 1e-5f);

        // A row that is the same in all that is known gives its value.
        Assert.Equal(40, Vectors.Read(model, Vectors.View(_ml, [[3, No]]))[0][1]);
    }

    [Fact]
    public void ImputeNearest_Standardised_DoesNotDependOnUnits()
    {
        var rows = Vectors.Make(80, seed: 3);
        var scaled = rows.Select(r => new Vectors { Features = [r.Features[0] * 1024, .. r.Features[1..]] }).ToList();
        var (one, two) = (Vectors.View(_ml, rows, Vectors.Names), Vectors.View(_ml, scaled, Vectors.Names));

        var before = Vectors.Read(_ml.Transforms.ImputeNearest().Fit(one), one);
        var after = Vectors.Read(_ml.Transforms.ImputeNearest().Fit(two), two);

        Assert.All(before.Zip(after), p => Assert.Equal([p.First[0] * 1024, .. p.First[1..]], p.Second, (a, b) => MathF.Abs(a - b) <= 1e-4f * MathF.Max(1, MathF.Abs(a))));
    }

    [Fact]
    public void ImputeNearest_NothingInCommon_PutsTheMedian()
    {
        var model = _ml.Transforms.ImputeNearest(neighbours: 1).Fit(Vectors.View(_ml, [[1, 10], [2, 30], [3, 20]]));

        Assert.Equal([2, 20], Vectors.Read(model, Vectors.View(_ml, [[No, No]]))[0]);
    }

    [Fact]
    public void ImputeChained_ExactLines_FindsTheValues()
    {
        // c = 2 a - b + 3; the trace of ridge, 1e-5 of the sums of squares, moves coefficients by as much.
        var random = new Random(2);
        float[][] rows = [.. Enumerable.Range(0, 200).Select(_ => (A: random.NextSingle(), B: random.NextSingle())).Select(v => new[] { v.A, v.B, (2 * v.A) - v.B + 3 })];
        float[][] holes = [.. rows.Select((r, i) => r.Select((v, j) => i % 7 == j ? No : v).ToArray())];

        var model = _ml.Transforms.ImputeChained().Fit(Vectors.View(_ml, holes));

        Assert.All(Vectors.Read(model, Vectors.View(_ml, holes)).Zip(rows), p => Assert.Equal(p.Second, p.First, (a, b) => MathF.Abs(a - b) < 1e-3f));

        // Two of three are missing: what the third lets expect, b at its mean.
        var filled = Vectors.Read(model, Vectors.View(_ml, [[0.5f, No, No]]))[0];
        Assert.Equal((2 * 0.5f) - filled[1] + 3, filled[2], 0.02f);
    }

    [Fact]
    public void ImputeChained_SlotCompleteInTraining_IsImputedWhenMissingLater()
    {
        var rows = Enumerable.Range(0, 50).Select(i => new[] { (float)i, 2f * i }).ToArray();

        var filled = Vectors.Read(_ml.Transforms.ImputeChained().Fit(Vectors.View(_ml, rows)), Vectors.View(_ml, [[10, No], [No, 1000]]));

        Assert.Equal(20, filled[0][1], 0.01f);
        Assert.Equal(49, filled[1][0]); // No further than training went.
    }

    [Fact]
    public void ImputeMultiple_Draws_AreValuesOfTrainingWithTheRightSpread()
    {
        // b = a + noise of deviation 1: draws at a = 0 have mean 0 and deviation 1, expectations deviation 0.
        var rows = Normals(2000, seed: 8).Zip(Normals(2000, seed: 9), (a, e) => new[] { (float)a, (float)(a + e) }).ToArray();
        var training = rows.Select((r, i) => i % 4 == 0 ? [r[0], No] : r).ToArray();
        var target = Vectors.View(_ml, [.. Normals(500, seed: 10).Select(a => new[] { (float)(a * 1e-3), No })]);
        var values = rows.Select(r => r[1]).ToHashSet();

        float[] drawn = [.. _ml.Transforms.ImputeMultiple("Features", copies: 4).SelectMany(e => Vectors.Read(e.Fit(Vectors.View(_ml, training)), target)).Select(r => r[1])];

        Assert.All(drawn, v => Assert.Contains(v, values));
        var mean = drawn.Average(v => (double)v);
        var deviation = Math.Sqrt(drawn.Average(v => (v - mean) * (v - mean)));

        // 2,000 draws from about 20 donors of each of four near predictions: the mean of few donors moves by 1 / sqrt(20) = 0.22.
        Assert.Equal(0, mean, 0.7);
        Assert.InRange(deviation, 0.6, 1.4);
        var expected = Vectors.Read(_ml.Transforms.ImputeChained().Fit(Vectors.View(_ml, training)), target);
        Assert.All(expected, r => Assert.Equal(r[0], r[1], 0.1f));
    }

    [Fact]
    public void ImputeChained_Draw_DependsOnTheRowAndNotOnItsPlace()
    {
        var rows = Vectors.Make(100, seed: 11);
        var model = _ml.Transforms.ImputeChained(new ChainedImputationOptions { Draw = 1 }).Fit(Vectors.View(_ml, rows, Vectors.Names));
        var there = Vectors.Read(model, Vectors.View(_ml, rows, Vectors.Names));
        rows.Reverse();

        Assert.Equal(there.Reverse(), Vectors.Read(model, Vectors.View(_ml, rows, Vectors.Names)));
        var other = _ml.Transforms.ImputeChained(new ChainedImputationOptions { Draw = 2 }).Fit(Vectors.View(_ml, rows, Vectors.Names));
        Assert.NotEqual(there.Reverse(), Vectors.Read(other, Vectors.View(_ml, rows, Vectors.Names)));
    }

    [Fact]
    public void Imputers_CopiesConstantsAndMoreSlotsThanRows_LeaveNoNaN()
    {
        var random = new Random(4);
        var rows = Enumerable.Range(0, 12).Select(i =>
        {
            float[] row = [.. Enumerable.Range(0, 40).Select(j => j == 3 ? 5 : random.NextSingle())];
            (row[1], row[2]) = (row[0], row[0]);
            row[i] = No;
            return row;
        }).ToArray();
        var data = Vectors.View(_ml, rows);

        foreach (var filled in new[]
        {
            Vectors.Read(_ml.Transforms.ImputeMissing().Fit(data), data),
            Vectors.Read(_ml.Transforms.ImputeNearest().Fit(data), data),
            Vectors.Read(_ml.Transforms.ImputeChained().Fit(data), data),
            Vectors.Read(_ml.Transforms.ImputeMultiple()[0].Fit(data), data),
        })
        {
            Assert.All(filled.Zip(rows), p => Assert.All(p.First.Zip(p.Second), v => Assert.True(float.IsNaN(v.Second) ? float.IsFinite(v.First) : v.First == v.Second)));
        }
    }

    // Marsaglia and Tsang's draws have the mean and the variance of chi-square: k and 2 k; 100,000 draws, five standard errors.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(150)]
    public void ChiSquare_ManyDraws_HaveItsMoments(double degrees)
    {
        var random = new ImputationRandom(3);
        var draws = new double[100_000];
        for (var i = 0; i < draws.Length; i++)
        {
            draws[i] = random.ChiSquare(degrees);
        }

        var mean = draws.Average();
        var variance = draws.Average(d => (d - mean) * (d - mean));
        Assert.Equal(degrees, mean, 5 * Math.Sqrt(2 * degrees / draws.Length));

        // The fourth central moment of chi-square is 12 k (k + 4).
        Assert.Equal(2 * degrees, variance, 5 * Math.Sqrt(((12 * degrees * (degrees + 4)) - (4 * degrees * degrees)) / draws.Length));
    }

    [Fact]
    public void Validate_BadOptions_NamesAll()
    {
        var error = Assert.Throws<ArgumentException>(() => _ml.Transforms.ImputeChained(
            new ChainedImputationOptions { InputColumn = string.Empty, MissingColumn = string.Empty, Draw = -1, Rounds = 0, MaxPredictors = -1, Donors = 0 }));

        Assert.All((string[])["InputColumn", "MissingColumn", "Draw", "Rounds", "MaxPredictors", "Donors"], o => Assert.Contains(o, error.Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => _ml.Transforms.ImputeNearest(neighbours: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ImputeMultiple(copies: 1));
    }

    private static IEnumerable<double> Normals(int count, int seed)
    {
        var random = new ImputationRandom(ImputationRandom.Key(1, (ulong)seed));
        return [.. Enumerable.Range(0, count).Select(_ => random.Normal())];
    }
}
