using HccRisk.Pathomics.Slides;
using Xunit;

namespace HccRisk.Pathomics.Tests.Slides;

public sealed class AreaResamplerTests
{
    [Theory]
    [InlineData(1.5)]
    [InlineData(2.0)]
    [InlineData(4.0)]
    [InlineData(0.95)]
    [InlineData(2.004)]
    [InlineData(1.013)]
    public void Resample_Noise_EqualsTheMeanOverTheCoveredArea(double ratio)
    {
        const int Side = 20;
        var source = (int)Math.Ceiling(Side * ratio);
        var noise = Noise(source);
        var actual = new byte[Side * Side * 3];
        new AreaResampler(source, source, Side, Side, ratio).Resample(noise, actual);
        for (var i = 0; i < Side * Side; i++)
        {
            double x0 = i % Side * ratio, y0 = i / Side * ratio, sum = 0;
            for (var y = (int)y0; y < Math.Min(source, y0 + ratio); y++)
            {
                for (var x = (int)x0; x < Math.Min(source, x0 + ratio); x++)
                {
                    var area = (Math.Min(x0 + ratio, x + 1) - Math.Max(x0, x)) * (Math.Min(y0 + ratio, y + 1) - Math.Max(y0, y));
                    sum += Math.Max(0, area) * noise[((y * source) + x) * 3];
                }
            }

            Assert.Equal(sum / (ratio * ratio), actual[i * 3], 0.51);
        }
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(1.7)]
    public void Resample_Rectangle_EqualsTheSamePartOfTheSquare(double ratio)
    {
        var side = AreaResampler.SourceLength(24, ratio);
        var height = AreaResampler.SourceLength(10, ratio);
        var noise = Noise(side);
        var square = new byte[24 * 24 * 3];
        var upper = new byte[24 * 10 * 3];
        new AreaResampler(side, side, 24, 24, ratio).Resample(noise, square);
        new AreaResampler(side, height, 24, 10, ratio).Resample(noise.AsSpan(0, side * height * 3), upper);

        // The last row covers a part of a source row that the rectangle's buffer ends with.
        Assert.Equal(square[..(24 * 9 * 3)], upper[..(24 * 9 * 3)]);
    }

    private static byte[] Noise(int side)
    {
        var rgb = new byte[side * side * 3];
        new Random(8).NextBytes(rgb);
        return rgb;
    }
}
