using HccRisk.Pathomics.Pooling;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class KMeansTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(23)]
    public void Fit_RandomPoints_IsAFixedPointOfPlainLloyd(int seed)
    {
        const int Width = 6, Clusters = 12;
        var random = new Random(seed);
        var points = Enumerable.Range(0, 3000 * Width).Select(_ => (float)random.NextDouble()).ToArray();
        var (centres, _, converged) = KMeans.Fit(points, Width, Clusters, seed, 500, Stop);
        Assert.True(converged);

        // Written out in full: assign to the nearest, take means; nothing moves.
        var sums = new double[Clusters, Width];
        var sizes = new int[Clusters];
        for (var i = 0; i < 3000; i++)
        {
            var best = Enumerable.Range(0, Clusters).MinBy(c => Enumerable.Range(0, Width).Sum(j => Math.Pow(points[(i * Width) + j] - (double)centres[(c * Width) + j], 2)));
            sizes[best]++;
            for (var j = 0; j < Width; j++)
            {
                sums[best, j] += points[(i * Width) + j];
            }
        }

        Assert.All(sizes, x => Assert.True(x > 0));
        for (var c = 0; c < Clusters; c++)
        {
            for (var j = 0; j < Width; j++)
            {
                // float32 centres.
                Assert.Equal(sums[c, j] / sizes[c], centres[(c * Width) + j], 1e-5);
            }
        }
    }

    [Fact]
    public void Fit_SeparateClusters_FindsTheirMeans()
    {
        // Five clumps of 40 points in a 0.2 wide box, 10 apart.
        var random = new Random(3);
        var points = Enumerable.Range(0, 200).SelectMany(i => new[] { (float)(10 * (i % 5) + (0.2 * random.NextDouble())), (float)(0.2 * random.NextDouble()) }).ToArray();
        var (centres, _, _) = KMeans.Fit(points, 2, 5, 11, 100, Stop);
        var found = Enumerable.Range(0, 5).Select(c => (double)centres[c * 2]).Order().ToArray();
        var expected = Enumerable.Range(0, 5).Select(k => Enumerable.Range(0, 40).Average(m => (double)points[((m * 5) + k) * 2])).ToArray();
        Assert.All(expected.Zip(found), x => Assert.Equal(x.First, x.Second, 1e-4));
    }

    [Fact]
    public void Fit_FewerDistinctPointsThanClusters_Ends()
    {
        float[] points = [1, 1, 1, 1, 2, 2, 2, 2];
        var (centres, _, converged) = KMeans.Fit(points, 1, 4, 0, 50, Stop);
        Assert.True(converged);
        Assert.Equal([1f, 2f], centres.Distinct().Order());
    }

    [Fact]
    public void Fit_SameSeed_SameBytes()
    {
        var random = new Random(9);
        var points = Enumerable.Range(0, 5000 * 8).Select(_ => (float)random.NextDouble()).ToArray();
        Assert.Equal(KMeans.Fit(points, 8, 20, 4, 30, Stop).Centres, KMeans.Fit(points, 8, 20, 4, 30, Stop).Centres);
        Assert.NotEqual(KMeans.Fit(points, 8, 20, 4, 30, Stop).Centres, KMeans.Fit(points, 8, 20, 5, 30, Stop).Centres);
    }
}
