using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Radiomics.Phases;
using Xunit;

namespace HccRisk.Radiomics.Tests.Phases;

/// <summary>Liver signs on spheres whose zones have known intensities.</summary>
public sealed class LiverSignTests
{
    private const double Radius = 12;
    private static readonly VolumeGeometry Grid = VolumeGeometry.AxisAligned(80, 80, 40, new Vector3D(1, 1, 2));
    private static readonly double[] Distances = [.. Enumerable.Range(0, (int)Grid.VoxelCount).Select(DistanceOf)];
    private static readonly Mask Lesion = MaskOf(r => r <= Radius);
    private static readonly Mask Organ = MaskOf(r => r <= 38);

    private static RadiomicsOptions Options { get; } = new()
    {
        Families = RadiomicsFamilies.MultiPhase,
        Phases = new PhaseOptions { Signs = new LiverSignOptions() },
    };

    [Fact]
    public void Signs_UniformZones_AreTheRatiosOfTheirMeans()
    {
        // Lesion, surroundings up to 10 mm and liver are flat: every mean is a number known beforehand.
        RadiomicsSeries Phase(string name, float lesion, float near, float liver) => new(name, ImageOf(r => r <= Radius ? lesion : r <= Radius + 12 ? near : liver));
        var f = Measure(
            Options with { Phases = Options.Phases with { Signs = new LiverSignOptions { RingFrom = 14 } } },
            Phase("pre", 80, 100, 100), Phase("arterial", 180, 150, 120), Phase("portal_venous", 140, 200, 200), Phase("delayed", 120, 160, 160));

        Assert.Equal((180 - 120) / 120.0, f["phase_liver_contrast_arterial"], 1e-12);
        Assert.Equal(-0.3, f["phase_liver_contrast_portal_venous"], 1e-12);
        Assert.Equal(1, f["phase_rim_to_core_arterial"], 1e-12);
        Assert.Equal(150 / 120.0, f["phase_corona_arterial"], 1e-12);
        Assert.Equal(150 / 120.0, f["phase_peritumoral_arterial"], 1e-12);
        Assert.Equal(0, f["phase_mosaic_arterial"], 1e-12);
        Assert.Equal((140 - 80) / 80.0, f["phase_enhancement_portal_venous"], 1e-12);
        Assert.Equal(1, f["phase_liver_enhancement_portal_venous"], 1e-12);
        Assert.Equal(0.2, f["phase_liver_enhancement_arterial"], 1e-12);
        Assert.Equal(0.5 - -0.2, f["phase_aphe_index"], 1e-12);
        Assert.Equal((180 / 120.0) - (140 / 200.0), f["phase_washout_index_portal_venous"], 1e-12);
        Assert.Equal((180 / 120.0) - (120 / 160.0), f["phase_washout_index_delayed"], 1e-12);
        Assert.DoesNotContain("phase_enhancement_arterial", f.Keys); // It is phase_arterial_hyperenhancement.
        Assert.Equal((180 - 80) / 80.0, f["phase_arterial_hyperenhancement"], 1e-12);
    }

    /// <summary>The outer 3 mm of a sphere are told from its core by the exact distance to the nearest voxel outside.</summary>
    [Fact]
    public void RimToCore_BrightRim_IsItsQuotient()
    {
        bool[] rim = [.. Enumerable.Range(0, Distances.Length).Select(i => Lesion.Inside[i] && NearestOutside(i) <= 3)];
        var image = new Volume<float>(Grid, [.. rim.Select((isRim, i) => isRim ? 150f : Lesion.Inside[i] ? 100f : 90f)]);

        Assert.Equal(1.5, Measure(Options, new RadiomicsSeries("arterial", image))["phase_rim_to_core_arterial"], 1e-12);
    }

    [Fact]
    public void Capsule_RingOfKnownPart_IsCoveredByThatPart()
    {
        // A ring where z is at least a third of the way up from the middle, which a third of the sphere's surface is above (Archimedes).
        var image = ImageAt((r, x, y, z) => r > Radius - 1 && r < Radius + 2 && z > r / 3 ? 150 : r <= Radius ? 80 : 100);
        var f = Measure(Options, new RadiomicsSeries("delayed", image), new RadiomicsSeries("arterial", image));

        // Between slices of 2 mm interpolation carries the ring at most so far below its border at 4 mm; 162 directions tell a share to about 0.02.
        Assert.InRange(f["phase_capsule_coverage_delayed"], (1 / 3.0) - 0.02, ((1 - ((4 - 2) / Radius)) / 2) + 0.02);
        Assert.Equal(1, f["phase_capsule_rays_delayed"]);
        Assert.DoesNotContain("phase_capsule_coverage_arterial", f.Keys);
    }

