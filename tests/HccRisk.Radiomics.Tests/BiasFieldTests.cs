using HccRisk.Imaging;
using HccRisk.Radiomics.Preprocessing;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>N4 on phantoms of known tissue and field.</summary>
public sealed class BiasFieldTests
{
    private static readonly VolumeGeometry Grid = VolumeGeometry.AxisAligned(56, 48, 32, new Vector3D(1, 1, 1.5));

    private static readonly double[] Tissues = [100, 180, 320];

    /// <summary>Blocks of three tissues in no order, 2 % noise, outside an ellipsoid nothing; times exp(field).</summary>
    private static (Volume<float> Image, int[] Tissue, double[] Field) Phantom(double strength)
    {
        var random = new Random(11);
        var kinds = Enumerable.Range(0, 8 * 8 * 8).Select(_ => random.Next(3)).ToArray();
        var (image, tissue, field) = (new float[Grid.VoxelCount], new int[Grid.VoxelCount], new double[Grid.VoxelCount]);
        var at = 0;
        for (var z = 0; z < Grid.Depth; z++)
        {
            for (var y = 0; y < Grid.Height; y++)
            {
                for (var x = 0; x < Grid.Width; x++, at++)
                {
                    var (u, v, w) = ((2.0 * x / (Grid.Width - 1)) - 1, (2.0 * y / (Grid.Height - 1)) - 1, (2.0 * z / (Grid.Depth - 1)) - 1);
                    field[at] = strength * ((0.9 * u) - (0.6 * v * v) + (0.5 * w) + (0.4 * u * v));
                    var noise = 1 + (0.02 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
                    var isInside = (u * u) + (v * v) + (w * w) < 0.98;
                    tissue[at] = isInside ? kinds[(x / 7) + (8 * ((y / 6) + (8 * (z / 4))))] : -1;
                    image[at] = isInside ? (float)(Tissues[tissue[at]] * noise * Math.Exp(field[at])) : 0;
                }
            }
        }

        return (new Volume<float>(Grid, image), tissue, field);
    }

    private static double Variation(Volume<float> image, int[] tissue, int kind)
    {
        var values = Enumerable.Range(0, tissue.Length).Where(i => tissue[i] == kind).Select(i => (double)image.Voxels[i]).ToList();
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean))) / mean;
    }

    private static double Correlation(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Count; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }

        return ab / Math.Sqrt(aa * bb);
    }

    /// <summary>Air of 1 to 10 and a body of 150 to 250 part between the two: Otsu's mask is the body, and air takes no part in the estimate.</summary>
    [Fact]
    public void Correct_Foreground_IsThatOfTheBodyAsMask()
    {
        var random = new Random(5);
        var (voxels, body) = (new float[Grid.VoxelCount], new bool[Grid.VoxelCount]);
        for (var i = 0; i < voxels.Length; i++)
        {
            body[i] = i % Grid.Width is > 10 and < 45 && i / Grid.Width % Grid.Height is > 8 and < 40;
            voxels[i] = (float)(body[i] ? 150 + (100 * random.NextDouble()) : 1 + (9 * random.NextDouble()));
        }

        voxels[0] = float.NaN;
        var image = new Volume<float>(Grid, voxels);

        var foreground = BiasFieldCorrection.Correct(image, null, new BiasFieldOptions { Foreground = true }, null, TestContext.Current.CancellationToken);
        var masked = BiasFieldCorrection.Correct(image, new Mask(Grid, body), null, null, TestContext.Current.CancellationToken);
        var all = BiasFieldCorrection.Correct(image, null, null, null, TestContext.Current.CancellationToken);

        Assert.Equal(masked.Field.Voxels.ToArray(), foreground.Field.Voxels.ToArray());
        Assert.NotEqual(all.Field.Voxels.ToArray(), foreground.Field.Voxels.ToArray());
        Assert.NotEqual(new RadiomicsOptions { BiasField = new() }.OptionsHash, new RadiomicsOptions { BiasField = new() { Foreground = true } }.OptionsHash);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void Correct_KnownField_IsFoundAndTaken(int shrink)
    {
        var (image, tissue, field) = Phantom(strength: 0.3);

        var result = BiasFieldCorrection.Correct(image, null, new BiasFieldOptions { ShrinkFactor = shrink, ConvergenceThreshold = 1e-4 }, null, TestContext.Current.CancellationToken);

        var inside = Enumerable.Range(0, tissue.Length).Where(i => tissue[i] >= 0).ToList();
        var correlation = Correlation([.. inside.Select(i => Math.Log(result.Field.Voxels[i]))], [.. inside.Select(i => field[i])]);
        Assert.True(correlation > 0.99, FormattableString.Invariant($"correlation {correlation}"));
        for (var kind = 0; kind < 3; kind++)
        {
            // 2 % is the noise; the field alone varies by about 17 %.
            var (before, after) = (Variation(image, tissue, kind), Variation(result.Corrected, tissue, kind));
            TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"tissue {kind}: {before:P2} -> {after:P2}; correlation {correlation:F5}; {result.Iterations} iterations"));
            Assert.True(after < 0.25 * before, FormattableString.Invariant($"tissue {kind}: {before} -> {after}"));
        }

        Assert.Equal(0, inside.Average(i => Math.Log(result.Field.Voxels[i])), 0.02); // The geometric mean over the sampled voxels is 1.
        Assert.All(inside.Take(1000), i => Assert.Equal(image.Voxels[i], result.Corrected.Voxels[i] * result.Field.Voxels[i], 1e-3));
    }

    [Fact]
    public void Correct_NoField_ChangesNoVoxelByMuch()
    {
        var (image, tissue, _) = Phantom(strength: 0);

        var result = BiasFieldCorrection.Correct(image, cancellationToken: TestContext.Current.CancellationToken);

        for (var i = 0; i < tissue.Length; i++)
        {
            if (tissue[i] >= 0)
            {
                Assert.InRange(result.Field.Voxels[i], 0.97, 1.03);
            }
        }
    }

    [Fact]
    public void Correct_FlatImage_IsUnchanged()
    {
        var image = new Volume<float>(Grid, Enumerable.Repeat(7f, (int)Grid.VoxelCount).ToArray());

        var result = BiasFieldCorrection.Correct(image, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.HasConverged);
        Assert.True(result.Corrected.Voxels.IndexOfAnyExcept(7f) < 0);
        Assert.True(result.Field.Voxels.IndexOfAnyExcept(1f) < 0);
    }

    /// <summary>The mask keeps what is outside from the estimate; zeros and negative voxels have no logarithm and are left out by themselves.</summary>
    [Fact]
    public void Correct_MaskAndVoxelsWithoutLogarithm_TakeNoPart()
    {
        var (image, tissue, field) = Phantom(strength: 0.3);
        var spoilt = image.Voxels.ToArray();
        for (var i = 0; i < spoilt.Length; i++)
        {
            spoilt[i] = tissue[i] >= 0 ? spoilt[i] : (i % 3) switch { 0 => -5, 1 => float.NaN, _ => 5000 };
        }

        var mask = new Mask(Grid, [.. tissue.Select(t => t >= 0)]);
        var clean = BiasFieldCorrection.Correct(image, mask, cancellationToken: TestContext.Current.CancellationToken);
        var other = BiasFieldCorrection.Correct(new Volume<float>(Grid, spoilt), mask, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(clean.Field.Voxels.SequenceEqual(other.Field.Voxels));
        var none = Assert.Throws<ArgumentException>(() => BiasFieldCorrection.Correct(new Volume<float>(Grid, new float[Grid.VoxelCount]), mask, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("0 of the", none.Message, StringComparison.Ordinal);
        Assert.Throws<GeometryMismatchException>(() => BiasFieldCorrection.Correct(image, new Mask(VolumeGeometry.AxisAligned(2, 2, 2, new Vector3D(1, 1, 1)), new bool[8]), cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Correct_Twice_IsTheSameBytesAndCanBeStopped()
    {
        var (image, _, _) = Phantom(strength: 0.2);
        var reports = new List<double>();
        using var stop = new CancellationTokenSource();

        var one = BiasFieldCorrection.Correct(image, null, null, new Sink(reports.Add), TestContext.Current.CancellationToken);
        var two = BiasFieldCorrection.Correct(image, cancellationToken: TestContext.Current.CancellationToken);
        stop.Cancel();

        Assert.True(one.Field.Voxels.SequenceEqual(two.Field.Voxels));
        Assert.Equal(reports.Order(), reports);
        Assert.Equal(1, reports[^1]);
        Assert.Throws<OperationCanceledException>(() => BiasFieldCorrection.Correct(image, null, null, null, stop.Token));
    }

    [Fact]
    public void Validate_ImpossibleOptions_NamesEveryFault()
    {
        var options = new BiasFieldOptions { Levels = 0, Cells = 0, IterationsPerLevel = 0, ConvergenceThreshold = 0, FullWidthHalfMaximum = 0, WienerNoise = 0, HistogramBins = 1, ShrinkFactor = 0 };

        Assert.Equal(8, Assert.Throws<ArgumentException>(options.Validate).Message.Split(';').Length);
        Assert.Contains("BiasField.Levels is 0", Assert.Throws<ArgumentException>(new RadiomicsOptions { BiasField = options }.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_BiasField_IsAStageBeforeAllOthers()
    {
        var (image, tissue, _) = Phantom(strength: 0.3);
        var lesion = new Mask(Grid, [.. tissue.Select(t => t == 1)]);
        var options = new RadiomicsOptions { Families = RadiomicsFamilies.Statistics, BiasField = new BiasFieldOptions { ShrinkFactor = 2 } };
        var corrected = BiasFieldCorrection.Correct(image, null, options.BiasField, null, TestContext.Current.CancellationToken);

        var staged = RadiomicsOracle.Extract(options, image, lesion);
        var stages = new RadiomicsExtractor(options).Diagnose(new RadiomicsSeries("s", image), lesion, cancellationToken: TestContext.Current.CancellationToken).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);

        Assert.Equal(RadiomicsOracle.Extract(options with { BiasField = null }, corrected.Corrected, lesion), staged);
        Assert.True(stages["bias_field_min"] < 1 && stages["bias_field_max"] > 1);
        Assert.Equal(corrected.Iterations, stages["bias_iterations"]);
        Assert.NotEqual(stages["int_mask_mean_int_init_roi"], stages["int_mask_mean_int_interp_roi"]);
    }

    private sealed class Sink(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
