using CsCheck;
using HccRisk.Pathomics.Pooling;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class PrototypeMixtureTests
{
    [Fact]
    public void Estimate_TilesFarApart_AreThePriorAndTheTilesTogether()
    {
        // Two prototypes 100 apart: every tile belongs to one. Prior of 2 tiles and variance 0.5.
        float[] output = new float[2 * (1 + (2 * 1))];
        PrototypeMixture.Estimate([0, 1, 3, 100], [1, 1, 1, 1], [0, 100], 1, 0.5, 2, output);

        // Shares (3 + 2) / 8 and (1 + 2) / 8; means (4 + 0) / 5 and (100 + 200) / 3; second moments (10 + 2 * .5) / 5 and (10000 + 2 * 10000.5) / 3.
        Assert.Equal([0.625f, 0.375f], output[..2]);
        Assert.Equal(0.8f, output[2], 1e-6f);
        Assert.Equal(100f, output[3], 1e-4f);
        Assert.Equal(2.2f - 0.64f, output[4], 1e-5f);
        Assert.Equal(1 / 3f, output[5], 1e-4f);
    }

    [Fact]
    public void Estimate_AnyTiles_EqualsTheFormulas() =>
        Gen.Int[0, 10_000].Sample(
            seed =>
            {
                var random = new Random(seed);
                var (tiles, count, width) = (random.Next(1, 30), random.Next(2, 5), random.Next(1, 6));
                var (variance, strength) = (0.2 + random.NextDouble(), 0.1 + (3 * random.NextDouble()));
                var x = Values(random, tiles * width);
                var prototypes = Values(random, count * width);
                var output = new float[count * (1 + (2 * width))];
                PrototypeMixture.Estimate(x, [.. Enumerable.Repeat(1.0, tiles)], prototypes, width, variance, strength, output);

                var expected = Formulas(x, prototypes, width, variance, strength);
                Assert.All(expected.Zip(output), v => Assert.Equal(v.First, v.Second, 2e-6));
                Assert.Equal(1, output[..count].Sum(), 1e-5);
                Assert.All(output[(count * (1 + width))..], v => Assert.True(v > 0));
            },
            iter: 200);

    [Fact]
    public void Estimate_TilesInAnotherOrder_IsTheSame()
    {
        var random = new Random(4);
        var x = Values(random, 50 * 3);
        var prototypes = Values(random, 4 * 3);
        var (forward, backward) = (new float[28], new float[28]);
        double[] weights = [.. Enumerable.Repeat(1.0, 50)];
        PrototypeMixture.Estimate(x, weights, prototypes, 3, 1, 1, forward);
        PrototypeMixture.Estimate([.. x.Chunk(3).Reverse().SelectMany(t => t)], weights, prototypes, 3, 1, 1, backward);
        Assert.All(forward.Zip(backward), v => Assert.Equal(v.First, v.Second, 1e-6f));
    }

    [Fact]
    public void Estimate_TilesTwiceOrWeightTwo_IsTheSame()
    {
        var random = new Random(5);
        var x = Values(random, 20 * 2);
        var prototypes = Values(random, 3 * 2);
        var (twice, weighted) = (new float[15], new float[15]);
        PrototypeMixture.Estimate([.. x, .. x], [.. Enumerable.Repeat(1.0, 40)], prototypes, 2, 1, 1, twice);
        PrototypeMixture.Estimate(x, [.. Enumerable.Repeat(2.0, 20)], prototypes, 2, 1, 1, weighted);
        Assert.All(twice.Zip(weighted), v => Assert.Equal(v.First, v.Second, 1e-6f));
    }

    [Fact]
    public void Axes_PointsOnARotatedPlane_AreItsDirections()
    {
        // Variances 9 and 1 along two known directions of three, none along the last.
        double[][] directions = [[2 / 3.0, 2 / 3.0, 1 / 3.0], [-Math.Sqrt(0.5), Math.Sqrt(0.5), 0]];
        var random = new Random(7);
        var points = Enumerable.Range(0, 4000).SelectMany(_ =>
        {
            var (a, b) = (3 * Normal(random), Normal(random));
            return Enumerable.Range(0, 3).Select(j => (float)(5 + (a * directions[0][j]) + (b * directions[1][j])));
        }).ToArray();
        var (mean, axes) = PrincipalAxes.Fit(points, 3, 8);

        // Two directions vary; scaled alike, so that their mean variance is 1. Sampling error of the angle is about 1 in 100.
        Assert.Equal(6, axes.Length);
        Assert.All(mean, x => Assert.Equal(5, x, 0.3));
        for (var k = 0; k < 2; k++)
        {
            var axis = axes.AsSpan(k * 3, 3).ToArray();
            var length = Math.Sqrt(axis.Sum(v => (double)v * v));
            Assert.Equal(1, Math.Abs(axis.Zip(directions[k], (v, d) => v / length * d).Sum()), 1e-3);
            Assert.True(axis.MaxBy(Math.Abs) > 0);
        }

        var scores = new float[2];
        double[] squares = [0, 0];
        for (var i = 0; i < points.Length; i += 3)
        {
            PrincipalAxes.Project(points.AsSpan(i, 3), mean, axes, new float[3], scores);
            squares[0] += scores[0] * scores[0];
            squares[1] += scores[1] * scores[1];
        }

        Assert.Equal(2, (squares[0] + squares[1]) / 3999, 1e-4);
        Assert.Equal(9, squares[0] / squares[1], 0.6);
    }

    [Fact]
    public void Axes_PointsAllTheSame_IsANamedError() =>
        Assert.Contains("all the same", Assert.Throws<InvalidDataException>(() => PrincipalAxes.Fit([1, 2, 1, 2, 1, 2], 2, 2)).Message, StringComparison.Ordinal);

    /// <summary>The formulas as they are published, in double and without any shortcut.</summary>
    private static double[] Formulas(float[] x, float[] prototypes, int width, double variance, double strength)
    {
        var (tiles, count) = (x.Length / width, prototypes.Length / width);
        var r = Enumerable.Range(0, tiles).Select(i =>
        {
            var likelihood = Enumerable.Range(0, count).Select(c => Math.Exp(Math.Log(1.0 / count) - (0.5 * ((width * Math.Log(2 * Math.PI)) + (width * Math.Log(variance))
                + Enumerable.Range(0, width).Sum(j => Math.Pow(x[(i * width) + j] - prototypes[(c * width) + j], 2) / variance))))).ToArray();
            return likelihood.Select(v => v / likelihood.Sum()).ToArray();
        }).ToArray();
        var mass = Enumerable.Range(0, count).Select(c => r.Sum(v => v[c])).ToArray();
        var shares = mass.Select(m => (m + strength) / (tiles + (count * strength)));
        var means = Enumerable.Range(0, count * width).Select(at => (Sum(at, v => v) + (strength * prototypes[at])) / (mass[at / width] + strength)).ToArray();
        var variances = Enumerable.Range(0, count * width).Select(at =>
            ((Sum(at, v => v * v) + (strength * (variance + ((double)prototypes[at] * prototypes[at])))) / (mass[at / width] + strength)) - (means[at] * means[at]));
        return [.. shares, .. means, .. variances];

        double Sum(int at, Func<double, double> power) => Enumerable.Range(0, tiles).Sum(i => r[i][at / width] * power(x[(i * width) + (at % width)]));
    }

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)Normal(random))];

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
