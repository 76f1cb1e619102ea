using System.Globalization;
using HccRisk.Imaging;
using HccRisk.Imaging.Nifti;
using HccRisk.Radiomics.Discretisation;
using Xunit;

namespace HccRisk.Radiomics.Tests;

public sealed class RadiomicsExtractorTests
{
    private static readonly Vector3D Unit = new(1, 1, 1);

    private static readonly string[] Scales = ["morph_integrated_intensity"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Extract_LesionMoved_GivesTheSameValues()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(40, 40, 30, (7, 6, 5), new Vector3D(0.8, 0.9, 2.5));
        var (moved, movedMask) = SyntheticLesion.Ellipsoid(40, 40, 30, (7, 6, 5), new Vector3D(0.8, 0.9, 2.5), shift: (5, -7, 3));

        var a = RadiomicsOracle.Extract(new RadiomicsOptions(), image, mask);
        var b = RadiomicsOracle.Extract(new RadiomicsOptions(), moved, movedMask);

        Assert.All(a, p => Assert.Equal(p.Value, b[p.Key]));
    }

    [Fact]
    public void Extract_TurnedByNinetyDegrees_GivesTheSameValues()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(40, 36, 30, (9, 6, 5), new Vector3D(0.8, 0.9, 2.5));
        var (turned, turnedMask) = Turn(image, mask);

        var a = RadiomicsOracle.Extract(new RadiomicsOptions { GlcmDistance = 2 }, image, mask);
        var b = RadiomicsOracle.Extract(new RadiomicsOptions { GlcmDistance = 2 }, turned, turnedMask);

