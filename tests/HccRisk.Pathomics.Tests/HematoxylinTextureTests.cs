using HccRisk.Pathomics.Nuclei;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class HematoxylinTextureTests
{
    private const int Low = 3;
    private const int High = 7;

    [Fact]
    public void Measure_Checkerboard_EqualsClosedForm()
    {
        // Of 4n - 2 pairs a row of pairs, the 2n across sides differ and the diagonal ones do not; n odd gives both levels as many diagonals.
        const int N = 9;
        Check(Board(N, (x, y) => (x + y) % 2 == 0), N, 2.0 * N / ((4 * N) - 2));
    }

    [Fact]
    public void Measure_Stripes_EqualsClosedForm()
    {
        // Only the pairs along the stripes are alike: n of 4n - 2; n even gives both levels as many.
        const int N = 8;
        Check(Board(N, (x, _) => x % 2 == 0), N, ((3.0 * N) - 2) / ((4 * N) - 2));
        Check(Board(N, (_, y) => y % 2 == 0), N, ((3.0 * N) - 2) / ((4 * N) - 2));
    }

    [Fact]
    public void Measure_UnstainedFrame_ChangesNothing()
    {
        const int N = 9, Frame = 3, Side = N + (2 * Frame);
        var board = Board(N, (x, y) => (x + y) % 2 == 0);
        var framed = new byte[Side * Side];
        for (var y = 0; y < N; y++)
        {
            board.AsSpan(y * N, N).CopyTo(framed.AsSpan(((y + Frame) * Side) + Frame));
        }

        Assert.Equal(HematoxylinTexture.Measure(board, N), HematoxylinTexture.Measure(framed, Side));
    }

    [Fact]
    public void Measure_OneLevelOrNone_IsFlatOrNaN()
    {
        var flat = new byte[25];
        flat.AsSpan().Fill(5);
        Assert.Equal((0, 1, 1, 1, 0), HematoxylinTexture.Measure(flat, 5));
        Assert.Equal((double.NaN, double.NaN, double.NaN, double.NaN, double.NaN), HematoxylinTexture.Measure(new byte[25], 5));
    }

    [Theory]
    [InlineData(-0.3f, 1)]
    [InlineData(0, 1)]
    [InlineData(0.05f, 1)]
    [InlineData(0.95f, 10)]
    [InlineData(1.55f, 16)]
    [InlineData(2.4f, 16)]
    public void Level_Density_HasTheWidthOfATenth(float density, int expected) => Assert.Equal(expected, HematoxylinTexture.Level(density));

    private static byte[] Board(int n, Func<int, int, bool> low) => [.. Enumerable.Range(0, n * n).Select(i => (byte)(low(i % n, i / n) ? Low : High))];

    /// <summary>Two levels equally often, a part <paramref name="p"/> of the pairs with one of each: every feature follows.</summary>
    private static void Check(byte[] levels, int side, double p)
    {
        const double Squared = (High - Low) * (High - Low);
        var found = HematoxylinTexture.Measure(levels, side);
        // Rounding only.
        Assert.Equal(p * Squared, found.Contrast, 1e-12);
        Assert.Equal(1 - (2 * p), found.Correlation, 1e-12);
        Assert.Equal(((p * p) + ((1 - p) * (1 - p))) / 2, found.Energy, 1e-12);
        Assert.Equal((p / (1 + Squared)) + 1 - p, found.Homogeneity, 1e-12);
        Assert.Equal(1 - (p * Math.Log2(p)) - ((1 - p) * Math.Log2(1 - p)), found.Entropy, 1e-12);
    }
}