    [Theory]
    [InlineData(80, 100)]
    [InlineData(100, 80)]
    [InlineData(100, 100)]
    public void Capsule_None_HasNoCoverage(float lesion, float liver)
    {
        var f = Measure(Options, new RadiomicsSeries("portal_venous", ImageOf(r => r <= Radius ? lesion : liver)));

        Assert.Equal(0, f["phase_capsule_coverage_portal_venous"]);
        Assert.True(f["phase_capsule_ratio_portal_venous"] <= 1 + 1e-9);
    }

    [Fact]
    public void Capsule_WholeRing_IsItsQuotientToTheBrighterSide()
    {
        // The ring is wider than what is looked at, so that interpolation at its edges says nothing: rays meet 150 in the ring alone.
        var wide = new LiverSignOptions { CapsuleInside = 1, CapsuleOutside = 2, CapsuleFlank = 3 };
        var image = ImageOf(r => r > Radius - 2.5 && r < Radius + 3.5 ? 150 : r <= Radius ? 80 : 100);
        var f = Measure(Options with { Phases = new PhaseOptions { Signs = wide } }, new RadiomicsSeries("delayed", image));

        Assert.Equal(1, f["phase_capsule_coverage_delayed"]);

        // Inside 1.5 of 3 mm are bright, outside 1.5 of 3 mm: 115 and 125, so 150 / 125; within what voxels of 2 mm blur.
        Assert.Equal(150 / 125.0, f["phase_capsule_ratio_delayed"], 0.04);
    }

    /// <summary>A lesion at the border of the organ: rays that would leave it are not judged.</summary>
    [Fact]
    public void Capsule_LesionBesideTheSurfaceOfTheOrgan_JudgesTheOtherRays()
    {
        var half = MaskAt((r, x, y, z) => r <= 38 && x < Radius);
        var f = Measure(Options, half, new RadiomicsSeries("delayed", ImageOf(r => r <= Radius ? 80 : 100)));

        // Samples reach 5 mm beyond the surface: rays to x > 12 at 17 mm, the cap above 12 / 17.
        Assert.Equal(1 - ((1 - (Radius / (Radius + 5))) / 2), f["phase_capsule_rays_delayed"], 0.05);
    }

    [Fact]
    public void Mosaic_CubesOfTwoIntensities_IsTheVarianceBetweenThem()
    {
        // A cube of 12 x 12 x 12 mm3 in 27 cubes, each 10 above or 10 below: the component between is that of the means, since nothing varies within.
        var grid = VolumeGeometry.AxisAligned(24, 24, 24, new Vector3D(1, 1, 1));
        bool[] inside = [.. Enumerable.Range(0, 24 * 24 * 24).Select(i => i % 24 is >= 8 and < 20 && i / 24 % 24 is >= 8 and < 20 && i / 576 is >= 8 and < 20)];
        var parts = new MosaicParts(new Mask(grid, inside), 64);
        float[] image = [.. Enumerable.Range(0, inside.Length).Select(i => (((i % 24 / 4) + (i / 24 % 24 / 4) + (i / 576 / 4)) % 2 == 0 ? 110f : 90f))];

        // 27 cubes of 64 voxels: 14 of one and 13 of the other, sum of squares of the means 27 x 100 - 100 / 27, by 26.
        Assert.Equal((2700 - (100 / 27.0)) / 26, parts.Between(image), 1e-9);
    }

    [Fact]
    public void Mosaic_NoiseAlone_IsNothingInExpectation()
    {
        var random = new Random(3);
        var (sum, squares, rounds) = (0.0, 0.0, 40);
        var parts = new MosaicParts(Lesion, 250);
        for (var round = 0; round < rounds; round++)
        {
            var image = new float[Distances.Length];
            for (var i = 0; i < image.Length; i++)
            {
                image[i] = (float)(100 + (20 * (random.NextDouble() - 0.5)));
            }

            var between = parts.Between(image);
            (sum, squares) = (sum + between, squares + (between * between));
        }

        // The mean of 40 lies within four of its standard errors of 0.
        Assert.True(Math.Abs(sum / rounds) < 4 * Math.Sqrt(squares) / rounds);
    }

