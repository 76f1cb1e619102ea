using CsCheck;
using HccRisk.Pathomics.Stain;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class StainMatrixTests
{
    private static readonly Gen<double[]> Direction = Gen.Double[0.02, 1].Array[3];

    [Fact]
    public void Unmix_MixtureOfKnownStains_GivesTheAmountsBack() =>
        Gen.Select(Direction, Direction, Gen.Double[0, 2], Gen.Double[0, 2]).Sample(
            (first, second, a, b) =>
            {
                double Norm(double[] x) => Math.Sqrt(x.Sum(v => v * v));
                var cosine = first.Zip(second, (x, y) => x * y).Sum() / Norm(first) / Norm(second);
                if (cosine > 0.999)
                {
                    return true;
                }

                var stains = new StainMatrix(first, second);
                double Density(int c) => (a * first[c] / Norm(first)) + (b * second[c] / Norm(second));
                var (x, y) = stains.Unmix(Density(0), Density(1), Density(2));
                return Math.Abs(x - a) < 1e-9 && Math.Abs(y - b) < 1e-9;
            },
            iter: 500);

    [Fact]
    public void Unmix_ResidualDirection_IsNeitherStain()
    {
        var s = StainMatrix.HematoxylinEosin;
        var (a, b) = (s.First, s.Second);
        var (x, y) = s.Unmix((a[1] * b[2]) - (a[2] * b[1]), (a[2] * b[0]) - (a[0] * b[2]), (a[0] * b[1]) - (a[1] * b[0]));
        Assert.Equal(0, x, 1e-12);
        Assert.Equal(0, y, 1e-12);
    }

    [Fact]
    public void Constructor_ParallelOrEmptyDirection_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new StainMatrix([1, 2, 3], [2, 4, 6]));
        Assert.Throws<ArgumentException>(() => new StainMatrix([0, 0, 0], [2, 4, 6]));
        Assert.Throws<ArgumentException>(() => new StainMatrix([1, 2], [2, 4, 6]));
    }

    [Fact]
    public void OpticalDensity_WhiteAndBlack_AreZeroAndLogOfScale()
    {
        Assert.Equal(0, StainMatrix.OpticalDensity(255), 1e-15);
        Assert.Equal(Math.Log10(255), StainMatrix.OpticalDensity(0), 1e-12);
    }
}
