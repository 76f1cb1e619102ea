using System.Numerics;
using HccRisk.Imaging;
using HccRisk.Radiomics.Filters;
using HccRisk.Radiomics.Filters.Pyradiomics;
using HccRisk.Radiomics.Numerics;
using HccRisk.Radiomics.Presets;
using Xunit;

namespace HccRisk.Radiomics.Tests.Filters;

/// <summary>What follows from definitions: sums by hand, closed forms, invariants; and what does not fit.</summary>
public sealed class FilterRuleTests
{
    private static readonly Vector3D Unit = new(1, 1, 1);

    /// <summary>a b c d e beyond its ends, as the names of the rules say.</summary>
    [Theory]
    [InlineData(FilterBoundary.MirrorHalfSample, "baabcdee")]
    [InlineData(FilterBoundary.MirrorWholeSample, "cbabcded")]
    [InlineData(FilterBoundary.Nearest, "aaabcdee")]
    [InlineData(FilterBoundary.Periodic, "deabcdea")]
    [InlineData(FilterBoundary.Zero, "00abcde0")]
    public void Of_IndexBeyondTheBorder_FollowsTheRule(FilterBoundary boundary, string expected)
    {
        var line = string.Concat(Enumerable.Range(-2, 8).Select(i => BoundaryIndex.Of(i, 5, boundary) is >= 0 and var at ? "abcde"[at] : '0'));

        Assert.Equal(expected, line);
    }

    /// <summary>A pattern of signs is not known where one of its values is not: it is missing there, and nowhere else.</summary>
    [Fact]
    public void Apply_BinaryPatternsOfAMissingVoxel_AreMissing()
    {
        var voxels = Enumerable.Range(0, 7 * 6 * 5).Select(i => (float)(i * 37 % 101)).ToArray();
        voxels[3 + (7 * (2 + (6 * 1)))] = float.NaN;
        var image = new Volume<float>(VolumeGeometry.AxisAligned(7, 6, 5, Unit), voxels);

        var flat = new LocalBinaryPatternFilter().Apply(image);
        for (var z = 0; z < 5; z++)
        {
            for (var y = 0; y < 6; y++)
            {
                for (var x = 0; x < 7; x++)
                {
                    // Four neighbours lie on voxels, and four between four of them.
                    Assert.Equal(z == 1 && Math.Abs(x - 3) <= 1 && Math.Abs(y - 2) <= 1, double.IsNaN(flat.Voxels[x + (7 * (y + (6 * z)))]));
                }
            }
        }

        // A spline carries a missing voxel as far as it reaches: where there is no kurtosis there is no pattern.
        bool[] Missing(int? degree) => Array.ConvertAll(new SphericalBinaryPatternFilter { Degree = degree }.Apply(image).Voxels.ToArray(), double.IsNaN);
        var kurtosis = Missing(null);
        Assert.Contains(true, kurtosis);
        foreach (var degree in (int[])[0, 1, 3])
        {
            Assert.Equal(kurtosis, Missing(degree));
        }
    }

    /// <summary>Every wavelet of two filters splits without loss: of those that are orthogonal, low pass and high pass are of length 1 and at right angles.</summary>
    [Fact]
    public void Of_OrthogonalWavelet_IsOrthogonalToItsShifts()
    {
        foreach (var name in WaveletKernels.Names.Where(n => n[0] is 'd' or 's' or 'c' or 'h'))
        {
            var (low, high) = (WaveletKernels.Of(name).Low, WaveletKernels.Of(name).High);
            // Meyer's wavelet has no end: its table is an approximation. That of long symlets has 12 digits.
            var tolerance = name == "dmey" ? 5e-3 : 1e-9;
            for (var shift = 0; shift < low.Length; shift += 2)
            {
                double Product(double[] a, double[] b) => Enumerable.Range(0, low.Length - shift).Sum(i => a[i] * b[i + shift]);
                Assert.Equal(shift == 0 ? 1 : 0, Product(low, low), tolerance);
                Assert.Equal(shift == 0 ? 1 : 0, Product(high, high), tolerance);
                Assert.Equal(0, Product(low, high), tolerance);
            }

            Assert.Equal(Math.Sqrt(2), low.Sum(), tolerance);
        }

        Assert.Equal(20 + 19 + 5 + 1 + 1 + 30, WaveletKernels.Names.Count());
    }

