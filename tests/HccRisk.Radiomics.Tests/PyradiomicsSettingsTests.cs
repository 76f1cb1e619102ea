using System.Globalization;
using HccRisk.Imaging;
using HccRisk.Oracles;
using HccRisk.Radiomics.Presets;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>Settings of parameter files against pyradiomics itself: every feature of every image type there is a value of.</summary>
public sealed class PyradiomicsSettingsTests
{
    private const int Features = 107, Shape = 14, OfImage = 93;

    /// <summary>
    /// Same formulas in double precision: only the order of summation differs, and one bit of 32 in a voxel where that falls together with a rounding.
    /// </summary>
    private const double Tolerance = 1e-8;

    /// <summary>pyradiomics adds 2e-16 to products of two margins of the co-occurrence matrix; in a large region they may be 1e-12.</summary>
    private const double CorrelationTolerance = 1e-6;

    /// <summary>ITK keeps single precision between the passes of its Gaussian: 1e-4 of responses up to 1000, 9e-7 of features.</summary>
    private const double FilterTolerance = 1e-6;

    /// <summary>Mathematically whole values of a linear interpolation are whole, or next below, by ITK's last bit.</summary>
    private const double LinearTolerance = 1e-5;

    [Theory]
    [InlineData("binCount16", "brain1", Features)]
    [InlineData("binCount64", "brain1", Features)]
    [InlineData("bw0.5_normalize", "brain1", Features)]
    [InlineData("force2D_dim0", "brain1", Features)]
    [InlineData("gldm_a1", "brain1", Features)]
    [InlineData("gldm_a2", "brain1", Features)]
    [InlineData("normalize_outliers3", "brain1", Features)]
    [InlineData("normalize_scale100_shift300_bw5", "brain1", Features)]
    [InlineData("perType_binWidth", "brain1", Features + (11 * OfImage))]
    [InlineData("precrop_pad5_LoG_wavelet_square", "brain1", Features + (12 * OfImage))]
    [InlineData("mr_full_normalize_resample_logwavelet", "brain1", Features + (12 * OfImage))]
    [InlineData("resample_1mm_sitkBSpline", "brain1", Features)]
    [InlineData("resample_1mm_sitkBSpline", "pat1", Features)]
    [InlineData("resample_1mm_sitkLinear", "brain1", Features, LinearTolerance)]
    [InlineData("resample_1mm_sitkLinear", "pat1", Features)]
    [InlineData("resample_1mm_sitkNearestNeighbor", "brain1", Features)]
    [InlineData("resample_1mm_sitkNearestNeighbor", "pat1", Features)]
    [InlineData("resample_2mm_sitkBSpline", "brain1", Features)]
    [InlineData("resample_2mm_sitkBSpline", "pat1", Features)]
    [InlineData("resample_2mm_sitkLinear", "brain1", Features)]
    [InlineData("resample_2mm_sitkLinear", "pat1", Features)]
    [InlineData("resample_2mm_sitkNearestNeighbor", "brain1", Features)]
    [InlineData("resample_2mm_sitkNearestNeighbor", "pat1", Features)]
    [InlineData("resample_2mm_pad5_LoG_wavelet_square", "brain1", Shape + (11 * OfImage))]
    [InlineData("resample_2mm_pad10_LoG_wavelet_square", "brain1", Shape + (11 * OfImage))]
    [InlineData("resample_inplane2mm", "brain1", Features)]
    [InlineData("resample_same_spacing_brain1", "brain1", Features, Tolerance, "resample_same_spacing")]
    [InlineData("reseg_abs_1200_1600", "brain1", Features)]
    [InlineData("reseg_relative_0.3_0.9", "brain1", Features)]
    [InlineData("reseg_relative_0.5", "brain1", Features)]
    [InlineData("reseg_sigma_pm1_shape", "brain1", Features)]
    [InlineData("reseg_sigma_pm1", "brain1", Features)]
    [InlineData("reseg_sigma_pm3", "brain1", Features)]
    [InlineData("reseg_sigma_then_LoG", "brain1", Shape + (9 * OfImage))]
    [InlineData("voxelArrayShift1000", "pat1crop", Features)]
    [InlineData("wavelet_bior2.2_force2D", "brain1", Shape + (4 * OfImage))]
    [InlineData("weighting_no_weighting", "brain1", Features)]
    [InlineData("weighting_euclidean", "brain1", Features)]
    [InlineData("weighting_euclidean_dist12", "brain1", Features)]
    [InlineData("weighting_infinity", "brain1", Features)]
    [InlineData("weighting_manhattan", "brain1", Features)]
    [InlineData("distances_1_2_3", "brain1", Features)]
    [InlineData("force2D_dim1", "brain1", Features)]
    [InlineData("force2D_dim2", "brain1", Features)]
    [InlineData("symmetricalGLCM_false", "brain1", Features)]
    [InlineData("lbp2d_variants", "brain1", Shape + OfImage)]
    [InlineData("lbp3d_variants", "brain1", Shape + (4 * OfImage))]
    [InlineData("wavelet_db3_start1", "brain1", Shape + (8 * OfImage))]
    [InlineData("wavelet_haar_level2", "brain1", Shape + (15 * OfImage))]
    public void Measure_Setting_EqualsPyradiomics(string yaml, string image, int count, double tolerance = Tolerance, string? expected = null)
    {
        var (volume, mask) = PyradiomicsImage.Load(image);
        var parameters = PyradiomicsParameters.Load(Settings("params", $"{yaml}.yaml"));

        Compare(parameters, volume, mask, ["params", "expected", $"{expected ?? yaml}__{image}.csv"], count, tolerance);
    }

