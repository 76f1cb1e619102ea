using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Dicom.Series;
using HccRisk.Imaging.Tests.Dicom.Series;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom.Masks;

/// <summary>Contours across any axis of an image, on a grid of 20 x 16 x 7 voxels of 1 x 1 x 2 mm whose indices are its DICOM coordinates (z halved).</summary>
public sealed class ContourAxisTests : IDisposable
{
    private static readonly VolumeGeometry Grid =
        new(20, 16, 7, new Vector3D(1, 1, 2), new Vector3D(0, 0, 0), new Vector3D(-1, 0, 0), new Vector3D(0, -1, 0), new Vector3D(0, 0, 1));

    private readonly TestSeries _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void ReadMask_ImageStoredInEveryOrderOfAxes_IsTheSameRegion()
    {
        // Two slices, one with a hole; edges between the centres, so that no rule of the low side counts.
        var path = Write(
            DicomStructureSetTests.Box(4, 2.4, 3.3, 12.6, 9.2), DicomStructureSetTests.Box(4, 5.4, 5.3, 8.6, 7.2), DicomStructureSetTests.Box(6, 2.4, 3.3, 6.6, 5.2));
        var expected = Read(path, Grid).Mask;
        Assert.Equal((10 * 6) - (3 * 2) + (4 * 2), expected.Count);

        foreach (var order in ObliqueGrid.Orders(Grid))
        {
            var placed = Read(path, order);
            Assert.Empty(placed.Findings);
            Assert.Equal(order, placed.Mask.Geometry);
            Assert.Equal(expected.Inside.ToArray(), placed.Mask.ReindexTo(Grid)!.Inside.ToArray());
        }
    }

    [Fact]
    public void ReadMask_ContoursAcrossTheRows_FillTheirColumnsOfVoxels()
    {
        // Sagittal rectangles at x = 3, 4 and 5 of an axial image: y 4 to 7, z index 2 to 4.
        var placed = Read(Write([.. new[] { 3, 4, 5 }.Select(x => ("CLOSED_PLANAR", new double[] { x, 3.5, 3.1, x, 7.5, 3.1, x, 7.5, 8.9, x, 3.5, 8.9 }))]), Grid);

        Assert.Empty(placed.Findings);
        Assert.Equal(
            Enumerable.Range(0, 20 * 16 * 7).Select(i => i % 20 is >= 3 and <= 5 && (i / 20 % 16) is >= 4 and <= 7 && i / 320 is >= 2 and <= 4), placed.Mask.Inside.ToArray());
    }

    [Fact]
    public void ReadMask_FewContoursAcrossAnotherAxis_AreLeftOutAndSaid()
    {
        var placed = Read(
            Write(DicomStructureSetTests.Box(4, 2.4, 3.3, 6.6, 5.2), DicomStructureSetTests.Box(6, 2.4, 3.3, 6.6, 5.2), ("CLOSED_PLANAR", [3, 3.5, 3.1, 3, 7.5, 3.1, 3, 7.5, 8.9])), Grid);

        Assert.Equal(16, placed.Mask.Count);
        Assert.Contains("1 contours that do not lie in a slice", Assert.Single(placed.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadMask_AllContoursTilted_IsRefusedByNameWithTheAngle()
    {
        // A rectangle that rises 6 mm over 10 along y: atan(0.6) = 31 degrees.
        var path = Write(("CLOSED_PLANAR", [2, 2, 2, 12, 2, 2, 12, 12, 8, 2, 12, 8]));
        var error = Assert.Throws<DicomFormatException>(() => Read(path, Grid));

        Assert.Contains("region 1 'GTV-1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("up to 31 degrees", error.Message, StringComparison.Ordinal);
    }

    private static PlacedMask Read(string path, VolumeGeometry grid) => DicomStructureSet.Read(path).ReadMask("GTV-1", new MaskTarget(grid, "1.2.3", "9.9"));

    private string Write(params (string Type, double[] Points)[] contours) => _files.Write("rs.dcm", TestStructureSet.Of(contours));
}
