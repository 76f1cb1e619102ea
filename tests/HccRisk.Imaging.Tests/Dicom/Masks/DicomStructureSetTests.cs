using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Tests.Dicom.Series;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom.Masks;

/// <summary>Made-up contours on a grid of 20 x 16 x 7 voxels of 1 x 1 x 2 mm whose indices are its DICOM coordinates (z halved).</summary>
public sealed class DicomStructureSetTests : IDisposable
{
    private static readonly VolumeGeometry Grid =
        new(20, 16, 7, new Vector3D(1, 1, 2), new Vector3D(0, 0, 0), new Vector3D(-1, 0, 0), new Vector3D(0, -1, 0), new Vector3D(0, 0, 1));

    private static readonly MaskTarget Target = new(Grid, "1.2.3", "9.9");
    private readonly TestSeries _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void ReadMask_Rectangle_HoldsTheVoxelsWhoseCentresAreInside()
    {
        var placed = Read([Box(4, 2.5, 3.5, 6.5, 5.2)]);

        Assert.Empty(placed.Findings);
        Assert.Equal(Voxels((x, y, z) => z == 2 && x is >= 3 and <= 6 && y is >= 4 and <= 5), placed.Mask.Inside.ToArray());
    }

    [Fact]
    public void ReadMask_EdgesThroughCentres_BelongToTheLowSideOnly() =>
        Assert.Equal(Voxels((x, y, z) => z == 2 && x is >= 3 and < 6 && y is >= 4 and < 8), Read([Box(4, 3, 4, 6, 8)]).Mask.Inside.ToArray());

    [Fact]
    public void ReadMask_ContourInAContour_IsAHole() => Assert.Equal(
        Voxels((x, y, z) => z == 1 && x is >= 2 and < 12 && y is >= 2 and < 12 && !(x is >= 5 and < 8 && y is >= 5 and < 8)),
        Read([Box(2, 1.5, 1.5, 11.5, 11.5), Box(2, 4.5, 4.5, 7.5, 7.5)]).Mask.Inside.ToArray());

    [Fact]
    public void ReadMask_Keyhole_IsTheSameHole() => Assert.Equal(
        Voxels((x, y, z) => z == 1 && x is >= 2 and < 12 && y is >= 2 and < 12 && !(x is >= 5 and < 8 && y is >= 5 and < 8)),
        Read([("CLOSED_PLANAR", [1.5, 1.5, 2, 11.5, 1.5, 2, 11.5, 11.5, 2, 1.5, 11.5, 2, 1.5, 6, 2, 4.5, 6, 2, 4.5, 7.5, 2, 7.5, 7.5, 2, 7.5, 4.5, 2, 4.5, 4.5, 2, 4.5, 6, 2, 1.5, 6, 2])]).Mask.Inside.ToArray());

    [Fact]
    public void ReadMask_TwoContoursApart_AreBothInside() => Assert.Equal(
        Voxels((x, y, z) => z == 0 && ((x is >= 1 and < 3 && y is >= 1 and < 3) || (x is >= 10 and < 15 && y is >= 8 and < 9))),
        Read([Box(0, 0.5, 0.5, 2.5, 2.5), Box(0, 9.5, 7.5, 14.5, 8.5)]).Mask.Inside.ToArray());

    [Fact]
    public void ReadMask_ContoursThatPartlyOverlap_AreUnitedAndSaid()
    {
        // 10 x 10 and 9 x 10 voxels share 5 x 10.
        var placed = Read([Box(4, 0.5, 1.5, 10.5, 11.5), Box(4, 5.5, 1.5, 14.5, 11.5)]);

        Assert.Equal(SeriesFindingKind.ContoursOverlap, Assert.Single(placed.Findings).Kind);
        Assert.Equal(140, placed.Mask.Count);
    }