    [Theory]
    [InlineData("sparse5")]
    [InlineData("brain1crop_float32_1mm")]
    [InlineData("tie_2mm_nn")]
    public void Measure_SmallCase_EqualsPyradiomics(string name)
    {
        var folder = new[] { "reference", "filters", "small" };
        var (volume, mask) = RadiomicsOracle.Load([.. folder, $"{name}_image.nii.gz"], [.. folder, $"{name}_mask.nii.gz"], label: 1);
        var yaml = SharedData.TryPath([.. folder, $"{name}.yaml"]);
        var parameters = PyradiomicsParameters.Parse(yaml is null ? "setting: {binWidth: 25}" : File.ReadAllText(yaml), name);

        Compare(parameters, volume, mask, ["small", $"{name}_expected.csv"], Features, Tolerance);
    }

    /// <summary>Nine features of single slices across each axis.</summary>
    [Fact]
    public void Measure_Shape2D_EqualsPyradiomics()
    {
        var file = Settings("shape2D", "brain1.csv");
        var (image, mask) = PyradiomicsImage.Load("brain1");
        var g = mask.Geometry;
        var compared = 0;
        foreach (var slice in File.ReadLines(file).Skip(1).Select(line => line.Split(',')).GroupBy(p => (p[0], p[2])))
        {
            var (dimension, index) = (int.Parse(slice.Key.Item1, CultureInfo.InvariantCulture), int.Parse(slice.Key.Item2, CultureInfo.InvariantCulture));
            var inside = mask.Inside.ToArray();
            for (var i = 0; i < inside.Length; i++)
            {
                int[] at = [i / (g.Width * g.Height), i / g.Width % g.Height, i % g.Width];
                inside[i] &= at[dimension] == index;
            }

            var parameters = PyradiomicsParameters.Parse($"setting: {{force2D: true, force2Ddimension: {dimension}}}\nfeatureClass: {{shape2D: }}");
            var ours = parameters.Extract(image, new Mask(g, inside), TestContext.Current.CancellationToken).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
            Assert.Equal(9, ours.Count);
            foreach (var parts in slice)
            {
                var theirs = double.Parse(parts[5], CultureInfo.InvariantCulture);
                Assert.Equal(theirs, ours[$"original_shape2D_{parts[4]}"], Tolerance * theirs);
                compared++;
            }
        }

        Assert.Equal(45, compared);
    }

    /// <summary>As pyradiomics raises an error: nothing is measured of a slice that nobody named.</summary>
    [Fact]
    public void Measure_Shape2DOfSeveralSlices_NamesThem()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(14, 12, 10, (4, 3, 3), new Vector3D(1, 1, 2));
        var parameters = PyradiomicsParameters.Parse("setting: {force2D: true}\nfeatureClass: {shape2D: }");

        var error = Assert.Throws<ArgumentException>(() => parameters.Extract(image, mask, TestContext.Current.CancellationToken));

        Assert.Contains("shape2D is of one slice: the region has", error.Message, StringComparison.Ordinal);
    }

    private static void Compare(PyradiomicsParameters parameters, Volume<float> image, Mask mask, string[] expected, int count, double tolerance)
    {
        var file = SharedData.TryPath(["reference", "filters", .. expected]);
        Assert.SkipWhen(file is null, SharedData.MissingReason);
        var ours = parameters.Extract(image, mask, TestContext.Current.CancellationToken).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        var (compared, failures) = (0, new List<string>());
        foreach (var parts in File.ReadLines(file).Skip(1).Select(line => line.Split(',')))
        {
            compared++;
            var (name, theirs) = ($"{parts[0]}_{parts[1]}_{parts[2]}", double.Parse(parts[3], CultureInfo.InvariantCulture));
            var allowed = Math.Max(tolerance, parts[0] != "original" ? FilterTolerance : parts[2] == "MCC" ? CorrelationTolerance : 0);
            if (!ours.TryGetValue(name, out var own) || !(Math.Abs(own - theirs) <= allowed * Math.Max(1e-3, Math.Abs(theirs))) && !(double.IsNaN(theirs) && double.IsNaN(own)))
            {
                failures.Add(FormattableString.Invariant($"{name}: {theirs:R} against {own:R}"));
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {compared}{Environment.NewLine}{string.Join(Environment.NewLine, failures.Take(30))}");
        Assert.Equal(count, compared);
    }

    private static string Settings(params string[] path)
    {
        var file = SharedData.TryPath(["reference", "filters", .. path]);
        Assert.SkipWhen(file is null, SharedData.MissingReason);
        return file;
    }
}
