using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using Xunit;

namespace HccRisk.Survival.Tests.Data;

/// <summary>The sort and the trees under the million-patient figures, against the plain way.</summary>
public sealed class SortingKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5_000)]
    [InlineData(40_000)]
    public void Sort_AnyValues_IsTheStableOrder(int n)
    {
        var random = new Random(n);
        Func<int, double>[] kinds =
        [
            _ => random.NextDouble() * 2 - 1,
            _ => random.Next(5) - 2,
            _ => 1 + random.Next(1000) * 1e-15,
            i => i % 2 == 0 ? 0.0 : -0.0,
            _ => random.Next(3) * 1e300 + random.Next(100) * 1e-300,
            _ => random.Next(50) + random.Next(40) * 1e-13,
        ];
        foreach (var kind in kinds)
        {
            var values = Enumerable.Range(0, n).Select(kind).ToArray();
            var sorted = (double[])values.Clone();
            var order = RadixOrder.Sort(sorted);

            // LINQ's OrderBy is stable.
            Assert.Equal(Enumerable.Range(0, n).OrderBy(i => values[i]), order);
            Assert.Equal(order.Select(i => values[i]), sorted);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(1_025)]
    [InlineData(70_001)]
    public void Below_PlacesTakenInAnyOrder_IsThePlainSum(int n)
    {
        var places = Enumerable.Range(0, n).ToArray();
        new Random(n).Shuffle(places);
        var counts = new RankCounts(n);
        var weights = new RankWeights(n);
        var plain = new double[n];
        for (var k = 0; k < n; k++)
        {
            var weight = 1 + k % 3;
            counts.Add(places[k], 1);
            weights.Add(places[k], weight);
            plain[places[k]] = weight;
            if (k % Math.Max(1, n / 20) == 0)
            {
                foreach (var place in new[] { 0, places[k], n / 2, n })
                {
                    // Whole numbers: the sums are exact.
                    Assert.Equal(plain.Take(place).Count(w => w > 0), counts.Below(place));
                    Assert.Equal(plain.Take(place).Sum(), weights.Below(place));
                }
            }
        }
    }
}
