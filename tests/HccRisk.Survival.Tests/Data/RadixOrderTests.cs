using CsCheck;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.Data;

public class RadixOrderTests
{
    [Fact]
    public void Sort_AnyFiniteValues_IsTheStableSort() =>
        Gen.OneOf(Gen.Double[-1e300, 1e300], Gen.Double[-1, 1], Gen.Int[-3, 3].Select(i => (double)i), Gen.Const(-0.0)).Array[0, 200].Sample(values =>
        {
            var sorted = (double[])values.Clone();
            var order = RadixOrder.Sort(sorted);
            var expected = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
            Assert.Equal(expected, order);
            Assert.Equal(expected.Select(i => values[i]), sorted);
        });
}
