using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Nuclei;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class MorphometryTests
{
    [Fact]
    public void Columns_DefaultOptions_AreThoseOfBeforeThereWasMorphometry()
    {
        using var backbone = OnnxBackbone.CreateDefault();
        var plain = new PathomicsExtractor(new PathomicsOptions(), backbone);
        var full = new PathomicsExtractor(new PathomicsOptions { Embedding = new SlideEmbedderOptions { MeasureMorphometry = true } }, backbone);
        string[] expected =
        [
            "he_hematoxylin_mean", "he_hematoxylin_std", "he_eosin_mean", "he_eosin_std", "nuclei_density", "nuclei_area_fraction", "nuclei_area_mean",
            "nuclei_area_cv", "nuclei_hematoxylin_mean", "nuclei_density_cv",
        ];
        Assert.Equal([.. expected, "scattering_H_s0_mean"], plain.Columns.Take(11).Select(x => x.Name));
        Assert.Equal(86, plain.Columns.Count);
        Assert.Equal(expected, full.Columns.Take(10).Select(x => x.Name));
        Assert.Equal(plain.Columns.Skip(10).Select(x => x.Name), full.Columns.Skip(36).Select(x => x.Name));
        Assert.Equal(112, full.Columns.Select(x => x.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain("Morphometry", plain.Fingerprint, StringComparison.Ordinal);
        Assert.Contains("\"MeasureMorphometry\":true", full.Fingerprint, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_MorphometryWithoutNuclei_NamesBoth()
    {
        var options = JsonSerializer.Deserialize<SlideEmbedderOptions>("""{ "MeasureMorphometry": true, "MeasureNuclei": false }""")!;
        var error = Assert.Throws<ArgumentException>(options.Validate);
        Assert.Contains("MeasureMorphometry is true and MeasureNuclei false", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_RoundNuclei_AreRound()
    {
        const double Radius = 16;
        var (rgb, centres) = Pictures.RandomNuclei(800, 150, Radius, seed: 3);
        var found = Measure(rgb, 800, 0.5);
        var whole = centres.Count(c => Math.Min(Math.Min(c.X, c.Y), Math.Min(800 - c.X, 800 - c.Y)) > Radius + 3);
        Assert.InRange(whole, 100, 150);
        // Over discs anywhere on the grid the perimeter has no bias; that of one is off by at most a crossing of 2 r.
        Assert.Equal(1, found.Circularity, 0.02);
        Assert.InRange(found.CircularitySpread, 0, 1 / Radius);
        // A row of pixels more along one axis: sqrt(1 - (r / (r + 1/2))^2).
        Assert.InRange(found.Eccentricity, 0, Math.Sqrt(1 - Math.Pow(Radius / (Radius + 0.5), 2)));
        // One colour: smoothing moves edges, not densities, so that the rim alone is uneven.
        Assert.InRange(found.HematoxylinSpread, 0, 0.02);
    }

    [Theory]
    [InlineData(24, 12, 0)]
    [InlineData(24, 12, 0.5)]
    [InlineData(30, 10, 1.2)]
    [InlineData(24, 20, 2.3)]
    public void Measure_Ellipse_HasItsEccentricityAndCircularity(double a, double b, double angle)
    {
        var (nucleus, background) = (Pictures.Colour(0.8, 0.15), Pictures.Colour(0.05, 0.25));
        var (sin, cos) = Math.SinCos(angle);
        var found = Measure(
            Pictures.Paint(100, 100, (x, y) =>
            {
                var (dx, dy) = (x - 50.3, y - 49.6);
                var (u, v) = ((dx * cos) + (dy * sin), (dy * cos) - (dx * sin));
                return (u * u / (a * a)) + (v * v / (b * b)) <= 1 ? nucleus : background;
            }),
            100,
            0.25);

        // Pixels and smoothing move both axes by less than half a pixel.
        Assert.InRange(found.Eccentricity, Eccentricity(a - 0.5, b + 0.5), Eccentricity(a + 0.5, b - 0.5));
        // Ramanujan's perimeter, exact to 1e-4 here; four directions give a straight side 5 % too short to 3 % too long.
        var h = Math.Pow((a - b) / (a + b), 2);
        var perimeter = Math.PI * (a + b) * (1 + (3 * h / (10 + Math.Sqrt(4 - (3 * h)))));
        var expected = 4 * Math.PI * Math.PI * a * b / (perimeter * perimeter);
        Assert.InRange(found.Circularity / expected, 1 / (1.03 * 1.03), 1 / (0.948 * 0.948));
        Assert.True(double.IsNaN(found.EccentricitySpread) && double.IsNaN(found.Distance));
    }

    [Theory]
    [InlineData(20, 0.5)]
    [InlineData(28, 0.25)]
    public void Measure_Lattice_HasItsSpacingInMicrometres(int pitch, double micronsPerPixel)
    {
        var side = 10 * pitch;
        var found = Measure(Pictures.NucleiOnLattice(side, side, pitch, pitch * 0.35), side, micronsPerPixel);
        // Rounding only: all discs are the same pixels.
        Assert.Equal(pitch * micronsPerPixel, found.Distance, 1e-9);
        Assert.Equal(0, found.DistanceVariation, 1e-9);
        Assert.Equal(0, found.CircularitySpread, 1e-9);
        Assert.Equal(0, found.EccentricitySpread, 1e-6);
    }

    [Fact]
    public void Measure_Stains_GivesSpreadBetweenAndInsideNuclei()
    {
        // Checkered rows of pale and dark nuclei: means apart by 0.4, half of each.
        var (dark, pale, background) = (Pictures.Colour(0.9, 0.1), Pictures.Colour(0.5, 0.1), Pictures.Colour(0, 0.25));
        var even = Measure(Paint((x, y) => x / 20 % 2 == 0 ? dark : pale), 200, 0.5);
        // 100 nuclei, half at either end: standard deviation 0.2 sqrt(100 / 99); the rim the smoothing adds takes 15 % at most.
        Assert.InRange(even.HematoxylinSpread, 0.85 * 0.2, 1.01 * 0.2 * Math.Sqrt(100 / 99.0));
        var mottled = Measure(Paint((x, y) => x % 2 == 0 ? dark : pale), 200, 0.5);
        Assert.InRange(mottled.HematoxylinSpread, 0, 0.01);
        Assert.InRange(mottled.ChromatinSpread, 0.19, 0.35);
        Assert.True(even.ChromatinSpread < mottled.ChromatinSpread);

        byte[] Paint(Func<int, int, (byte, byte, byte)> nucleus) => Pictures.Paint(200, 200, (x, y) =>
            Math.Pow((x % 20) - 10, 2) + Math.Pow((y % 20) - 10, 2) <= 49 ? nucleus(x, y) : background);
    }

    [Fact]
    public void Measure_WithMorphometry_ChangesNoOtherNumberAndLeavesNothingBehind()
    {
        var (rgb, _) = Pictures.RandomNuclei(224, 40, 7, seed: 5);
        var finder = new NucleusFinder(224, 0.5, morphometry: true);
        var first = finder.Measure(rgb);
        Assert.Equal(new NucleusFinder(224, 0.5).Measure(rgb), first with { Morphometry = null });
        var blank = finder.Measure(Pictures.Paint(224, 224, (_, _) => (255, 255, 255)));
        Assert.All(blank.Morphometry!.Value.ToArray(), x => Assert.True(double.IsNaN(x)));
        Assert.Equal(first, finder.Measure(rgb));
    }

    [Fact]
    public void Compute_Tiles_GivesMeanAndStandardDeviationOverThoseWithAValue()
    {
        TileStatistics Tile(double value) => new() { Morphometry = new TileMorphometry { Eccentricity = value, Entropy = value < 3 ? double.NaN : value } };
        var found = NuclearFeatures.Compute([Tile(1), Tile(2), Tile(6)], morphometry: true);
        var columns = NuclearFeatures.Columns(morphometry: true).Select(x => x.Name).ToList();
        Assert.Equal(columns.Count, found.Length);
        Assert.Equal(3, found[columns.IndexOf("nuclei_eccentricity_mean")], 1e-12);
        Assert.Equal(Math.Sqrt(7), found[columns.IndexOf("nuclei_eccentricity_std")], 1e-12);
        Assert.Equal(6, found[columns.IndexOf("texture_entropy_mean")]);
        Assert.True(double.IsNaN(found[columns.IndexOf("texture_entropy_std")]));
    }

    [Fact]
    public void Extract_RealSlide_FillsEveryColumn()
    {
        var path = SharedData.TryPath("data", "wsi", "CMU-1-Small-Region.svs");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        using var backbone = OnnxBackbone.CreateDefault();
        var vector = new PathomicsExtractor(new PathomicsOptions { Embedding = new SlideEmbedderOptions { MeasureMorphometry = true } }, backbone)
            .Extract([path], TestContext.Current.CancellationToken);
        Assert.All(vector.Values, x => Assert.True(double.IsFinite(x)));
        double Value(string name) => vector.Values[vector.Columns.ToList().FindIndex(x => x.Name == name)];
        Assert.InRange(Value("nuclei_circularity_mean"), 0.3, 1.1);
        // Nuclei are wider than 4 micrometres and a tile of 224 is no wider.
        Assert.InRange(Value("nuclei_distance_mean"), 4, 112);
    }

    private static double Eccentricity(double a, double b) => b >= a ? 0 : Math.Sqrt(1 - (b * b / (a * a)));

    private static TileMorphometry Measure(byte[] rgb, int side, double micronsPerPixel) =>
        new NucleusFinder(side, micronsPerPixel, morphometry: true).Measure(rgb).Morphometry!.Value;
}
