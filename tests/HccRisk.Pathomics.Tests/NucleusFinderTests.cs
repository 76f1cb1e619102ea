using HccRisk.Pathomics.Nuclei;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class NucleusFinderTests
{
    [Theory]
    [InlineData(16, 4)]
    [InlineData(28, 6)]
    [InlineData(14, 3)]
    public void Measure_NucleiOnALattice_GivesCountAndArea(double pitch, double radius)
    {
        const int Side = 224;
        var found = new NucleusFinder(Side, 1).Measure(Pictures.NucleiOnLattice(Side, Side, pitch, radius));
        var perSide = (int)(Side / pitch);
        Assert.Equal(perSide * perSide, found.Measured);
        // Pixel counting and 3 x 3 smoothing move the edge by less than half a pixel.
        var mean = found.MeasuredAreaSum / found.Measured;
        Assert.InRange(mean, Math.PI * (radius - 0.5) * (radius - 0.5), Math.PI * (radius + 0.5) * (radius + 0.5));
        Assert.Equal(Side * Side, found.Pixels);
        // All nuclei are alike.
        Assert.Equal(mean * mean * found.Measured, found.MeasuredAreaSquares, 1e-6 * found.MeasuredAreaSquares);
    }

    [Fact]
    public void Measure_OtherScale_GivesTheSamePhysicalNumbers()
    {
        var coarse = new NucleusFinder(200, 1).Measure(Pictures.NucleiOnLattice(200, 200, 20, 5));
        var fine = new NucleusFinder(400, 0.5).Measure(Pictures.NucleiOnLattice(400, 400, 40, 10));
        Assert.Equal(coarse.Measured, fine.Measured);
        Assert.Equal(coarse.Area, fine.Area);
        // A disc of 69 pixels is no exact circle.
        Assert.Equal(coarse.MeasuredAreaSum, fine.MeasuredAreaSum, 0.08 * fine.MeasuredAreaSum);
    }

    [Fact]
    public void Measure_TileAnywhereOnALattice_HasNoEdgeBias()
    {
        // Over all positions of the tile the mean count is its area by that of a cell, though most nuclei at the edge are cut.
        const int Side = 70, Pitch = 20;
        var picture = Pictures.NucleiOnLattice(120, 120, Pitch, 5);
        var total = 0.0;
        for (var i = 0; i < Pitch * Pitch; i++)
        {
            var tile = Pictures.Paint(Side, Side, (x, y) =>
            {
                var at = (((i / Pitch) + y) * 120 + (i % Pitch) + x) * 3;
                return (picture[at], picture[at + 1], picture[at + 2]);
            });
            total += new NucleusFinder(Side, 1).Measure(tile).Nuclei;
        }

        // Smoothing at the tile's edge changes a few cut nuclei by a pixel: 1 %.
        Assert.Equal((double)Side * Side / (Pitch * Pitch), total / (Pitch * Pitch), 0.01 * Side * Side / (Pitch * Pitch));
    }

    [Fact]
    public void Measure_ClumpAtTheEdge_IsCountedByItsArea()
    {
        const int Side = 200;
        var lattice = Pictures.NucleiOnLattice(Side, Side, 20, 5);
        var stained = Pictures.Colour(0.8, 0.15);
        var alone = new NucleusFinder(Side, 1).Measure(lattice);
        // A band over the lowest quarter replaces the lattice there.
        var found = new NucleusFinder(Side, 1).Measure(Pictures.Paint(Side, Side, (x, y) =>
            y >= 150 ? stained : (lattice[((y * Side) + x) * 3], lattice[(((y * Side) + x) * 3) + 1], lattice[(((y * Side) + x) * 3) + 2])));
        var one = alone.MeasuredAreaSum / alone.Measured;
        // Seven of ten lattice rows stay whole; the band is 200 x 50 less the ring without smoothed values (3 rows or columns) and the cut row.
        var expected = (0.7 * alone.Nuclei) + (198 * 49 / one);
        Assert.Equal(expected, found.Nuclei, 0.05 * expected);
    }

    [Fact]
    public void Measure_UniformStain_GivesItsAmountsAndNoNuclei()
    {
        var colour = Pictures.Colour(0.1, 0.4);
        var found = new NucleusFinder(100, 1).Measure(Pictures.Paint(100, 100, (_, _) => colour));
        Assert.Equal(0.1, found.HematoxylinSum / found.Pixels, 0.01);
        Assert.Equal(0.4, found.EosinSum / found.Pixels, 0.01);
        Assert.Equal(0, found.Nuclei);
    }

    [Fact]
    public void Compute_BlankTiles_AreNaN()
    {
        var blank = new NucleusFinder(100, 1).Measure(Pictures.Paint(100, 100, (_, _) => (255, 255, 255)));
        Assert.All(NuclearFeatures.Compute([blank, blank]), x => Assert.True(double.IsNaN(x)));
    }

    [Fact]
    public void Compute_TwoTiles_EqualsClosedForm()
    {
        var a = new TileStatistics { Pixels = 2, HematoxylinSum = 3, HematoxylinSquares = 5, EosinSum = 1, EosinSquares = 1, Area = 1e4, Nuclei = 10, NuclearArea = 500, NuclearHematoxylin = 30, NuclearPixels = 50, Measured = 2, MeasuredAreaSum = 100, MeasuredAreaSquares = 5200 };
        var b = new TileStatistics { Pixels = 2, HematoxylinSum = 7, HematoxylinSquares = 25, EosinSum = 3, EosinSquares = 5, Area = 1e4, Nuclei = 30, NuclearArea = 1500, NuclearHematoxylin = 70, NuclearPixels = 50, Measured = 1, MeasuredAreaSum = 50, MeasuredAreaSquares = 2500 };
        // Haematoxylin values 1, 2, 3, 4; eosin 0, 1, 1, 2; areas 40, 60, 50; densities 1,000 and 3,000 per mm2.
        double[] expected =
        [
            2.5, Math.Sqrt(5.0 / 3), 1, Math.Sqrt(2.0 / 3), 2000, 0.1, 50, 10 / 50.0, 1, Math.Sqrt(2) * 1000 / 2000,
        ];
        var actual = NuclearFeatures.Compute([a, b]);
        Assert.All(expected.Zip(actual), x => Assert.Equal(x.First, x.Second, 1e-12 * x.First));
        Assert.Equal(NuclearFeatures.Columns(morphometry: false).Count, actual.Length);
    }
}
