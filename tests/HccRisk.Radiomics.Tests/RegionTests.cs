using CsCheck;
using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Oracles;
using HccRisk.Radiomics.Roi;
using Xunit;

namespace HccRisk.Radiomics.Tests;

public sealed class RegionTests
{
    private static readonly Vector3D Spacing = new(0.7, 1.1, 2.3);

    private static readonly Gen<(int W, int H, int D, bool[] Inside)> Masks =
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 8], Gen.Int[1, 6]).SelectMany(size =>
            Gen.Frequency((4, Gen.Const(false)), (1, Gen.Const(true))).Array[size.Item1 * size.Item2 * size.Item3]
                .Where(inside => inside.Contains(true))
                .Select(inside => (size.Item1, size.Item2, size.Item3, inside)));

    private static readonly RadiomicsOptions Statistics = new() { Families = RadiomicsFamilies.Statistics };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Compute_RandomSeeds_EqualsBruteForce() =>
        Masks.Sample(
            m =>
            {
                double[] distances = [.. m.Inside.Select(v => v ? 0 : double.PositiveInfinity)];
                DistanceTransform.Compute(distances, m.W, m.H, m.D, Spacing);

                for (var i = 0; i < distances.Length; i++)
                {
                    var nearest = Nearest(m, i, j => m.Inside[j]);
                    Assert.Equal(nearest * nearest, distances[i], 1e-11 * (1 + (nearest * nearest)));
                }
            },
            iter: 300);

    [Fact]
    public void Compute_NoSeed_StaysInfinite()
    {
        var distances = Enumerable.Repeat(double.PositiveInfinity, 60).ToArray();

        DistanceTransform.Compute(distances, 5, 4, 3, Spacing);

        Assert.All(distances, d => Assert.Equal(double.PositiveInfinity, d));
    }

    [Fact]
    public void Of_ShellsOfRandomMask_EqualBruteForceWithinTheOrgan() =>
        Gen.Select(Masks, Gen.Double[0.5, 3], Gen.Double[0.2, 4], Gen.Bool).Sample(
            (m, first, more, withOrgan) =>
            {
                double[] limits = [first, first + more];
                var lesion = new Mask(VolumeGeometry.AxisAligned(m.W, m.H, m.D, Spacing), m.Inside);
                var organ = withOrgan ? new Mask(lesion.Geometry, [.. m.Inside.Select((_, i) => i % 3 != 0 || m.Inside.Length == 1)]) : null;
                var regions = PatientRegion.Of(new RadiomicsCase { Series = [], Lesion = lesion, Organ = organ }, new RegionOptions { Shells = limits }).ToArray();

                for (var i = 0; i < m.Inside.Length; i++)
                {
                    var nearest = Nearest(m, i, j => m.Inside[j]);
                    if (limits.All(l => Math.Abs(nearest - l) > 1e-3))
                    {
                        var allowed = organ?.Inside[i] ?? true;
                        Assert.Equal(allowed && nearest > 0 && nearest < limits[0], regions[0].Mask?.Inside[i] ?? false);
                        Assert.Equal(allowed && nearest > limits[0] && nearest < limits[1], regions[1].Mask?.Inside[i] ?? false);
                    }
                }
            },
            iter: 200);

    [Fact]
    public void Of_InnerRimOfRandomMask_EqualsBruteForceWithTheImageEdgeOutside() =>
        Gen.Select(Masks, Gen.Double[0.8, 4]).Sample(
            (m, depth) =>
            {
                var lesion = new Mask(VolumeGeometry.AxisAligned(m.W, m.H, m.D, Spacing), [.. m.Inside.Select(v => !v || m.Inside.All(i => i))]);
                var rim = PatientRegion.Of(new RadiomicsCase { Series = [], Lesion = lesion }, new RegionOptions { InnerRim = depth }).Single();

                for (var i = 0; i < m.Inside.Length; i++)
                {
                    var (x, y, z) = (i % m.W, i / m.W % m.H, i / (m.W * m.H));
                    var edge = new[] { (x + 1) * Spacing.X, (m.W - x) * Spacing.X, (y + 1) * Spacing.Y, (m.H - y) * Spacing.Y, (z + 1) * Spacing.Z, (m.D - z) * Spacing.Z }.Min();
                    var nearest = Math.Min(edge, Nearest(m, i, j => !lesion.Inside[j]));
                    if (Math.Abs(nearest - depth) > 1e-3)
                    {
                        Assert.Equal(lesion.Inside[i] && nearest < depth, rim.Mask?.Inside[i] ?? false);
                    }
                }
            },
            iter: 200);

    [Fact]
    public void Of_DistanceOfExactlyAWholeNumberOfVoxels_BelongsToTheNearerShell()
    {
        // Spacing as a header stores it: 0.8 in single precision is above 0.8.
        var g = VolumeGeometry.AxisAligned(21, 1, 1, new Vector3D(0.8f, 1, 1));
        var lesion = new Mask(g, [.. Enumerable.Range(0, 21).Select(i => i == 0)]);

        var regions = PatientRegion.Of(new RadiomicsCase { Series = [], Lesion = lesion }, new RegionOptions { Shells = [4, 8] }).ToArray();

        Assert.Equal(5, regions[0].Mask!.Count);
        Assert.Equal(5, regions[1].Mask!.Count);
    }

    [Fact]
    public void Columns_WithRegions_FollowThoseWithout()
    {
        string[] series = ["arterial", "portal_venous", "delayed"];
        var options = new RadiomicsOptions { Regions = new RegionOptions { Shells = [5, 10, 20], InnerRim = 2.5, Organ = OrganRegion.WithoutLesion } };

        var plain = new RadiomicsExtractor().Columns(series);
        var columns = new RadiomicsExtractor(options).Columns(series);

        Assert.Equal(164, plain.Count);
        Assert.Equal(plain, columns.Take(164));
        Assert.Equal(164 + (5 * 3 * (18 + 25)), columns.Count);
        Assert.Equal("arterial.shell_0_5mm.stat_mean", columns[164].Name);
        Assert.Contains(new FeatureColumn("delayed.inner_rim_2p5mm.stat_mean", null, "Q4LE"), columns);
        Assert.Contains(columns, c => c.Name == "portal_venous.organ_without_lesion.glcm_contrast");
        Assert.Equal(columns.Count, columns.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void ToCanonicalString_WithoutRegions_IsWhatItWas() =>
        Assert.EndsWith(";rim=5", new RadiomicsOptions().ToCanonicalString(), StringComparison.Ordinal);

    [Fact]
    public void Validate_WrongRegions_NamesEveryFault()
    {
        var options = new RadiomicsOptions { Regions = new RegionOptions { Shells = [5, 5], InnerRim = 0, Families = RadiomicsFamilies.MultiPhase } };

        var error = Assert.Throws<ArgumentException>(options.Validate);

        Assert.Contains("Shells[1] is 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("InnerRim is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("Regions.Families", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_ShellAndOrgan_EqualTheSameMasksAsLesions()
    {
        var (image, lesion) = SyntheticLesion.Ellipsoid(30, 28, 20, (5, 4, 3), new Vector3D(0.9, 1, 1.5));
        var g = lesion.Geometry;
        var organ = new Mask(g, [.. Enumerable.Range(0, lesion.Inside.Length).Select(i => i % 30 > 6)]);
        var options = new RadiomicsOptions
        {
            ResampleSpacing = new Vector3D(1, 1, 1),
            Normalisation = IntensityNormalisation.ZScoreImage,
            Regions = new RegionOptions { Shells = [4], Organ = OrganRegion.WithoutLesion, Families = RadiomicsFamilies.All & ~RadiomicsFamilies.MultiPhase & ~RadiomicsFamilies.SpatialAutocorrelation },
        };
        var regions = PatientRegion.Of(new RadiomicsCase { Series = [], Lesion = lesion, Organ = organ }, options.Regions).ToArray();
        var plain = new RadiomicsExtractor(options with { Regions = new(), Families = options.Regions.Families });

        var all = new RadiomicsExtractor(options).Extract(new RadiomicsCase { Series = [new("a", image)], Lesion = lesion, Organ = organ }, Cancel);

        Assert.Contains("reference tissue", Assert.Single(all.Missing), StringComparison.Ordinal); // There is none.
        foreach (var region in regions)
        {
            var alone = plain.Extract([new("a", image)], region.Mask!, null, Cancel);
            Assert.All(
                Enumerable.Range(0, alone.Columns.Count),
                i => Assert.Equal(alone.Values[i], Value(all, alone.Columns[i].Name.Replace(".", $".{region.Name}.", StringComparison.Ordinal))));
        }
    }

    [Fact]
    public void Extract_WhatAPatientLacks_IsNaNOnRecordAndNothingElse()
    {
        var (image, lesion) = SyntheticLesion.Ellipsoid(24, 24, 20, (5, 4, 3), new Vector3D(1, 1, 1));
        var broken = image.Voxels.ToArray();
        broken[Array.IndexOf(lesion.Inside.ToArray(), true)] = float.NaN;
        var extractor = new RadiomicsExtractor(new RadiomicsOptions { Regions = new RegionOptions { Shells = [3, 60, 70], Organ = OrganRegion.Whole, RequireOrgan = false } });
        var patient = new RadiomicsCase
        {
            Series = [new("arterial", image)],
            Optional = [new("portal_venous", null) { Reason = "lost in the archive" }, new("delayed", new Volume<float>(image.Geometry, broken))],
            Lesion = lesion,
        };

        var features = extractor.Extract(patient, Cancel);

        var alone = new RadiomicsExtractor().Extract([new("arterial", image)], lesion, null, Cancel);
        Assert.All(alone.Columns.Zip(alone.Values), c => Assert.Equal(c.Second, Value(features, c.First.Name)));
        Assert.All(
            features.Columns.Zip(features.Values).Where(c => c.First.Name.Contains("portal_venous", StringComparison.Ordinal) || (c.First.Name.Contains("delayed.", StringComparison.Ordinal) && !c.First.Name.Contains("shell", StringComparison.Ordinal))),
            c => Assert.True(double.IsNaN(c.Second), c.First.Name));
        Assert.True(double.IsFinite(Value(features, "arterial.shell_0_3mm.stat_mean")));
        Assert.True(double.IsFinite(Value(features, "delayed.shell_0_3mm.stat_mean"))); // The voxel that is not a number is of the lesion.
        Assert.True(double.IsNaN(Value(features, "arterial.shell_60_70mm.stat_mean")));
        Assert.True(double.IsNaN(Value(features, "arterial.organ.stat_mean")));
        Assert.Contains("portal_venous: lost in the archive", features.Missing);
        Assert.Contains(features.Missing, m => m.Contains("'delayed'", StringComparison.Ordinal) && m.Contains("NaN", StringComparison.Ordinal));
        Assert.Contains("shell_60_70mm: it has no voxel", features.Missing);
        Assert.Contains("organ: there is no organ mask", features.Missing);
        Assert.Contains("shell_0_3mm: not cut to the organ: there is no organ mask", features.Missing);
        Assert.StartsWith("24 x 24 x 20 voxels of 1 x 1 x 1 mm; origin (0, 0, 0)", features.Source, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"lesion {lesion.Count} voxels"), features.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_NaNInAShell_LosesTheShellAlone()
    {
        var (image, lesion) = SyntheticLesion.Ellipsoid(24, 24, 20, (5, 4, 3), new Vector3D(1, 1, 1));
        var voxels = image.Voxels.ToArray();
        voxels[Array.IndexOf(lesion.Inside.ToArray(), true) - 1] = float.NaN;
        var extractor = new RadiomicsExtractor(Statistics with { Regions = new RegionOptions { Shells = [2, 4] } });

        var features = extractor.Extract([new("a", new Volume<float>(image.Geometry, voxels))], lesion, null, Cancel);

        Assert.True(double.IsFinite(Value(features, "a.stat_mean")));
        Assert.True(double.IsNaN(Value(features, "a.shell_0_2mm.stat_mean")));
        Assert.True(double.IsFinite(Value(features, "a.shell_2_4mm.stat_mean")));
        Assert.Contains(features.Missing, m => m.Contains("the shell_0_2mm holds NaN", StringComparison.Ordinal));
    }

    [Fact]
    public void Extract_RequireOrganWithoutOne_LeavesShellsOut()
    {
        var (image, lesion) = SyntheticLesion.Ellipsoid(24, 24, 20, (5, 4, 3), new Vector3D(1, 1, 1));
        var extractor = new RadiomicsExtractor(Statistics with { Regions = new RegionOptions { Shells = [2], RequireOrgan = true } });

        var features = extractor.Extract([new("a", image)], lesion, null, Cancel);

        Assert.True(double.IsNaN(Value(features, "a.shell_0_2mm.stat_mean")));
        Assert.Equal(["shell_0_2mm: there is no organ mask"], features.Missing);
    }

    [Fact]
    public void Extract_TumourInRealLiver_StaysInTheLiver()
    {
        var (image, liver) = RadiomicsOracle.Load(["data", "totalsegmentator", "example_mr_sm.nii.gz"], ["data", "totalsegmentator", "example_seg_mr.nii.gz"], label: 5);
        var g = liver.Geometry;
        var some = Enumerable.Range(0, liver.Inside.Length).Where(i => liver.Inside[i]).ToArray();
        var centre = some[some.Length / 2];
        Vector3D At(int i) => g.ToWorld(i % g.Width, i / g.Width % g.Height, i / (g.Width * g.Height));
        var lesion = new Mask(g, [.. Enumerable.Range(0, liver.Inside.Length).Select(i => liver.Inside[i] && (At(i) - At(centre)).Length <= 12)]);
        var extractor = new RadiomicsExtractor(Statistics with { Regions = new RegionOptions { Shells = [5, 10, 20], InnerRim = 4, Organ = OrganRegion.WithoutLesion, Families = RadiomicsFamilies.Statistics } });

        var features = extractor.Extract(new RadiomicsCase { Series = [new("t1", image)], Lesion = lesion, Organ = liver }, Cancel);

        // The least value and the energy of a shell, over every voxel of the liver: distance by looking at all voxels of the lesion.
        var seeds = Enumerable.Range(0, lesion.Inside.Length).Where(i => lesion.Inside[i]).Select(At).ToArray();
        double[] limits = [0, 5, 10, 20];
        var distances = some.Where(i => !lesion.Inside[i] && (At(i) - At(centre)).Length < 33)
            .Select(i => (Distance: seeds.Min(s => (s - At(i)).Length), Value: (double)image.Voxels[i])).ToArray();
        for (var k = 1; k < limits.Length; k++)
        {
            var expected = distances.Where(d => d.Distance > limits[k - 1] * (1 + 5e-6) && d.Distance <= limits[k] * (1 + 5e-6)).Select(d => d.Value).ToArray();
            var name = FormattableString.Invariant($"t1.shell_{limits[k - 1]}_{limits[k]}mm");
            Assert.NotEmpty(expected);
            Assert.Equal(expected.Average(), Value(features, $"{name}.stat_mean"), 1e-9 * Math.Abs(expected.Average()));
            Assert.Equal(expected.Sum(v => v * v), Value(features, $"{name}.stat_energy"), 1e-9 * expected.Sum(v => v * v));
        }

        Assert.Empty(features.Missing);
    }

    [Theory]
    [InlineData("pyradiomics/brain1_image.nrrd", "pyradiomics/brain1_label.nrrd")]
    [InlineData("ibsi/ibsi_1_ct_radiomics_phantom/nifti/image/phantom.nii.gz", "ibsi/ibsi_1_ct_radiomics_phantom/nifti/mask/mask.nii.gz")]
    [InlineData("ibsi/ibsi_validation/nifti/STS_001/MR_T1_image.nii.gz", "ibsi/ibsi_validation/nifti/STS_001/MR_T1_mask.nii.gz")]
    public void Extract_RealLesionFromFiles_HasEveryRegion(string imageFile, string maskFile)
    {
        var (image, mask) = (SharedData.TryPath(["data", .. imageFile.Split('/')]), SharedData.TryPath(["data", .. maskFile.Split('/')]));
        Assert.SkipWhen(image is null || mask is null, SharedData.MissingReason);
        var extractor = new RadiomicsExtractor(Statistics with { Regions = new RegionOptions { Shells = [5, 10, 20], InnerRim = 3, Families = RadiomicsFamilies.Statistics } });

        var features = extractor.Extract(new RadiomicsFiles { Series = [new("a", image!)], Lesion = mask!, Optional = [new("b", null)] }, Cancel);

        Assert.Equal("b: the patient does not have it", features.Missing[0]);
        Assert.All(features.Columns.Zip(features.Values).Where(c => c.First.Name.StartsWith("a.", StringComparison.Ordinal)), c => Assert.True(double.IsFinite(c.Second), c.First.Name));
    }

    private static double Value(FeatureVector features, string name) =>
        features.Values[Enumerable.Range(0, features.Columns.Count).Single(i => features.Columns[i].Name == name)];

    private static double Nearest((int W, int H, int D, bool[] Inside) m, int from, Func<int, bool> isSeed)
    {
        var geometry = VolumeGeometry.AxisAligned(m.W, m.H, m.D, Spacing);
        Vector3D At(int i) => geometry.ToWorld(i % m.W, i / m.W % m.H, i / (m.W * m.H));
        var nearest = double.PositiveInfinity;
        for (var j = 0; j < m.Inside.Length; j++)
        {
            nearest = isSeed(j) ? Math.Min(nearest, (At(from) - At(j)).Length) : nearest;
        }

        return nearest;
    }
}