    [Fact]
    public void Of_BiorthogonalPair_IsOrthogonalToTheShiftsOfTheOther()
    {
        foreach (var name in WaveletKernels.Names.Where(n => n.StartsWith("bior", StringComparison.Ordinal)))
        {
            var (one, other) = (WaveletKernels.Of(name).Low, WaveletKernels.Of("r" + name[0] + "io" + name[4..]).Low);
            for (var shift = -one.Length; shift <= one.Length; shift += 2)
            {
                var product = Enumerable.Range(0, one.Length).Where(i => i + shift >= 0 && i + shift < one.Length).Sum(i => one[i] * other[i + shift]);
                Assert.Equal(shift == 0 ? 1 : 0, product, 1e-9);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(197)]
    [InlineData(201)]
    public void Transform_AnyLength_IsTheSumOfTheDefinition(int length)
    {
        var random = new Random(7);
        var x = Enumerable.Range(0, length).Select(_ => new Complex(random.NextDouble() - 0.5, random.NextDouble() - 0.5)).ToArray();
        var (re, im) = (Array.ConvertAll(x, v => new Vector<double>(v.Real)), Array.ConvertAll(x, v => new Vector<double>(v.Imaginary)));

        new FourierLines(length).Transform(re, im);

        for (var k = 0; k < length; k++)
        {
            var sum = x.Select((v, n) => v * Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)k * n % length) / length)).Aggregate(Complex.Zero, (a, b) => a + b);
            Assert.Equal(sum.Real, re[k][0], 1e-12 * length);
            Assert.Equal(sum.Imaginary, im[k][0], 1e-12 * length);
        }
    }

    /// <summary>Deriche's kernels summed directly over a line that goes on for ever, as the definition has them.</summary>
    [Theory]
    [InlineData(0.6)]
    [InlineData(2)]
    [InlineData(5.3)]
    public void Respond_RecursiveLaplacian_IsTheDirectConvolution(double sigma)
    {
        var (nx, ny, nz) = (9, 7, 6);
        var spacing = new Vector3D(0.8, 1, 1.7);
        var random = new Random(3);
        var values = Enumerable.Range(0, nx * ny * nz).Select(_ => 100 * random.NextDouble()).ToArray();
        var image = new FilterImage(values, nx, ny, nz, spacing);

        var ours = new RecursiveLaplacian(sigma, "1.0").Respond(image, new FilterTarget(image.Box)).Values;

        double[] Direct(double[] from, int axis, double[] kernel)
        {
            int[] sizes = [nx, ny, nz], strides = [1, nx, nx * ny];
            var half = kernel.Length / 2;
            return [.. Enumerable.Range(0, from.Length).Select(i =>
            {
                var at = i / strides[axis] % sizes[axis];
                return Enumerable.Range(-half, kernel.Length).Sum(n => kernel[n + half] * from[i + ((Math.Clamp(at + n, 0, sizes[axis] - 1) - at) * strides[axis])]);
            })];
        }

        double[] spacings = [spacing.X, spacing.Y, spacing.Z];
        var expected = new double[values.Length];
        for (var second = 0; second < 3; second++)
        {
            var part = values;
            for (var axis = 0; axis < 3; axis++)
            {
                var (smooth, curved) = Deriche(sigma / spacings[axis]);
                part = Direct(part, axis, axis == second ? curved : smooth);
            }

            for (var i = 0; i < part.Length; i++)
            {
                expected[i] += part[i] * sigma * sigma / (spacings[second] * spacings[second]);
            }
        }

        for (var i = 0; i < expected.Length; i++)
        {
            // Both end in single precision or start from kernels cut off at 1e-12.
            Assert.Equal(expected[i], ours[i], 1e-5);
        }
    }

    [Fact]
    public void Apply_MeanOfAConstant_IsTheConstantWhateverTheRule()
    {
        var image = Ramp(6, 5, 4, _ => 7);
        foreach (var boundary in Enum.GetValues<FilterBoundary>().Where(b => b != FilterBoundary.Zero))
        {
            Assert.All(new MeanFilter { Size = 3, Boundary = boundary }.Apply(image).Voxels.ToArray(), v => Assert.Equal(7, v, 1e-12));
        }
    }

    [Fact]
    public void Apply_GradientOfARamp_IsItsSlope()
    {
        var g = VolumeGeometry.AxisAligned(5, 4, 4, new Vector3D(2, 1, 1));
        var image = new Volume<float>(g, [.. Enumerable.Range(0, 80).Select(i => (float)(3 * (i % 5)))]);

        var slope = new GradientFilter().Apply(image);

        // 3 a voxel of 2 mm; at the border, which is repeated, half of it.
        Assert.Equal(1.5, slope[2, 1, 1], 1e-6);
        Assert.Equal(0.75, slope[0, 1, 1], 1e-6);
    }

    [Fact]
    public void Extract_FilterThatDoesNotFit_IsMissingWithTheReason()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(14, 12, 10, (4, 3, 3), Unit);
        var options = new RadiomicsOptions
        {
            Families = RadiomicsFamilies.Statistics,
            Filters = new FilterOptions { Filters = [new MeanFilter { Size = 31 }, new MeanFilter { Size = 3 }] },
        };

        var features = new RadiomicsExtractor(options).Extract([new RadiomicsSeries("s", image)], mask, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(54, features.Columns.Count);
        Assert.All(features.Values.Skip(18).Take(18), v => Assert.True(double.IsNaN(v)));
        Assert.All(features.Values.Skip(36), v => Assert.True(double.IsFinite(v)));
        Assert.Equal("s.mean_31_3d.stat_mean", features.Columns[18].Name);
        Assert.Contains("the filter 'mean_31_3d' does not fit: its kernel of 31 voxels", Assert.Single(features.Missing), StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_OneSliceInSpaceOrOblongVoxels_NamesWhatToDo()
    {
        var slice = Ramp(8, 8, 1, i => i);
        var oblong = new Volume<float>(VolumeGeometry.AxisAligned(8, 8, 4, new Vector3D(1, 2, 1)), new float[256]);

        var one = Assert.Throws<ArgumentException>(() => new LaplacianOfGaussianFilter { Sigma = 1 }.Apply(slice));
        var two = Assert.Throws<ArgumentException>(() => new GaborFilter().Apply(oblong));

        Assert.Contains("one slice and the filter acts in space: use it in slices", one.Message, StringComparison.Ordinal);
        Assert.Contains("not square in every plane of the filter: resample first", two.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_FaultyFilters_NamesEach()
    {
        var options = new RadiomicsOptions
        {
            Filters = new FilterOptions
            {
                Filters = [new LawsFilter { Kernels = "L5X5" }, new WaveletFilter { Wavelet = "db99" }, new GaborFilter { ThetaStep = 1 }, new MeanFilter(), new MeanFilter()],
                Families = RadiomicsFamilies.Morphology,
            },
        };

        var error = Assert.Throws<ArgumentException>(options.Validate);

        foreach (var part in (string[])["Kernels is L5X5", "Wavelet is db99", "ThetaStep is 1: a full turn", "Filters.Filters[4]: 'mean_5_3d' is there twice", "Filters.Families is Morphology"])
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_OptionsWithFilters_AreThoseSaved()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        var options = new RadiomicsOptions
        {
            Filters = new FilterOptions
            {
                Filters = [new LaplacianOfGaussianFilter { Sigma = 3, Riesz = new RieszOrder(1, 0, 0) }, new LawsFilter { Pooling = FilterPooling.Maximum }, new RadialWaveletFilter()],
                Families = RadiomicsFamilies.Statistics | RadiomicsFamilies.Glcm,
            },
        };
        try
        {
            RadiomicsOptionsFile.Save(options, path);

            var loaded = RadiomicsOptionsFile.Load(path);

            Assert.Equal(options.ToCanonicalString(), loaded.ToCanonicalString());
            Assert.Equal(options.Filters, loaded.Filters);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Bins, names and order of a file with settings of one type; a sigma is written as Python writes it.</summary>
    [Fact]
    public void Parse_ImageTypes_NamesThemAsPyradiomics()
    {
        var parameters = PyradiomicsParameters.Parse(
            """
            setting: {binWidth: 25}
            imageType:
              LoG: {sigma: [1, 2.50, 3.0]}
              Wavelet: {level: 2, binWidth: 10}
              Original:
            featureClass: {firstorder: [Mean], shape: [Flatness, Compactness1]}
            """);

        var names = parameters.FeatureNames;

        string[] images = [.. names.Where(n => n.EndsWith("_firstorder_Mean", StringComparison.Ordinal)).Select(n => n[..^"_firstorder_Mean".Length])];
        Assert.Equal(["original", "log-sigma-1-mm-3D", "log-sigma-2-5-mm-3D", "log-sigma-3-0-mm-3D"], images[..4]);
        Assert.Equal("wavelet-LLH,wavelet-LHL,wavelet-LHH,wavelet-HLL,wavelet-HLH,wavelet-HHL,wavelet-HHH,wavelet2-LLH", string.Join(',', images[4..12]));
        Assert.Equal("wavelet2-LLL", images[^1]);
        Assert.Contains("original_shape_Compactness1", names);
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    private static (double[] Smooth, double[] Second) Deriche(double s)
    {
        var half = (int)Math.Ceiling(30 * s);
        double G(int n, double a, double b, double c, double d) =>
            (((a * Math.Cos(0.6681 * n / s)) + (b * Math.Sin(0.6681 * n / s))) * Math.Exp(-1.3932 * n / s))
            + (((c * Math.Cos(2.0787 * n / s)) + (d * Math.Sin(2.0787 * n / s))) * Math.Exp(-1.3732 * n / s));
        double[] Even(double a, double b, double c, double d) => [.. Enumerable.Range(-half, (2 * half) + 1).Select(n => G(Math.Abs(n), a, b, c, d))];
        var (zero, two) = (Even(1.3530, 1.8151, -0.3531, 0.0902), Even(-1.3563, 5.2318, 0.3446, -2.2355));
        var beta = -two.Sum() / zero.Sum();
        double[] flat = [.. two.Zip(zero, (t, z) => t + (beta * z))];
        var moment = flat.Select((v, i) => v * (i - half) * (i - half)).Sum();
        return ([.. zero.Select(z => z / zero.Sum())], [.. flat.Select(v => 2 * v / moment)]);
    }

    private static Volume<float> Ramp(int width, int height, int depth, Func<int, float> value) =>
        new(VolumeGeometry.AxisAligned(width, height, depth, Unit), [.. Enumerable.Range(0, width * height * depth).Select(value)]);
}
