using HccRisk.Pathomics.Nuclei;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class NeighbourDistancesTests
{
    [Fact]
    public void Measure_Lattice_IsItsSpacing()
    {
        double[] x = [.. Enumerable.Range(0, 100).Select(i => 5.0 + (10 * (i % 10)))];
        double[] y = [.. Enumerable.Range(0, 100).Select(i => 5.0 + (10 * (i / 10)))];
        Assert.Equal((10, 0), NeighbourDistances.Measure(x, y, 100, 100));
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(60, false)]
    [InlineData(400, false)]
    [InlineData(400, true)]
    public void Measure_AnyPoints_EqualsAllPairs(int count, bool piled)
    {
        const double Side = 50;
        var random = new Random(count);
        double[] x = [.. Enumerable.Range(0, count).Select(_ => piled ? 25 + random.NextDouble() : Side * random.NextDouble())];
        double[] y = [.. Enumerable.Range(0, count).Select(_ => Side * random.NextDouble())];
        var sources = count - (count / 5);
        double total = 0, sum = 0, squares = 0;
        for (var i = 0; i < sources; i++)
        {
            var (u, v) = (x[i], y[i]);
            double[] nearest = [.. Enumerable.Range(0, count).Where(j => j != i).Select(j => Math.Sqrt(Math.Pow(x[j] - u, 2) + Math.Pow(y[j] - v, 2))).Order().Take(4)];
            var reach = nearest[3];
            if (u - reach >= 0 && u + reach <= Side && v - reach >= 0 && v + reach <= Side && 2 * reach < Side)
            {
                var weight = 1 / Math.Pow(Side - (2 * reach), 2);
                total += 4 * weight;
                sum += weight * nearest.Sum();
                squares += weight * nearest.Sum(d => d * d);
            }
        }

        var (mean, variation) = NeighbourDistances.Measure(x, y, sources, Side);
        // Rounding, of squares taken apart in the second.
        Assert.Equal(sum / total, mean, 1e-10);
        Assert.Equal(Math.Sqrt((squares / total) - Math.Pow(sum / total, 2)) / (sum / total), variation, 1e-7);
    }

    [Fact]
    public void Measure_RandomPoints_HasNoEdgeBias()
    {
        // Of a Poisson process the k-th neighbour is at gamma(k + 1/2) / gamma(k) / sqrt(pi density) in the mean.
        const double Side = 20, Expected = (0.5 + 0.75 + 0.9375 + 1.09375) / 4;
        var random = new Random(1);
        var mean = Enumerable.Range(0, 60).Average(_ =>
        {
            double[] x = [.. Enumerable.Range(0, 400).Select(_ => Side * random.NextDouble())];
            double[] y = [.. Enumerable.Range(0, 400).Select(_ => Side * random.NextDouble())];
            return NeighbourDistances.Measure(x, y, 400, Side).Mean;
        });
        // 24,000 points with a spread of 0.4 each, four dependent edges a point: five standard errors.
        Assert.Equal(Expected, mean, 0.012);
    }

    [Fact]
    public void Measure_TooFewOrAllAtTheEdge_IsNaN()
    {
        Assert.Equal((double.NaN, double.NaN), NeighbourDistances.Measure([], [], 0, 10));
        Assert.Equal((double.NaN, double.NaN), NeighbourDistances.Measure([1, 2, 3, 4], [5, 5, 5, 5], 4, 10));
        Assert.Equal((double.NaN, double.NaN), NeighbourDistances.Measure([0, 0, 0, 0, 0], [1, 3, 5, 7, 9], 5, 10));
    }
}
