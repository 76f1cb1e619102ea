using HccRisk.Imaging;
using HccRisk.Oracles;
using HccRisk.Radiomics.Presets;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>Settings of parameter files against pyradiomics itself: every feature of the original image and every shape feature there is a value of.</summary>
public sealed class PyradiomicsSettingsTests
{
    private const int Features = 107, Shape = 14;

    /// <summary>
    /// Same formulas in double precision: only the order of summation differs, and one bit of 32 in a voxel where that falls together with a rounding.
    /// </summary>
    private const double Tolerance = 1e-8;

    /// <summary>pyradiomics adds 2e-16 to products of two margins of the co-occurrence matrix; in a large region they may be 1e-12.</summary>
    private const double CorrelationTolerance = 1e-6;

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
    [InlineData("perType_binWidth", "brain1", Features)]
    [InlineData("precrop_pad5_LoG_wavelet_square", "brain1", Features)]
    [InlineData("mr_full_normalize_resample_logwavelet", "brain1", Features)]
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
    [InlineData("resample_2mm_pad5_LoG_wavelet_square", "brain1", Shape)]
    [InlineData("resample_2mm_pad10_LoG_wavelet_square", "brain1", Shape)]
    [InlineData("resample_inplane2mm", "brain1", Features)]
    [InlineData("resample_same_spacing_brain1", "brain1", Features, Tolerance, "resample_same_spacing")]
    [InlineData("reseg_abs_1200_1600", "brain1", Features)]
    [InlineData("reseg_relative_0.3_0.9", "brain1", Features)]
    [InlineData("reseg_relative_0.5", "brain1", Features)]
    [InlineData("reseg_sigma_pm1_shape", "brain1", Features)]
    [InlineData("reseg_sigma_pm1", "brain1", Features)]
    [InlineData("reseg_sigma_pm3", "brain1", Features)]
    [InlineData("reseg_sigma_then_LoG", "brain1", Shape)]
    [InlineData("voxelArrayShift1000", "pat1crop", Features)]
    [InlineData("wavelet_bior2.2_force2D", "brain1", Shape)]
    [InlineData("weighting_no_weighting", "brain1", Features)]
    public void Measure_Setting_EqualsPyradiomics(string yaml, string image, int count, double tolerance = Tolerance, string? expected = null)
    {
        var (volume, mask) = Load(image);
        var parameters = PyradiomicsParameters.Parse(Settings(["params", $"{yaml}.yaml"]), yaml);

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

    private static void Compare(PyradiomicsParameters parameters, Volume<float> image, Mask mask, string[] expected, int count, double tolerance)
    {
        var file = SharedData.TryPath(["reference", "filters", .. expected]);
        Assert.SkipWhen(file is null, SharedData.MissingReason);
        var ours = parameters.Extract(image, mask, TestContext.Current.CancellationToken).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        var (compared, failures) = (0, new List<string>());
        foreach (var parts in File.ReadLines(file).Select(line => line.Split(',')).Where(parts => parts[0] == "original"))
        {
            compared++;
            var (name, theirs) = ($"original_{parts[1]}_{parts[2]}", double.Parse(parts[3], System.Globalization.CultureInfo.InvariantCulture));
            var allowed = Math.Max(tolerance, parts[2] == "MCC" ? CorrelationTolerance : 0);
            if (!(Math.Abs(ours[name] - theirs) <= allowed * Math.Max(1e-3, Math.Abs(theirs))) && !(double.IsNaN(theirs) && double.IsNaN(ours[name])))
            {
                failures.Add(FormattableString.Invariant($"{name}: {theirs:R} against {ours[name]:R}"));
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {compared}{Environment.NewLine}{string.Join(Environment.NewLine, failures)}");
        Assert.Equal(count, compared);
    }

    /// <summary>The settings of a parameter file without its image types: those of filters are not read yet.</summary>
    private static string Settings(string[] path)
    {
        var file = SharedData.TryPath(["reference", "filters", .. path]);
        Assert.SkipWhen(file is null, SharedData.MissingReason);
        return string.Join('\n', File.ReadLines(file).TakeWhile(line => !line.StartsWith("imageType", StringComparison.Ordinal)));
    }

    private static (Volume<float> Image, Mask Mask) Load(string name)
    {
        if (name == "brain1")
        {
            return RadiomicsOracle.Brain();
        }

        var (image, mask) = RadiomicsOracle.ChestPhantom();
        return name == "pat1" ? (image, mask) : (Crop(image), Crop(mask));
    }

    /// <summary>Voxels x 70..110, y 61..97, z 20..38, as 16-bit integers.</summary>
    private static Volume<float> Crop(Volume<float> image) => new(Cropped(image.Geometry), Crop(image.Geometry, image.Voxels)) { StoredType = VoxelType.Int16 };

    private static Mask Crop(Mask mask) => new(Cropped(mask.Geometry), Crop(mask.Geometry, mask.Inside));

    private static VolumeGeometry Cropped(VolumeGeometry g) => g with { Width = 41, Height = 37, Depth = 19 };

    private static T[] Crop<T>(VolumeGeometry g, ReadOnlySpan<T> voxels)
    {
        var result = new T[41 * 37 * 19];
        for (var i = 0; i < result.Length; i++)
        {
            var (x, y, z) = (70 + (i % 41), 61 + (i / 41 % 37), 20 + (i / 41 / 37));
            result[i] = voxels[x + (g.Width * (y + (g.Height * z)))];
        }

        return result;
    }
}