    [Fact]
    public void Signs_GainOfAPhase_ChangesNothingAgainstTheLiver()
    {
        var image = ImageAt((r, x, y, z) => (float)((r <= Radius ? 140 : 100) + (10 * Math.Sin(x)) + (5 * Math.Cos(y + z))));
        var louder = new Volume<float>(Grid, [.. image.Voxels.ToArray().Select(v => v * 4)]);
        var (plain, loud) = (Measure(Options, new RadiomicsSeries("delayed", image)), Measure(Options, new RadiomicsSeries("delayed", louder)));

        Assert.All(plain.Where(p => double.IsFinite(p.Value)), p => Assert.Equal(p.Value, loud[p.Key], 1e-6 * Math.Max(1, Math.Abs(p.Value))));
    }

    /// <summary>The same voxels stored in another order of axes are the same lesion.</summary>
    [Fact]
    public void Signs_AxesInAnotherOrder_AreTheSame()
    {
        var image = ImageAt((r, x, y, z) => (float)((r <= Radius ? 140 : 100) + (10 * Math.Sin(x / 3)) + (5 * Math.Cos((y + z) / 4))));
        var turned = new VolumeGeometry(Grid.Height, Grid.Width, Grid.Depth, Grid.Spacing, default, new Vector3D(0, 1, 0), new Vector3D(1, 0, 0), new Vector3D(0, 0, 1));
        var voxels = new float[Grid.VoxelCount];
        for (var i = 0; i < voxels.Length; i++)
        {
            voxels[(i / 80 % 80) + (80 * (i % 80)) + (6400 * (i / 6400))] = image.Voxels[i];
        }

        var other = Extract(Options, Lesion.ReindexTo(turned), Organ.ReindexTo(turned), new RadiomicsSeries("delayed", new Volume<float>(turned, voxels)));

        Assert.All(Measure(Options, new RadiomicsSeries("delayed", image)), p => Assert.Equal(p.Value, RadiomicsOracle.ToDictionary(other)[p.Key], 1e-9));
    }

    [Fact]
    public void Signs_NoOrganMask_AreMissingAgainstTheLiverWithTheReason()
    {
        var features = Extract(Options, Lesion, null, new RadiomicsSeries("delayed", ImageOf(r => r <= Radius ? 80 : 100)));
        var f = RadiomicsOracle.ToDictionary(features);

        Assert.Equal(double.NaN, f["phase_liver_contrast_delayed"]);
        Assert.Equal(double.NaN, f["phase_corona_delayed"]);
        Assert.Equal(1, f["phase_rim_to_core_delayed"], 1e-12);
        Assert.Equal(0, f["phase_capsule_coverage_delayed"]);
        Assert.Contains("phase signs against the liver are not defined: there is no organ mask", features.Missing);
    }

    [Fact]
    public void Signs_ReferenceRing_IsOfTheReferenceMaskNearTheLesion()
    {
        var options = Options with { Phases = new PhaseOptions { Signs = new LiverSignOptions { Reference = LiverReference.ReferenceRing, Trim = 0 } } };
        var image = ImageOf(r => r <= Radius ? 150 : r <= Radius + 20.5 ? 100 : 300);
        var patient = new RadiomicsCase { Series = [new("delayed", image)], Lesion = Lesion, Reference = MaskOf(r => r > Radius + 10.5) };

        var near = RadiomicsOracle.ToDictionary(new RadiomicsExtractor(options).Extract(patient, TestContext.Current.CancellationToken));
        var whole = RadiomicsOracle.ToDictionary(new RadiomicsExtractor(
            options with { Phases = new PhaseOptions { Signs = new LiverSignOptions { Reference = LiverReference.ReferenceMask, Trim = 0 } } }).Extract(patient, TestContext.Current.CancellationToken));

        Assert.Equal(0.5, near["phase_liver_contrast_delayed"], 1e-9);
        Assert.True(whole["phase_liver_contrast_delayed"] < -0.1);
    }

    [Fact]
    public void Signs_EmptyPhaseAndSmallLesion_AreNaNWithTheReason()
    {
        var features = Extract(Options, MaskOf(r => r <= 2), Organ, new RadiomicsSeries("delayed", ImageOf(_ => 0)));

        Assert.Contains(features.Missing, m => m.Contains("Series 'delayed': phase signs against the liver are not defined: its mean is 0", StringComparison.Ordinal));
        Assert.Contains(features.Missing, m => m.Contains("no voxel of the lesion is deeper than its rim of 3 mm", StringComparison.Ordinal));
        Assert.Contains(features.Missing, m => m.Contains("phase_mosaic_*", StringComparison.Ordinal));
        Assert.All(features.Values.Where((_, i) => features.Columns[i].Name.Contains("contrast", StringComparison.Ordinal)), v => Assert.Equal(double.NaN, v));
    }

