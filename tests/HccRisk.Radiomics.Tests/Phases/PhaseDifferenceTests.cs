using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Radiomics.Phases;
using HccRisk.Radiomics.Roi;
using Xunit;

namespace HccRisk.Radiomics.Tests.Phases;

/// <summary>Differences of phases: of images and of features, and whether the phases lie on each other.</summary>
public sealed class PhaseDifferenceTests
{
    private const double LiverArterial = 100;
    private const double LiverPortal = 400;

    private static readonly (Volume<float> Image, Mask Mask) Case = SyntheticLesion.Ellipsoid(64, 64, 40, (8, 7, 9), new Vector3D(1, 1, 1));
    private static readonly Mask Organ = new(Case.Mask.Geometry, [.. Enumerable.Repeat(true, Case.Mask.Inside.Length)]);
    private static readonly Volume<float> Arterial = Outside(Case.Image, LiverArterial);
    private static readonly Volume<float> Portal = Outside(new Volume<float>(Case.Image.Geometry, [.. Case.Image.Voxels.ToArray().Select((v, i) => (2 * v) + (i % 7))]), LiverPortal);

    [Fact]
    public void Map_OfTwoPhases_HasTheFeaturesOfTheDifferenceImage()
    {
        var difference = new Volume<float>(Arterial.Geometry, [.. Arterial.Voxels.ToArray().Zip(Portal.Voxels.ToArray(), (a, p) => (float)((a / LiverArterial) - (p / LiverPortal)))]);
        var f = Extract(Options(PhaseDifferenceKind.Map), new("arterial", Arterial), new("portal_venous", Portal));
        var own = Extract(new RadiomicsOptions(), new RadiomicsSeries("map_arterial_portal_venous", difference));

        var columns = own.Columns.Where(c => c.Name.StartsWith("map_", StringComparison.Ordinal)).ToArray();
        Assert.Equal(18 + 2 + 25, columns.Length);

        // Both are differences in double precision of means that are exact; what is stored is single precision.
        Assert.All(columns, c => Assert.Equal(Value(own, c.Name), Value(f, c.Name), 1e-9 * Math.Max(1, Math.Abs(Value(own, c.Name)))));
    }

    /// <summary>Neither a normalisation nor a range of intensities of the phases is one of their difference.</summary>
    [Fact]
    public void Map_NormalisationAndRange_AreNotThoseOfThePhases()
    {
        RadiomicsSeries[] series = [new("arterial", Arterial), new("portal_venous", Portal)];
        var plain = Extract(Options(PhaseDifferenceKind.Map), series);
        var scaled = Extract(Options(PhaseDifferenceKind.Map) with { Normalisation = IntensityNormalisation.ZScoreImage, ResegmentationMinimum = -1, ResegmentationMaximum = 1 }, series);

        Assert.All(
            plain.Columns.Where(c => c.Name.StartsWith("map_", StringComparison.Ordinal)),
            c => Assert.Equal(Value(plain, c.Name), Value(scaled, c.Name)));
    }

    [Fact]
    public void Map_SecondPhaseOnAFinerGrid_IsSampledThere()
    {
        // Linear in the place, so that trilinear interpolation is exact.
        static Volume<float> Ramp(VolumeGeometry g) => new(g, [.. Enumerable.Range(0, (int)g.VoxelCount).Select(i =>
            g.ToWorld(i % g.Width, i / g.Width % g.Height, i / g.Width / g.Height) is var p ? (float)(200 + (2 * p.X) - p.Y + (0.5 * p.Z)) : 0)]);
        var fine = new VolumeGeometry(140, 80, 60, new Vector3D(0.5, 1, 1), new Vector3D(-2, -5, -3), new Vector3D(1, 0, 0), new Vector3D(0, 1, 0), new Vector3D(0, 0, 1));
        var reference = new RadiomicsOptions { Phases = new() { Signs = new() { Reference = LiverReference.ReferenceRing, RingFrom = 1, RingTo = 6, Trim = 0 }, Differences = [new("a", "b")] } };
        var (g, mask) = (Case.Mask.Geometry, Case.Mask);
        var patient = new RadiomicsCase
        {
            Series = [new("a", Ramp(g)), new("b", Ramp(fine)) { Masks = new SeriesMasks { Lesion = mask.ResampleTo(fine), Reference = Organ.ResampleTo(fine) } }],
            Lesion = mask,
            Reference = Organ,
        };

        var f = new RadiomicsExtractor(reference).Extract(patient, TestContext.Current.CancellationToken);

        // The liver of the ring around is nearly the same in both: the map is nearly flat at 0, where the ramp itself spans 40 %.
        Assert.InRange(Value(f, "map_a_b.stat_maximum") - Value(f, "map_a_b.stat_minimum"), 0, 0.01);
        Assert.InRange(Math.Abs(Value(f, "map_a_b.stat_mean")), 0, 0.02);
    }

    [Fact]
    public void Change_OfTwoPhases_IsThatOfEachFeature()
    {
        var options = Options(PhaseDifferenceKind.Change, PhaseDifferenceKind.RelativeChange) with { Regions = new RegionOptions { Shells = [4] } };
        var f = Extract(options, new("arterial", Arterial), new("portal_venous", Portal));

        var features = f.Columns.Where(c => c.Name.StartsWith("arterial.", StringComparison.Ordinal)).Select(c => c.Name["arterial.".Length..]).ToArray();
        Assert.Contains("shell_0_4mm.stat_mean", features);
        foreach (var name in features)
        {
            var (a, p) = (Value(f, $"arterial.{name}"), Value(f, $"portal_venous.{name}"));
            Assert.Equal(a - p, Value(f, $"change_arterial_portal_venous.{name}"));
            Assert.Equal(p == 0 ? double.NaN : (a - p) / Math.Abs(p), Value(f, $"relative_change_arterial_portal_venous.{name}"));
        }
    }