    [Fact]
    public void ReadMask_NestedContours_AlternateAndTwinsCountOnceInAnyOrder()
    {
        // 12 x 12 with a hole of 8 x 8, drawn whole and in two pieces that share 2 columns, and an island of 4 x 4 that both pieces cross.
        (string, double[])[] contours =
        [
            Box(4, 1.5, 1.5, 13.5, 13.5), Box(4, 3.5, 3.5, 8.5, 11.5), Box(4, 6.5, 3.5, 11.5, 11.5), Box(4, 5.5, 5.5, 9.5, 9.5),
            Box(4, 1.5, 1.5, 13.5, 13.5), Box(4, 3.5, 3.5, 11.5, 11.5), Box(4, 14.5, 14.5, 14.8, 14.8),
        ];

        for (var turn = 0; turn < contours.Length; turn++)
        {
            var turned = Read([.. contours[turn..], .. contours[..turn]]);

            // Island and pieces are united, which makes the hole a second time.
            Assert.Equal(144 - 64, turned.Mask.Count);
        }

        Assert.Equal(144 - 64 + 16, Read([contours[5], contours[0], contours[3], contours[4]]).Mask.Count);
    }

    [Fact]
    public void ReadMask_ContoursOfTypeXor_AreCombinedByExclusiveOr()
    {
        var placed = Read([("CLOSEDPLANAR_XOR", Box(4, 0.5, 1.5, 10.5, 11.5).Points), ("CLOSEDPLANAR_XOR", Box(4, 5.5, 1.5, 14.5, 11.5).Points)]);

        Assert.Empty(placed.Findings);
        Assert.Equal(90, placed.Mask.Count);
    }

    [Fact]
    public void ReadMask_Triangle_CountsAsThePointsOfItsLattice()
    {
        // Pick's theorem: area 50 and 20 lattice points on the sides give 41 inside; each leg but not the hypotenuse counts, its ends the low one only: 41 + 10 + 9.
        var placed = Read([("CLOSED_PLANAR", [2, 2, 4, 12, 2, 4, 2, 12, 4])]);

        Assert.Equal(Voxels((x, y, z) => z == 2 && x >= 2 && y >= 2 && x + y < 14), placed.Mask.Inside.ToArray());
        Assert.Equal(55, placed.Mask.Count);
    }

    [Fact]
    public void ReadMask_EvenContoursFinerThanSlices_SliceTakesTheNearest() => Assert.Equal(
        Voxels((x, y, z) => (z == 2 && x is >= 3 and < 9 && y is >= 3 and < 9) || (z == 3 && x is >= 3 and < 8 && y is >= 3 and < 8)),
        Read([Box(4.2, 2.5, 2.5, 8.5, 8.5), Box(5.2, 2.5, 2.5, 7.5, 7.5), Box(3.2, 2.5, 2.5, 9.5, 9.5)]).Mask.Inside.ToArray());

    [Fact]
    public void ReadMask_UnevenContoursFinerThanSlices_AreUnitedAndSaid()
    {
        var placed = Read([Box(4.2, 2.5, 2.5, 5.5, 5.5), Box(4.9, 2.5, 2.5, 9.5, 9.5), Box(3.2, 2.5, 2.5, 9.5, 9.5)]);

        Assert.Equal(SeriesFindingKind.ContourDepth, Assert.Single(placed.Findings).Kind);
        Assert.Equal(Voxels((x, y, z) => z == 2 && x is >= 3 and < 10 && y is >= 3 and < 10), placed.Mask.Inside.ToArray());
    }

    [Fact]
    public void ReadMask_SlicesBetweenContours_StayEmptyOrAreInterpolated()
    {
        (string, double[])[] contours = [Box(0, 2.5, 2.5, 12.5, 12.5), Box(8, 4.5, 4.5, 10.5, 10.5)];

        var empty = Read(contours);
        Assert.Equal(SeriesFindingKind.Gap, Assert.Single(empty.Findings).Kind);
        Assert.Equal(100 + 36, empty.Mask.Count);

        // Squares of 10 and 6 pixels four slices apart: each slice between is a square whose half width lies between theirs, the middle one 8.
        var joined = Read(contours, new StructureSetOptions { Gaps = ContourGaps.Interpolate });
        Assert.Empty(joined.Findings);
        var counts = Enumerable.Range(0, 7).Select(z => joined.Mask.Inside.Slice(z * 320, 320).Count(true)).ToArray();
        Assert.Equal([100, 36, 0, 0], [counts[0], counts[4], counts[5], counts[6]]);
        Assert.Equal(64, counts[2]);
        Assert.True(counts[0] >= counts[1] && counts[1] >= counts[2] && counts[2] >= counts[3] && counts[3] >= counts[4]);
    }