    /// <summary>A lesion darker than a liver below 0 (fat in CT) would have a contrast above 0.</summary>
    [Fact]
    public void Signs_LiverBelowZero_AreNaNWithTheReason()
    {
        var features = Extract(Options, Lesion, Organ, new RadiomicsSeries("delayed", ImageOf(r => r <= Radius ? -40 : -20)));

        Assert.Contains(features.Missing, m => m.Contains("phase signs against the liver are not defined: its mean is -20, and quotients need one above 0", StringComparison.Ordinal));
        Assert.Contains(features.Missing, m => m.Contains("phase_rim_to_core_*: the core has the mean -40", StringComparison.Ordinal));
        var values = features.Columns.Zip(features.Values).ToDictionary(v => v.First.Name, v => v.Second, StringComparer.Ordinal);
        string[] names = ["phase_liver_contrast_delayed", "phase_rim_to_core_delayed", "phase_corona_delayed", "phase_peritumoral_delayed", "phase_mosaic_delayed", "phase_capsule_ratio_delayed"];
        Assert.All(names, name => Assert.Equal(double.NaN, values[name]));
    }

    [Fact]
    public void Options_OutOfRange_AreAllNamed()
    {
        var fault = Assert.Throws<ArgumentException>(() => new RadiomicsOptions
        {
            Families = RadiomicsFamilies.Statistics,
            Phases = new PhaseOptions
            {
                Signs = new LiverSignOptions { RingFrom = 20, RingTo = 10, Trim = 0.5, RimDepth = 0, CapsuleFlank = 0, MosaicVolume = -1 },
                AlignmentDice = 2,
            },
        }.Validate());

        Assert.All(["MultiPhase", "ring from 20 to 10", "Trim is 0.5", "RimDepth is 0", "CapsuleFlank", "MosaicVolume", "AlignmentDice"], part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Icosphere_Directions_Are162EvenlySpread()
    {
        var directions = Icosphere.Directions;

        Assert.Equal(162, directions.Count);
        Assert.All(directions, d => Assert.Equal(1, d.Length, 1e-12));
        Assert.Equal(0, directions.Sum(d => d.X), 1e-9);
        Assert.Equal(162 / 3.0, directions.Sum(d => d.Z * d.Z), 1e-9);
        Assert.True(directions.SelectMany((d, i) => directions.Skip(i + 1).Select(e => (d - e).Length)).Min() > 0.2);
    }

    private static double DistanceOf(int i)
    {
        var (x, y, z) = Place(i);
        return Math.Sqrt((x * x) + (y * y) + (z * z));
    }

    private static (double X, double Y, double Z) Place(int i) => (i % 80 - 40, i / 80 % 80 - 40, 2 * (i / 6400 - 20));

    private static double NearestOutside(int i)
    {
        var (x, y, z) = Place(i);
        var nearest = double.PositiveInfinity;
        for (var dz = -2; dz <= 2; dz++)
        {
            for (var dy = -4; dy <= 4; dy++)
            {
                for (var dx = -4; dx <= 4; dx++)
                {
                    if (!Lesion.Inside[i + dx + (80 * dy) + (6400 * dz)])
                    {
                        nearest = Math.Min(nearest, Math.Sqrt((dx * dx) + (dy * dy) + (4 * dz * dz)));
                    }
                }
            }
        }

        return nearest;
    }

    private static Volume<float> ImageOf(Func<double, float> value) => new(Grid, [.. Distances.Select(value)]);

    private static Volume<float> ImageAt(Func<double, double, double, double, float> value) =>
        new(Grid, [.. Distances.Select((r, i) => Place(i) is var p ? value(r, p.X, p.Y, p.Z) : 0)]);

    private static Mask MaskOf(Func<double, bool> inside) => new(Grid, [.. Distances.Select(inside)]);

    private static Mask MaskAt(Func<double, double, double, double, bool> inside) =>
        new(Grid, [.. Distances.Select((r, i) => Place(i) is var p && inside(r, p.X, p.Y, p.Z))]);

    private static FeatureVector Extract(RadiomicsOptions options, Mask? lesion, Mask? organ, params RadiomicsSeries[] series) =>
        new RadiomicsExtractor(options).Extract(new RadiomicsCase { Series = series, Lesion = lesion!, Organ = organ }, TestContext.Current.CancellationToken);

    private static Dictionary<string, double> Measure(RadiomicsOptions options, params RadiomicsSeries[] series) => Measure(options, Organ, series);

    private static Dictionary<string, double> Measure(RadiomicsOptions options, Mask organ, params RadiomicsSeries[] series) =>
        RadiomicsOracle.ToDictionary(Extract(options, Lesion, organ, series));
}