    [Fact]
    public void Map_PhaseThatThePatientLacks_IsMissingWithTheReason()
    {
        var patient = new RadiomicsCase { Series = [new("arterial", Arterial)], Optional = [new("portal_venous", null)], Lesion = Case.Mask, Organ = Organ };
        var features = new RadiomicsExtractor(Options(PhaseDifferenceKind.Map, PhaseDifferenceKind.Change)).Extract(patient, TestContext.Current.CancellationToken);

        Assert.All(features.Columns.Where(c => c.Name.StartsWith("map_", StringComparison.Ordinal) || c.Name.StartsWith("change_", StringComparison.Ordinal)),
            c => Assert.Equal(double.NaN, Value(features, c.Name)));
        Assert.Contains("map_arterial_portal_venous: the patient has no series 'portal_venous' that can be measured", features.Missing);
        Assert.Contains("portal_venous: the patient does not have it", features.Missing);
    }

    [Fact]
    public void Columns_UnknownPhase_IsNamedWithTheNearest()
    {
        var options = new RadiomicsOptions { Phases = new() { Differences = [new("arteriel", "portal_venous", PhaseDifferenceKind.Change)] } };
        var fault = Assert.Throws<ArgumentException>(() => new RadiomicsExtractor(options).Columns(["arterial", "portal_venous"]));

        Assert.Equal("Phases.Differences compares 'arteriel', which is none of the series (nearest: 'arterial').", fault.Message);
    }

    [Theory]
    [InlineData("arterial", "arterial", PhaseDifferenceKind.Change, "with itself")]
    [InlineData("arterial", "pre", PhaseDifferenceKind.Map, "Phases.Signs says what that is")]
    public void Validate_DifferenceThatCannotBe_IsNamed(string of, string minus, PhaseDifferenceKind kind, string fault) =>
        Assert.Contains(
            fault,
            Assert.Throws<ArgumentException>(() => new RadiomicsOptions { Phases = new() { Differences = [new(of, minus, kind)] } }.Validate()).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0, null)]
    [InlineData(4, null)]
    [InlineData(6, "phases apart: the lesion of portal_venous lies 6.0 mm from that of arterial")]
    public void Alignment_MasksApart_IsAFindingBeyondTheLimit(int shift, string? finding)
    {
        var moved = new bool[Case.Mask.Inside.Length];
        Case.Mask.Inside[..^shift].CopyTo(moved.AsSpan(shift));
        var patient = new RadiomicsCase
        {
            Series = [new("arterial", Arterial), new("portal_venous", Portal) { Masks = new() { Lesion = new Mask(Case.Mask.Geometry, moved) } }],
            Lesion = Case.Mask,
        };

        var remarks = new RadiomicsExtractor(new RadiomicsOptions { Phases = new() { AlignmentDice = 0 } }).Extract(patient, TestContext.Current.CancellationToken).Remarks;

        Assert.Equal(finding is null ? 0 : 1, remarks.Count(r => r.Contains("phases apart", StringComparison.Ordinal)));
        Assert.All(remarks, r => Assert.StartsWith(finding!, r, StringComparison.Ordinal));
    }

    [Fact]
    public void Alignment_LittleOverlap_SaysTheDice()
    {
        var g = VolumeGeometry.AxisAligned(20, 20, 20, new Vector3D(1, 1, 1));
        Mask Box(int from) => new(g, [.. Enumerable.Range(0, 8000).Select(i => i % 20 >= from && i % 20 < from + 4 && i / 20 % 20 < 4 && i / 400 < 4)]);
        var image = new Volume<float>(g, [.. Enumerable.Range(0, 8000).Select(i => 100f + (i % 9))]);
        var patient = new RadiomicsCase { Series = [new("a", image), new("b", image) { Masks = new() { Lesion = Box(3) } }], Lesion = Box(1) };

        var remarks = new RadiomicsExtractor().Extract(patient, TestContext.Current.CancellationToken).Remarks;

        // Half of the one lies in the other.
        Assert.Contains(remarks, r => r.Contains("lies 2.0 mm from that of a, overlap (Dice) 0.50", StringComparison.Ordinal));
    }

    private static RadiomicsOptions Options(params PhaseDifferenceKind[] kinds) => new()
    {
        Phases = new PhaseOptions { Signs = new LiverSignOptions { Trim = 0 }, Differences = [.. kinds.Select(kind => new PhaseDifference("arterial", "portal_venous", kind))] },
    };

    private static Volume<float> Outside(Volume<float> image, double liver) =>
        new(image.Geometry, [.. image.Voxels.ToArray().Select((v, i) => Case.Mask.Inside[i] ? v : (float)liver)]);

    private static FeatureVector Extract(RadiomicsOptions options, params RadiomicsSeries[] series) =>
        new RadiomicsExtractor(options).Extract(new RadiomicsCase { Series = series, Lesion = Case.Mask, Organ = Organ }, TestContext.Current.CancellationToken);

    private static double Value(FeatureVector features, string name) => features.Values[features.Columns.Index().First(c => c.Item.Name == name).Index];
}
