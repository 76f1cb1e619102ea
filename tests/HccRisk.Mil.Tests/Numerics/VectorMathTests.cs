using System.Numerics;
using HccRisk.Mil.Numerics;
using Xunit;

namespace HccRisk.Mil.Tests.Numerics;

public sealed class VectorMathTests
{
    // A polynomial of |r| <= .35 and a power of two: a few units in the last place.
    [Fact]
    public void Functions_OverTheirRange_AreThoseOfThePlatform()
    {
        for (var x = -60.0; x <= 60; x += 0.137)
        {
            var wide = new Vector<double>(x);
            Assert.Equal(1, VectorMath<double>.Exp(wide)[0] / Math.Exp(x), 1e-14);
            Assert.Equal(Math.Tanh(x), VectorMath<double>.Tanh(wide)[0], 1e-15);
            Assert.Equal(1 / (1 + Math.Exp(-x)), VectorMath<double>.Sigmoid(wide)[0], 1e-15);
            var narrow = new Vector<float>((float)x);
            Assert.Equal(1, VectorMath<float>.Exp(narrow)[0] / Math.Exp((float)x), 1e-6);
            Assert.Equal(Math.Tanh((float)x), VectorMath<float>.Tanh(narrow)[0], 3e-7);
            Assert.Equal(1 / (1 + Math.Exp(-(float)x)), VectorMath<float>.Sigmoid(narrow)[0], 3e-7);
        }
    }

    [Fact]
    public void Functions_AtTheEnds_SaturateAndPassNaNOn()
    {
        Assert.Equal(1, VectorMath<float>.Tanh(new Vector<float>(float.PositiveInfinity))[0]);
        Assert.Equal(-1, VectorMath<float>.Tanh(new Vector<float>(-1e30f))[0]);
        Assert.Equal(0, VectorMath<double>.Sigmoid(new Vector<double>(double.NegativeInfinity))[0], 1e-300);
        Assert.True(float.IsNaN(VectorMath<float>.Sigmoid(new Vector<float>(float.NaN))[0]));
        Assert.True(double.IsNaN(VectorMath<double>.Tanh(new Vector<double>(double.NaN))[0]));
    }

    [Fact]
    public void Choose_OfALimit_IsAscendingWithoutRepeats()
    {
        var counts = new int[10];
        for (var bag = 0; bag < 2000; bag++)
        {
            var chosen = new int[3];
            var draws = new Draws(4, DrawPurpose.Tiles, 1, bag);
            draws.Choose(10, chosen);
            Assert.True(chosen[0] < chosen[1] && chosen[1] < chosen[2] && chosen[2] < 10 && chosen[0] >= 0);
            Array.ForEach(chosen, i => counts[i]++);
        }

        // 600 of 2,000 each, with a standard deviation of 20.
        Assert.All(counts, count => Assert.InRange(count, 500, 700));
    }
}
