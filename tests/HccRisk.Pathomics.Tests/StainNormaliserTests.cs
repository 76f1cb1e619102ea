using CsCheck;
using HccRisk.Core.Numerics;
using HccRisk.Oracles;
using HccRisk.Pathomics.Stain;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class StainNormaliserTests
{
    private static readonly double[] Haematoxylin = [0.60, 0.72, 0.35];
    private static readonly double[] Eosin = [0.15, 0.90, 0.40];

    private static readonly StainOptions Vahadane = new() { Method = StainMethod.Vahadane, Sparsity = 0.005 };

    private static byte[] Real(string name)
    {
        var path = SharedData.TryPath("data", "wsi", "tiles", name);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return Pictures.Load(path).Rgb;
    }

    [Fact]
    public void TryEstimate_MacenkoOnAMixtureOfKnownStains_FindsThem() =>
        Gen.Select(Gen.Int[0, 1 << 20], Gen.Double[-0.08, 0.08].Array[6]).Sample(
            (seed, shift) =>
            {
                var first = Haematoxylin.Select((x, i) => x + shift[i]).ToArray();
                var second = Eosin.Select((x, i) => x + shift[i + 3]).ToArray();
                var rgb = Mixture(new StainMatrix(first, second), seed, pure: 0.1);
                Assert.Equal(TileTransformOutcome.Applied, StainProfile.TryEstimate(rgb, null, out var profile));

                // Bytes round a density of 0.15 by 1 % or so, which turns the outermost directions by about a degree.
                Assert.InRange(Angle(first, profile!.Stains.First), 0, 2);
                Assert.InRange(Angle(second, profile.Stains.Second), 0, 2);
            },
            iter: 20);

    [Fact]
    public void TryEstimate_VahadaneOnASparseMixture_FindsTheStains() =>
        Gen.Int[0, 1 << 20].Sample(
            seed =>
            {
                var rgb = Mixture(new StainMatrix(Haematoxylin, Eosin), seed, pure: 0.6);
                Assert.Equal(TileTransformOutcome.Applied, StainProfile.TryEstimate(rgb, Vahadane, out var profile));
                Assert.InRange(Angle(Haematoxylin, profile!.Stains.First), 0, 3);
                Assert.InRange(Angle(Eosin, profile.Stains.Second), 0, 3);
            },
            iter: 5);

    [Fact]
    public void Amounts_AnyPixel_AreTheBestNonNegativeOnes() =>
        Gen.Select(Gen.Double[-0.5, 2], Gen.Double[-0.5, 2], Gen.Double[0, 0.95], Gen.Double[0, 0.3]).Sample(
            (b1, b2, cosine, sparsity) =>
            {
                double Loss(double x, double y) => (0.5 * ((x * x) + (y * y) + (2 * cosine * x * y))) - ((b1 - sparsity) * x) - ((b2 - sparsity) * y);
                var (h1, h2) = VahadaneEstimator.Amounts(b1, b2, cosine, sparsity);
                Assert.True(h1 >= 0 && h2 >= 0);

                // The loss is convex: no better point of a grid means none at all, to the grid's step.
                var best = Loss(h1, h2);
                for (var x = 0.0; x <= 3; x += 0.1)
                {
                    for (var y = 0.0; y <= 3; y += 0.1)
                    {
                        Assert.True(Loss(x, y) >= best - 1e-9);
                    }
                }
            },
            iter: 200);

    [Theory]
    [InlineData(StainMethod.Macenko)]
    [InlineData(StainMethod.Vahadane)]
    public void Apply_TileOfOtherStains_GetsTheTargetsColoursAndStrengths(StainMethod method)
    {
        var options = method == StainMethod.Vahadane ? Vahadane : new StainOptions();
        var target = new StainMatrix([0.65, 0.70, 0.29], [0.07, 0.99, 0.11]);
        var reference = Mixture(target, 3, pure: 0.6);
        var rgb = Mixture(new StainMatrix(Haematoxylin, Eosin), 3, pure: 0.6);
        var normaliser = StainNormaliser.Fit(reference, options);
        Assert.Equal(TileTransformOutcome.Applied, normaliser.Apply(rgb));

        // Both were mixed from the same amounts, so the result is the reference itself but for rounding and the error of the directions.
        Assert.InRange(reference.Zip(rgb, (a, b) => Math.Abs(a - b)).Average(), 0, 3);
    }

    [Theory]
    [InlineData("torchstain_target.png", StainMethod.Macenko)]
    [InlineData("torchstain_target.png", StainMethod.Vahadane)]
    [InlineData("tiatoolbox_target_image.png", StainMethod.Macenko)]
    public void Apply_SourceIsTheTarget_ChangesNothing(string name, StainMethod method)
    {
        var original = Real(name);
        var rgb = (byte[])original.Clone();
        Assert.Equal(TileTransformOutcome.Applied, StainNormaliser.Fit(original, new StainOptions { Method = method }).Apply(rgb));

        // Black counts as the darkest grey.
        Assert.Equal(original.Select(v => Math.Max((byte)1, v)), rgb);
    }

    [Theory]
    [InlineData(StainMethod.Macenko)]
    [InlineData(StainMethod.Vahadane)]
    public void Apply_RealTile_IsStainedLikeTheTargetAfterwards(StainMethod method)
    {
        var options = new StainOptions { Method = method };
        var normaliser = StainNormaliser.Fit(Real("torchstain_target.png"), options);
        var rgb = Real("torchstain_source.png");
        StainProfile.TryEstimate(rgb, options, out var before);
        normaliser.Apply(rgb);
        StainProfile.TryEstimate(rgb, options, out var after);
        var target = normaliser.Target.Stains;

        // Clipping and rounding to bytes move what is found anew by little.
        Assert.InRange(Angle(target.First, after!.Stains.First), 0, 3);
        Assert.InRange(Angle(target.Second, after.Stains.Second), 0, 3);
        Assert.True(Angle(target.First, after.Stains.First) + Angle(target.Second, after.Stains.Second) < Angle(target.First, before!.Stains.First) + Angle(target.Second, before.Stains.Second));
        Assert.Equal(normaliser.Target.StrongestFirst, after.StrongestFirst, 0.1 * normaliser.Target.StrongestFirst);
        Assert.Equal(normaliser.Target.StrongestSecond, after.StrongestSecond, 0.1 * normaliser.Target.StrongestSecond);
    }

    [Fact]
    public void Apply_TorchstainConvention_IsItsFormulaDirectly()
    {
        var (target, source) = (Real("torchstain_target.png"), Real("torchstain_source.png"));
        var (stains, most) = DirectTorchstain(target);
        var (own, ownMost) = DirectTorchstain(source);
        var normalised = (byte[])source.Clone();

        Assert.Equal(TileTransformOutcome.Applied, StainNormaliser.Fit(target, new StainOptions { Method = StainMethod.MacenkoTorchstain }).Apply(normalised));

        // The least squares of each pixel, scaled, mixed again: decimals are cut off, so a table of 2,048 steps a unit of density may be one off where they are near a whole.
        var solve = (own.Transpose() * own).Inverse() * own.Transpose();
        var (same, far) = (0, 0);
        for (var i = 0; i < source.Length; i += 3)
        {
            var density = Vector<double>.Build.Dense(3, c => -Math.Log((source[i + c] + 1) / 240.0));
            var amounts = solve * density;
            amounts[0] *= most[0] / ownMost[0];
            amounts[1] *= most[1] / ownMost[1];
            var mixed = stains * amounts;
            for (var c = 0; c < 3; c++)
            {
                var difference = Math.Abs((int)Math.Min(255, 240 * Math.Exp(-mixed[c])) - normalised[i + c]);
                same += difference == 0 ? 1 : 0;
                far += difference > 1 ? 1 : 0;
            }
        }

        Assert.Equal(0, far);
        Assert.InRange((double)same / source.Length, 0.8, 1);
    }

    /// <summary>The published steps one after the other in double precision: columns of stains, haematoxylin first, and the 99th percentiles of their amounts.</summary>
    private static (Matrix<double> Stains, double[] Most) DirectTorchstain(byte[] rgb)
    {
        var density = Matrix<double>.Build.Dense(rgb.Length / 3, 3, (i, c) => -Math.Log((rgb[(i * 3) + c] + 1) / 240.0));
        var stained = Matrix<double>.Build.DenseOfRows(density.EnumerateRows().Where(row => row.All(v => v >= 0.15)));
        var means = stained.ColumnSums() / stained.RowCount;
        var centred = Matrix<double>.Build.Dense(stained.RowCount, 3, (i, c) => stained[i, c] - means[c]);
        var plane = (centred.Transpose() * centred / (stained.RowCount - 1)).Evd(Symmetricity.Symmetric).EigenVectors.SubMatrix(0, 3, 1, 2);
        plane.SetColumn(1, plane.Column(1).Sum() < 0 ? -plane.Column(1) : plane.Column(1));
        var flat = stained * plane;
        double[] angles = [.. flat.EnumerateRows().Select(row => Math.Atan2(row[1], row[0])).Order()];
        Vector<double> Direction(double q) => plane * Vector<double>.Build.Dense([Math.Cos(Core.Numerics.Quantile.Of(angles, q)), Math.Sin(Core.Numerics.Quantile.Of(angles, q))]);
        var (low, high) = (Direction(0.01), Direction(0.99));
        var stains = low[0] > high[0] ? Matrix<double>.Build.DenseOfColumnVectors(low, high) : Matrix<double>.Build.DenseOfColumnVectors(high, low);
        var amounts = density * (stains * (stains.Transpose() * stains).Inverse());
        return (stains, [.. Enumerable.Range(0, 2).Select(s => Core.Numerics.Quantile.Of([.. amounts.Column(s).Order()], 0.99))]);
    }

    [Fact]
    public void ForSource_ProfileOfTheTile_GivesWhatApplyGives()
    {
        var normaliser = new StainNormaliser(StainProfile.Standard);
        var first = Real("torchstain_source.png");
        var second = (byte[])first.Clone();
        StainProfile.TryEstimate(first, null, out var source);
        var transform = normaliser.ForSource(source!);
        Assert.Equal(TileTransformOutcome.Applied, transform.Apply(second));
        normaliser.Apply(first);
        Assert.Equal(first, second);
        Assert.NotEqual(normaliser.Fingerprint, transform.Fingerprint);

        var before = GC.GetAllocatedBytesForCurrentThread();
        transform.Apply(second);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Apply_BlankOrOneColouredTile_SaysSoAndLeavesIt()
    {
        byte[] blank = [.. Enumerable.Repeat((byte)240, 64 * 64 * 3)];
        var one = Pictures.Paint(64, 64, (x, y) => Pictures.Colour(0.2 + (0.4 * ((x + y) % 8) / 8.0), 0));
        var stain = new StainNormaliser(StainProfile.Standard);
        var reinhard = new ReinhardNormaliser(new LabStatistics(70, 20, -10, 10, 8, 6));
        foreach (var (tile, transform, outcome) in new (byte[], ITileTransform, TileTransformOutcome)[]
        {
            (blank, stain, TileTransformOutcome.Blank),
            (blank, reinhard, TileTransformOutcome.Blank),
            (one, stain, TileTransformOutcome.Indistinct),
            (Pictures.Paint(64, 64, (_, _) => (120, 60, 150)), reinhard, TileTransformOutcome.Indistinct),
        })
        {
            var rgb = (byte[])tile.Clone();
            Assert.Equal(outcome, transform.Apply(rgb));
            Assert.Equal(tile, rgb);
        }

        Assert.Contains("Blank", Assert.Throws<ArgumentException>(() => StainNormaliser.Fit(blank)).Message, StringComparison.Ordinal);
        Assert.Contains("Blank", Assert.Throws<ArgumentException>(() => ReinhardNormaliser.Fit(blank)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reinhard_Applied_HasTheTargetsMeansAndDeviations()
    {
        var rgb = Real("torchstain_source.png");
        var target = new LabStatistics(62, 24, -16, 9, 6, 5);
        var options = new StainOptions { MinDensity = 1e-6 };
        Assert.Equal(TileTransformOutcome.Applied, new ReinhardNormaliser(target, options).Apply(rgb));
        var lab = Enumerable.Range(0, rgb.Length / 3).Select(i => Lab(rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2])).ToArray();
        double[] means = [target.MeanL, target.MeanA, target.MeanB], deviations = [target.DeviationL, target.DeviationA, target.DeviationB];
        for (var c = 0; c < 3; c++)
        {
            var mean = lab.Average(x => x[c]);
            var deviation = Math.Sqrt(lab.Average(x => (x[c] - mean) * (x[c] - mean)));

            // Rounding to bytes and a few colours outside the screen's range.
            Assert.Equal(means[c], mean, 0.3);
            Assert.Equal(deviations[c], deviation, 0.3);
        }
    }

    [Fact]
    public void Reinhard_SourceIsTheTarget_ChangesNoByteByMoreThanOne()
    {
        var original = Real("tiatoolbox_target_image.png");
        var rgb = (byte[])original.Clone();
        ReinhardNormaliser.Fit(original).Apply(rgb);
        Assert.InRange(original.Zip(rgb, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
    }

    [Fact]
    public void LabColour_EveryFifthColour_EqualsTheFormulaAndComesBack()
    {
        for (var r = 0; r < 256; r += 5)
        {
            for (var g = 0; g < 256; g += 5)
            {
                for (var b = 0; b < 256; b += 5)
                {
                    var (l, a, bb) = LabColour.FromRgb((byte)r, (byte)g, (byte)b);
                    var expected = Lab((byte)r, (byte)g, (byte)b);

                    // Straight lines between 4,096 points of the cube root.
                    Assert.Equal(expected[0], l, 0.02);
                    Assert.Equal(expected[1], a, 0.05);
                    Assert.Equal(expected[2], bb, 0.05);
                    var back = LabColour.ToRgb(l, a, bb);
                    Assert.InRange(Math.Max(Math.Abs(back.R - r), Math.Max(Math.Abs(back.G - g), Math.Abs(back.B - b))), 0, 1);
                }
            }
        }
    }

    [Fact]
    public void Percentile_AnyValues_EqualsTheSortedOne() =>
        Gen.Select(Gen.Int[-20, 20].Array[1, 60], Gen.Double[0, 100]).Sample(
            (values, percent) =>
            {
                var sorted = values.Order().ToArray();
                var rank = percent / 100 * (sorted.Length - 1);
                var (low, high) = (sorted[(int)Math.Floor(rank)], sorted[(int)Math.Ceiling(rank)]);
                Assert.Equal(low + ((rank - Math.Floor(rank)) * (high - low)), Percentiles.Select(Array.ConvertAll(values, x => (float)x), percent), 1e-5);
            });

    /// <summary>Pixels of one stain alone (that share of each) and of both, in amounts of 0.3 to 0.9.</summary>
    private static byte[] Mixture(StainMatrix stains, int seed, double pure)
    {
        var random = new Random(seed);
        return Pictures.Paint(120, 120, (_, _) =>
        {
            var kind = random.NextDouble();
            var a = kind < pure / 2 ? 0 : 0.3 + (0.6 * random.NextDouble());
            var b = kind >= pure / 2 && kind < pure ? 0 : 0.3 + (0.6 * random.NextDouble());
            byte Channel(int c) => (byte)Math.Round(255 * Math.Pow(10, -((a * stains.First[c]) + (b * stains.Second[c]))));
            return (Channel(0), Channel(1), Channel(2));
        });
    }

    private static double Angle(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        double Length(IReadOnlyList<double> x) => Math.Sqrt(x.Sum(v => v * v));
        return Math.Acos(Math.Min(1, a.Zip(b, (x, y) => x * y).Sum() / Length(a) / Length(b))) * 180 / Math.PI;
    }

    /// <summary>CIE 15:2004 over sRGB, as the formulas stand.</summary>
    private static double[] Lab(byte red, byte green, byte blue)
    {
        double Linear(byte v) => v / 255.0 <= 0.04045 ? v / 255.0 / 12.92 : Math.Pow(((v / 255.0) + 0.055) / 1.055, 2.4);
        double F(double t) => t > Math.Pow(6.0 / 29, 3) ? Math.Cbrt(t) : (t / (3 * Math.Pow(6.0 / 29, 2))) + (4.0 / 29);
        var (r, g, b) = (Linear(red), Linear(green), Linear(blue));
        var x = F(((0.4124564 * r) + (0.3575761 * g) + (0.1804375 * b)) / 0.95047);
        var y = F((0.2126729 * r) + (0.7151522 * g) + (0.0721750 * b));
        var z = F(((0.0193339 * r) + (0.1191920 * g) + (0.9503041 * b)) / 1.08883);
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
    }
}
