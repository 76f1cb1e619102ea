using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Stain;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class ScatteringNetworkTests
{
    private const int Side = 64;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Embed_OrientedPaths_EqualDirectComputation(int seed)
    {
        var rgb = Pictures.Noise(Side, seed);
        using var backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = Side, RotationInvariant = false });
        var actual = new float[backbone.Manifest.Width];
        backbone.Embed(rgb, actual);

        var expected = Direct(rgb);
        Assert.Equal(434, actual.Length);
        // float32 sums of at most 147 products and 4,096 values: 1e-4 relative.
        Assert.All(expected.Zip(actual), x => Assert.Equal(x.First, x.Second, 1e-4 * Math.Abs(x.First)));
    }

    [Fact]
    public void Embed_RotationInvariant_AveragesDirectPathsByAngle()
    {
        var rgb = Pictures.Noise(Side, 5);
        using var backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = Side });
        var actual = new float[backbone.Manifest.Width];
        backbone.Embed(rgb, actual);

        var paths = Direct(rgb);
        var names = backbone.Manifest.OutputNames!;
        Assert.Equal(38, names.Count);
        for (var stain = 0; stain < 2; stain++)
        {
            var own = paths[(stain * 217)..((stain + 1) * 217)];
            Check(stain, "s0", own[0]);
            for (var j = 0; j < 3; j++)
            {
                Check(stain, $"s1_j{j}", own[(1 + (j * 8))..(9 + (j * 8))].Average());
            }

            var pairs = new[] { "j0_j1", "j0_j2", "j1_j2" };
            for (var pair = 0; pair < 3; pair++)
            {
                var second = own[(25 + (pair * 64))..(25 + ((pair + 1) * 64))];
                for (var d = 0; d <= 4; d++)
                {
                    var chosen = second.Where((_, i) => Math.Min(Math.Abs((i / 8) - (i % 8)), 8 - Math.Abs((i / 8) - (i % 8))) == d);
                    Check(stain, $"s2_{pairs[pair]}_d{d}", chosen.Average());
                }
            }
        }

        void Check(int stain, string name, double expected)
        {
            var index = names.ToList().IndexOf((stain == 0 ? "H_" : "E_") + name);
            Assert.True(index >= 0, name);
            Assert.Equal(expected, actual[index], 1e-4 * Math.Abs(expected));
        }
    }

    [Fact]
    public void Embed_UniformTile_HasStainAmountsAndNoTexture()
    {
        var colour = Pictures.Colour(0.5, 0.3);
        using var backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = Side });
        var actual = new float[38];
        backbone.Embed(Pictures.Paint(Side, Side, (_, _) => colour), actual);
        // Eight bits a channel: half a grey level at the darkest channel is 0.5 / (255 * 10^-0.65) / ln 10 = 0.004 in density.
        Assert.Equal(0.5, actual[0], 0.02);
        Assert.Equal(0.3, actual[19], 0.02);
        // Wavelets have zero sum, so only rounding is left.
        Assert.All(actual.Where((_, i) => i % 19 != 0), x => Assert.InRange(x, 0, 1e-6));
    }

    [Fact]
    public void Embed_TileTurnedByNinetyDegrees_ChangesInvariantNumbersLittle()
    {
        const int Large = 224;
        var rgb = Pictures.NucleiOnLattice(Large, Large, 17.3, 4.2);
        var turned = Pictures.Paint(Large, Large, (x, y) =>
        {
            var at = ((((Large - 1 - x) * Large) + y) * 3);
            return (rgb[at], rgb[at + 1], rgb[at + 2]);
        });
        using var backbone = OnnxBackbone.CreateDefault();
        var (a, b) = (new float[38], new float[38]);
        backbone.Embed(rgb, a);
        backbone.Embed(turned, b);
        // Not exact: halving keeps even positions, and an even tile has other ones after a turn.
        Assert.All(a.Zip(b), x => Assert.Equal(x.First, x.Second, 0.02 * Math.Abs(x.First)));
    }

    [Fact]
    public void CreateDefault_Twice_HasTheSameHash()
    {
        using var a = OnnxBackbone.CreateDefault();
        using var b = OnnxBackbone.CreateDefault();
        using var other = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 256 });
        Assert.Equal(a.Sha256, b.Sha256);
        Assert.NotEqual(a.Sha256, other.Sha256);
    }

    private static double[] Direct(byte[] rgb)
    {
        var stains = StainMatrix.HematoxylinEosin;
        List<double> paths = [];
        for (var stain = 0; stain < 2; stain++)
        {
            var plane = new double[Side, Side];
            for (var i = 0; i < Side * Side; i++)
            {
                for (var c = 0; c < 3; c++)
                {
                    plane[i / Side, i % Side] += stains.Weight(c, stain) * -Math.Log10(Math.Max((int)rgb[(i * 3) + c], 1) / 255.0);
                }
            }

            paths.AddRange(DirectScattering.Paths(plane));
        }

        return [.. paths];
    }
}