    [Fact]
    public void ReadMask_ContoursThatAreNoPolygonsInASlice_AreLeftOut()
    {
        var placed = Read([Box(4, 2.5, 3.5, 6.5, 5.2), ("OPEN_PLANAR", [1, 1, 2, 5, 1, 2, 5, 5, 2]), ("CLOSED_PLANAR", [1, 1, 0, 9, 1, 0, 9, 9, 4]), ("POINT", [1, 1, 1])]);

        Assert.Equal(3, placed.Findings.Count(finding => finding.Kind == SeriesFindingKind.ContourSkipped));
        Assert.Equal(8, placed.Mask.Count);
    }

    [Fact]
    public void ReadMask_BeyondTheImage_IsClippedAndSaid()
    {
        var placed = Read([Box(4, -5, -5, 2.5, 2.5), Box(40, 2.5, 2.5, 5.5, 5.5)]);

        Assert.StartsWith("2 of 2", Assert.Single(placed.Findings, finding => finding.Kind == SeriesFindingKind.OutsideImage).Message.Split(": ")[1], StringComparison.Ordinal);
        Assert.Equal(9, placed.Mask.Count);
    }

    [Fact]
    public void ReadMask_OtherSeries_IsAFinding() => Assert.Equal(
        [SeriesFindingKind.OtherSeries, SeriesFindingKind.OtherFrameOfReference],
        DicomStructureSet.Read(Write([Box(4, 2.5, 3.5, 6.5, 5.2)])).ReadMask("1", new MaskTarget(Grid, "7.7", "8.8")).Findings.Select(finding => finding.Kind));

    [Fact]
    public void ReadMask_Regions_AreChosenByNameOrNumberAndEmptyOnesSaid()
    {
        var path = Write([Box(4, 2.5, 3.5, 6.5, 5.2)]);
        var structures = DicomStructureSet.Read(path);

        Assert.Equal([new DicomRoi(1, "GTV-1", "GTV", 1), new DicomRoi(4, "Empty", null, 0)], structures.Rois);
        Assert.Equal(8, structures.ReadMask("gtv*", Target).Mask.Count);
        Assert.Equal(8, structures.ReadMask("1", Target).Mask.Count);
        Assert.Contains("has no contour", Assert.Single(structures.ReadMask("empty", Target).Findings).Message, StringComparison.Ordinal);
        Assert.Contains("1 'GTV-1', 4 'Empty'", Assert.Throws<ImageFormatException>(() => structures.ReadMask(null, Target)).Message, StringComparison.Ordinal);
        Assert.Contains("nearest: 'GTV-1'", Assert.Throws<ImageFormatException>(() => structures.ReadMask("GTV-2", Target)).Message, StringComparison.Ordinal);
        Assert.Contains("must be read with the image", Assert.Throws<ImageFormatException>(() => ImageFile.ReadMask(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadMask_CoordinatesThatAreNoTriples_IsAnError() =>
        Assert.Equal(DicomTags.ContourData, Assert.Throws<DicomFormatException>(() => Read([("CLOSED_PLANAR", [1, 2, 3, 4])])).Tag);

    internal static (string Type, double[] Points) Box(double z, double x0, double y0, double x1, double y1) =>
        ("CLOSED_PLANAR", [x0, y0, z, x1, y0, z, x1, y1, z, x0, y1, z]);

    private static bool[] Voxels(Func<int, int, int, bool> inside) => [.. Enumerable.Range(0, 20 * 16 * 7).Select(i => inside(i % 20, i / 20 % 16, i / 320))];

    private PlacedMask Read((string Type, double[] Points)[] contours, StructureSetOptions? options = null) =>
        DicomStructureSet.Read(Write(contours)).ReadMask("GTV-1", Target, options);

    private string Write((string Type, double[] Points)[] contours) => _files.Write("rs.dcm", TestStructureSet.Of(contours));
}