        // Sums in another order; the marching-cubes table itself is not symmetric, but a convex lesion has no ambiguous cube.
        Assert.All(a, p => Assert.True(p.Value.Equals(b[p.Key]) || Math.Abs(p.Value - b[p.Key]) <= 1e-4 * Math.Abs(p.Value), p.Key));
        Assert.All(
            a.Where(p => !p.Key.StartsWith("morph", StringComparison.Ordinal) && double.IsFinite(p.Value)),
            p => Assert.Equal(p.Value, b[p.Key], 1e-10 * Math.Max(1, Math.Abs(p.Value))));
    }

    [Fact]
    public void Extract_IntensitiesScaledAndShifted_FollowTheirDefinition()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(30, 30, 20, (7, 6, 5), Unit);
        var scaled = new Volume<float>(image.Geometry, [.. image.Voxels.ToArray().Select(v => (v * 4) - 64)]);

        var a = RadiomicsOracle.Extract(new RadiomicsOptions(), image, mask);
        var b = RadiomicsOracle.Extract(new RadiomicsOptions(), scaled, mask);

        // Powers of two keep single precision exact: a fixed number of bins sees the same levels.
        Assert.All(a.Where(p => p.Key.StartsWith("glcm", StringComparison.Ordinal)), p => Assert.Equal(p.Value, b[p.Key]));
        Assert.Equal((a["stat_mean"] * 4) - 64, b["stat_mean"], 1e-9);
        Assert.Equal(a["stat_variance"] * 16, b["stat_variance"], 1e-7);
        Assert.Equal(a["stat_skewness"], b["stat_skewness"], 1e-9);
        Assert.Equal(a["stat_excess_kurtosis"], b["stat_excess_kurtosis"], 1e-9);
        Assert.Equal(a["stat_median"] * 4 - 64, b["stat_median"], 1e-9);
        Assert.Equal(a["stat_percentile_10"] * 4 - 64, b["stat_percentile_10"], 1e-9);
    }

    [Fact]
    public void Extract_ZScoreOfReference_RemovesScaleAndShift()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(30, 30, 20, (7, 6, 5), Unit);
        var liver = new Mask(mask.Geometry, [.. mask.Inside.ToArray().Select(v => !v)]);
        var scaled = new Volume<float>(image.Geometry, [.. image.Voxels.ToArray().Select(v => (v * 4) - 64)]);
        var extractor = new RadiomicsExtractor(new RadiomicsOptions
        {
            Normalisation = IntensityNormalisation.ZScoreReference,
            Discretisation = DiscretisationMethod.FixedBinSize,
            BinWidth = 0.25,
            Families = RadiomicsFamilies.Statistics | RadiomicsFamilies.Glcm,
        });

        var a = RadiomicsOracle.ToDictionary(extractor.Extract([new("s", image)], mask, liver, Cancel));
        var b = RadiomicsOracle.ToDictionary(extractor.Extract([new("s", scaled)], mask, liver, Cancel));

        // Quotients are of the intensities before: a shift moves their zero.
        Assert.All(
            a.Where(p => p.Key is not ("stat_coefficient_of_variation" or "stat_quartile_coefficient_of_dispersion")),
            p => Assert.Equal(p.Value, b[p.Key], 1e-9 * Math.Max(1, Math.Abs(p.Value))));
    }

    [Fact]
    public void Extract_SingleVoxel_GivesDefinedValuesOrNaN()
    {
        var (image, _) = SyntheticLesion.Ellipsoid(9, 9, 9, (2, 2, 2), Unit);
        var inside = new bool[729];
        inside[(9 * 9 * 4) + (9 * 4) + 4] = true;

        var f = RadiomicsOracle.Extract(new RadiomicsOptions(), image, new Mask(image.Geometry, inside));

        // The mesh of one voxel is an octahedron of radius 1/2: volume 1/6, area sqrt(3), diameter 1; it is its own hull.
        Assert.Equal(1.0 / 6, f["morph_volume_mesh"], 1e-12);
        Assert.Equal(Math.Sqrt(3), f["morph_surface_area"], 1e-12);
        Assert.Equal(1, f["morph_maximum_diameter"], 1e-12);
        Assert.Equal(1, f["morph_volume_density_hull"], 1e-12);
        Assert.Equal(1, f["morph_area_density_hull"], 1e-12);
        Assert.Equal(0, f["morph_major_axis_length"]);
        Assert.Equal(double.NaN, f["morph_elongation"]);
        Assert.Equal(double.NaN, f["morph_volume_density_ellipsoid"]);
        Assert.Equal(image[4, 4, 4], f["stat_mean"]);
        Assert.Equal(0, f["stat_variance"]);
        Assert.Equal(0, f["stat_skewness"]);
        Assert.Equal(0, f["stat_excess_kurtosis"]);
        Assert.All(f.Where(p => p.Key.StartsWith("glcm", StringComparison.Ordinal)), p => Assert.Equal(double.NaN, p.Value));
    }

    [Fact]
    public void Extract_FlatLesion_GivesDefinedTexture()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(15, 15, 15, (4, 4, 4), Unit);
        var flat = new Volume<float>(image.Geometry, [.. image.Voxels.ToArray().Select(_ => 7f)]);

        foreach (var method in Enum.GetValues<DiscretisationMethod>())
        {
            var f = RadiomicsOracle.Extract(new RadiomicsOptions { Discretisation = method }, flat, mask);

            Assert.Equal(1, f["glcm_joint_maximum"]);
            Assert.Equal(0, f["glcm_contrast"]);
            Assert.Equal(0, f["glcm_joint_entropy"], 1e-12);
            Assert.Equal(1, f["glcm_correlation"]);
            Assert.Equal(0, f["glcm_information_correlation_1"]);
            Assert.Equal(0, f["stat_variance"]);
            Assert.Equal(0, f["morph_centre_of_mass_shift"], 1e-12);
        }
    }

    [Fact]
    public void Extract_SingleSlice_HasNoThicknessAndStillTexture()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(15, 15, 1, (4, 4, 4), Unit);

        var f = RadiomicsOracle.Extract(new RadiomicsOptions(), image, mask);

        Assert.Equal(0, f["morph_least_axis_length"]);
        Assert.Equal(0, f["morph_flatness"]);
        Assert.Equal(double.NaN, f["morph_volume_density_ellipsoid"]);
        Assert.Equal(double.NaN, f["morph_area_density_ellipsoid"]);
        Assert.True(f["glcm_contrast"] > 0);
    }

    [Fact]
    public void Extract_ResegmentationEmptiesIntensityMask_KeepsShapeAndSchema()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(15, 15, 15, (4, 4, 4), Unit);

        var f = RadiomicsOracle.Extract(new RadiomicsOptions { ResegmentationMinimum = 1e6 }, image, mask);

        Assert.True(f["morph_volume_mesh"] > 0);
        Assert.Equal(double.NaN, f["stat_mean"]);
        Assert.Equal(double.NaN, f["glcm_contrast"]);
        Assert.All(Scales, name => Assert.Equal(double.NaN, f[name]));
    }

    [Fact]
    public void Extract_MoreGreyLevelsThanTheLimit_LeavesOtherFamilies()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(15, 15, 15, (4, 4, 4), Unit);

        var f = RadiomicsOracle.Extract(new RadiomicsOptions { Discretisation = DiscretisationMethod.FixedBinSize, BinWidth = 1e-6 }, image, mask);

        Assert.Equal(double.NaN, f["glcm_contrast"]);
        Assert.True(double.IsFinite(f["stat_mean"]));
    }

    [Fact]
    public void Extract_EmptyMasks_AreNamed()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(15, 15, 15, (4, 4, 4), Unit);
        var empty = new Mask(mask.Geometry, new bool[mask.Inside.Length]);
        var one = new bool[mask.Inside.Length];
        one[0] = true;
        var extractor = new RadiomicsExtractor();

        Assert.Contains("lesion", Assert.Throws<EmptyMaskException>(() => extractor.Extract([new("s", image)], empty, null, Cancel)).Message, StringComparison.Ordinal);
        Assert.Contains("reference", Assert.Throws<EmptyMaskException>(() => extractor.Extract([new("s", image)], mask, empty, Cancel)).Message, StringComparison.Ordinal);

        var coarse = new RadiomicsExtractor(new RadiomicsOptions { ResampleSpacing = new Vector3D(9, 9, 9) });
        Assert.Contains("resampling", Assert.Throws<EmptyMaskException>(() => coarse.Extract([new("s", image)], new Mask(mask.Geometry, one), null, Cancel)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Extract_BadVoxelInLesion_NamesSeriesAndVoxel(float bad)
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(15, 15, 15, (4, 4, 4), Unit);
        var voxels = image.Voxels.ToArray();
        voxels[(15 * 15 * 7) + (15 * 7) + 8] = bad;
        var broken = new Volume<float>(image.Geometry, voxels);

        var reason = Assert.Single(new RadiomicsExtractor(new RadiomicsOptions { Families = RadiomicsFamilies.Statistics }).Extract([new("arterial", broken)], mask, null, Cancel).Missing);
        Assert.Contains("'arterial'", reason, StringComparison.Ordinal);
        Assert.Contains("(8, 7, 7)", reason, StringComparison.Ordinal);

        var phases = new RadiomicsExtractor(new RadiomicsOptions { Families = RadiomicsFamilies.MultiPhase }).Extract([new("arterial", broken)], mask, null, Cancel);
        Assert.All(phases.Values, v => Assert.True(double.IsNaN(v)));
        Assert.Contains(phases.Missing, m => m.Contains("'arterial'", StringComparison.Ordinal));
    }

    [Fact]
    public void Extract_OtherGrid_NamesTheSeries()
    {
        var (image, _) = SyntheticLesion.Ellipsoid(15, 15, 15, (4, 4, 4), Unit);
        var (_, mask) = SyntheticLesion.Ellipsoid(15, 15, 15, (4, 4, 4), new Vector3D(1, 1, 2));

        var error = Assert.Throws<GeometryMismatchException>(() => new RadiomicsExtractor().Extract([new("late", image)], mask, null, Cancel));

        Assert.Contains("'late'", error.Message, StringComparison.Ordinal);
        Assert.Contains("spacing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_AreThoseOfExtract_UniqueAndCoded()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(15, 15, 15, (4, 4, 4), Unit);
        var extractor = new RadiomicsExtractor();
        string[] names = ["pre", "arterial", "portal_venous", "delayed"];

        var columns = extractor.Columns(names);
        var features = extractor.Extract([.. names.Select(n => new RadiomicsSeries(n, image))], mask, null, Cancel);

        Assert.Equal(columns, features.Columns);
        Assert.Equal(columns.Count, features.Values.Count);
        Assert.Equal(columns.Count, columns.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(21 + (4 * (2 + 18 + 25)) + (4 * 2) + 3, columns.Count);
        Assert.All(columns.Where(c => !c.Name.StartsWith("phase_", StringComparison.Ordinal)), c => Assert.Matches("^[0-9A-Z]{4}$", c.Code));
        Assert.Equal(21 + 2 + 18 + 25, columns.Where(c => c.Code is not null).Select(c => c.Code).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("shape")]
    public void Columns_BadSeriesName_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => new RadiomicsExtractor().Columns([name]));

    [Fact]
    public void Extract_FromManyThreads_GivesTheSameBits()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(30, 30, 20, (7, 6, 5), Unit);
        var extractor = new RadiomicsExtractor(new RadiomicsOptions { ResampleSpacing = new Vector3D(1.3, 1.3, 1.3) });
        var first = extractor.Extract([new("s", image)], mask, null, Cancel).Values;

        var others = new IReadOnlyList<double>[24];
        Parallel.For(0, others.Length, i => others[i] = extractor.Extract([new("s", image)], mask, null, Cancel).Values);

        Assert.All(others, values => Assert.Equal(first, values));
    }

    [Fact]
    public void Extract_FromFiles_EqualsFromMemory()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(20, 20, 15, (5, 4, 4), Unit);
        var folder = Directory.CreateTempSubdirectory("hccrisk-radiomics-");
        try
        {
            var (imagePath, maskPath) = (Path.Combine(folder.FullName, "a.nii.gz"), Path.Combine(folder.FullName, "m.nii.gz"));
            NiftiFile.Write(imagePath, image);
            NiftiFile.WriteMask(maskPath, mask);
            var extractor = new RadiomicsExtractor();

            var features = extractor.Extract(new RadiomicsFiles { Series = [new("s", imagePath)], Lesion = maskPath }, Cancel);

            Assert.Equal(extractor.Extract([new("s", image)], mask, null, Cancel).Values, features.Values);
            var error = Assert.Throws<EmptyMaskException>(() => extractor.Extract(new RadiomicsFiles { Series = [new("s", imagePath)], Lesion = maskPath, LesionLabel = 3 }, Cancel));
            Assert.Contains(maskPath, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Extract_Cancelled_Stops()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(20, 20, 15, (5, 4, 4), Unit);

        Assert.Throws<OperationCanceledException>(() => new RadiomicsExtractor().Extract([new("s", image)], mask, null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void OptionsHash_SameOptionsInAnyCulture_IsTheSameAndDiffersOtherwise()
    {
        var options = new RadiomicsOptions { ResampleSpacing = new Vector3D(1.5, 1.5, 1.5), BinWidth = 0.25, ResegmentationMinimum = -3.5 };
        var before = CultureInfo.CurrentCulture;
        var hash = options.OptionsHash;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(hash, (options with { }).OptionsHash);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        RadiomicsOptions[] others =
        [
            options with { BinWidth = 0.5 }, options with { ResampleSpacing = null }, options with { ResegmentationMinimum = null },
            options with { GlcmAggregation = GlcmAggregation.Merged3D }, options with { Phases = new PhaseOptions { RimWidth = 6 } },
            options with { Families = RadiomicsFamilies.Statistics },
            options with { Phases = new PhaseOptions { Signs = new() } }, options with { Phases = new PhaseOptions { Signs = new() { RimDepth = 2 } } },
            options with { Phases = new PhaseOptions { Differences = [new("a", "b", Radiomics.Phases.PhaseDifferenceKind.Change)] } },
        ];
        Assert.Equal(others.Length + 1, others.Select(o => o.OptionsHash).Append(hash).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var options = new RadiomicsOptions
        {
            BinCount = 1,
            BinWidth = 0,
            GlcmDistance = 0,
            ResegmentationMinimum = 5,
            ResegmentationMaximum = 2,
            ResampleSpacing = new Vector3D(-1, 1, 1),
        };

        var message = Assert.Throws<ArgumentException>(() => new RadiomicsExtractor(options)).Message;

        Assert.All(
            (string[])["BinCount is 1", "BinWidth is 0", "GlcmDistance is 0", "5 to 2", "(-1, 1, 1)"],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private static (Volume<float> Image, Mask Mask) Turn(Volume<float> image, Mask mask)
    {
        // x' = y, y' = z, z' = x: a quarter turn about each axis in a row, spacings along.
        var g = image.Geometry;
        var geometry = VolumeGeometry.AxisAligned(g.Height, g.Depth, g.Width, new Vector3D(g.Spacing.Y, g.Spacing.Z, g.Spacing.X));
        var voxels = new float[geometry.VoxelCount];
        var inside = new bool[geometry.VoxelCount];
        for (var z = 0; z < g.Depth; z++)
        {
            for (var y = 0; y < g.Height; y++)
            {
                for (var x = 0; x < g.Width; x++)
                {
                    var to = y + (geometry.Width * (z + (geometry.Height * x)));
                    voxels[to] = image[x, y, z];
                    inside[to] = mask.Inside[x + (g.Width * (y + (g.Height * z)))];
                }
            }
        }

        return (new Volume<float>(geometry, voxels), new Mask(geometry, inside));
    }
}
