using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Tests.Dicom.Series;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom.Masks;

/// <summary>Contours that do not lie exactly in the slices of an oblique image. Edges lie midway between voxel centres, so that the voxels inside are known.</summary>
public sealed class ContourDepthTests : IDisposable
{
    private static readonly VolumeGeometry Image = ObliqueGrid.Of(28, 24, 8, new Vector3D(1.2, 0.9, 3));
    private readonly TestSeries _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void ReadMask_TwoDepthsCase_HasAllPieces()
    {
        var (image, contours) = (SharedData.TryPath("cases", "rtstruct", "image"), SharedData.TryPath("cases", "rtstruct", "twoz.dcm"));
        Assert.SkipWhen(image is null || contours is null, SharedData.MissingReason);

        // The number of cases/README.md: four slices of two squares.
        Assert.Equal(400, ImageFile.OpenMask(contours!, null, ImageFile.Open(image!, cancellationToken: TestContext.Current.CancellationToken).Target).Mask.Count);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(0.9)]
    [InlineData(1.4)]
    public void ReadMask_PiecesOfASliceAtTwoDepths_AreAllThere(double millimetres)
    {
        var contours = Enumerable.Range(2, 4).SelectMany(k => new[] { Box(k, 1, 6, 1, 6), Box(k + (millimetres / 3), 10, 15, 10, 18) });

        Assert.Equal(Voxels((x, y, z) => z is >= 2 and <= 5 && ((x is >= 1 and <= 6 && y is >= 1 and <= 6) || (x is >= 10 and <= 15 && y is >= 10 and <= 18))), Read(contours).Mask.Inside.ToArray());
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(-0.05)]
    [InlineData(0.1)]
    public void ReadMask_HolesARoundingAwayFromTheirOutline_AreHoles(double millimetres)
    {
        var contours = Enumerable.Range(2, 4).SelectMany(k => new[] { Box(k, 4, 20, 4, 20), Box(k + (millimetres / 3), 8, 12, 8, 12) });

        var placed = Read(contours);

        Assert.Equal(Voxels((x, y, z) => z is >= 2 and <= 5 && x is >= 4 and <= 20 && y is >= 4 and <= 20 && !(x is >= 8 and <= 12 && y is >= 8 and <= 12)), placed.Mask.Inside.ToArray());
        Assert.DoesNotContain(placed.Findings, finding => finding.Kind == SeriesFindingKind.ContourDepth);
    }

    [Theory]
    [InlineData(-0.9)]
    [InlineData(1.2)]
    [InlineData(1.4)]
    public void ReadMask_OutlineInsideOneOfAnotherDrawnPlane_IsNoHoleAndSaid(double millimetres)
    {
        var contours = Enumerable.Range(2, 4).SelectMany(k => new[] { Box(k, 4, 13, 4, 13), Box(k + (millimetres / 3), 5, 12, 5, 12) });

        var placed = Read(contours);

        Assert.Equal(Voxels((x, y, z) => z is >= 2 and <= 5 && x is >= 4 and <= 13 && y is >= 4 and <= 13), placed.Mask.Inside.ToArray());
        Assert.Contains(placed.Findings, finding => finding.Kind == SeriesFindingKind.ContourDepth);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.05)]
    [InlineData(0.6)]
    [InlineData(1.4)]
    public void ReadMask_SameOutlineTwiceOnASlice_CountsOnce(double millimetres)
    {
        foreach (var slices in new[] { Enumerable.Range(3, 1), Enumerable.Range(1, 5) })
        {
            var contours = slices.SelectMany(k => new[] { Box(k - (millimetres / 3), 4, 13, 4, 13), Box(k + (millimetres / 3), 4, 13, 4, 13) });

            Assert.Equal(Voxels((x, y, z) => slices.Contains(z) && x is >= 4 and <= 13 && y is >= 4 and <= 13), Read(contours).Mask.Inside.ToArray());
        }
    }

    [Fact]
    public void ReadMask_HolesOfTwoDrawnPlanesOfASlice_AreResolvedBeforeTheUnion()
    {
        // Each plane has a hole of 3 x 3; the holes share 2 x 3.
        (VolumeGeometry, double[])[] contours = [Box(2.8, 4, 13, 4, 13), Box(2.8, 6, 8, 6, 8), Box(3.2, 4, 13, 4, 13), Box(3.2, 7, 9, 6, 8)];

        Assert.Equal(100 - 6, Read(contours).Mask.Count);
    }

    [Fact]
    public void ReadMask_OutlinesAlternatingEveryHalfSlice_AreUnited()
    {
        var contours = Enumerable.Range(0, 12).Select(i => Box(0.75 + (i / 2.0), 4, 13 - (i % 2), 4, 13));

        var mask = Read(contours).Mask;

        // Every slice from the second to the seventh has one outline of 100 voxels and one of 90 inside it.
        Assert.Equal(Voxels((x, y, z) => z is >= 1 and <= 6 && x is >= 4 and <= 13 && y is >= 4 and <= 13), mask.Inside.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void ReadMask_PlanesMidwayBetweenSlices_BelongToTheUpperOneWithAllTheirPieces(double noise)
    {
        var contours = Enumerable.Range(2, 3).SelectMany(k => new[] { Box(k + 0.5 - noise, 1, 6, 1, 6), Box(k + 0.5 + noise, 10, 15, 10, 18) });

        Assert.Equal(Voxels((x, y, z) => z is >= 3 and <= 5 && ((x is >= 1 and <= 6 && y is >= 1 and <= 6) || (x is >= 10 and <= 15 && y is >= 10 and <= 18))), Read(contours).Mask.Inside.ToArray());
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.34)]
    public void ReadMask_StackOfThinnerSlices_EachSliceTakesOnePlane(double step)
    {
        // A tapering bar: no plane cancels its neighbour.
        var contours = Enumerable.Range(0, (int)(7 / step) + 1).Select(i => Box(i * step, 4, 22 - (int)(i * step), 4, 18));

        var mask = Read(contours).Mask;

        for (var z = 0; z < 7; z++)
        {
            var count = mask.Inside.Slice(z * 28 * 24, 28 * 24).Count(true);
            // The plane nearest to the slice is at most half a step away, over which the bar loses at most one column.
            Assert.InRange(count, 15 * (18 - z), 15 * (20 - z));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(0.6)]
    public void ReadMask_OneDecimalOnAnObliqueStack_LosesNothing(double step)
    {
        var thin = Image with { Spacing = Image.Spacing with { Z = step } };
        var contours = Enumerable.Range(1, 6).SelectMany(k => new[] { Box(thin, k, 1, 8, 1, 20), Box(thin, k, 3, 5, 4, 8), Box(thin, k, 12, 20, 2, 9) });

        var placed = Read(contours, thin, digits: 1);

        // Rounding moves a point by at most 0.087 mm, the edges lie 0.45 mm from the nearest centre.
        Assert.Equal(
            Voxels((x, y, z) => z is >= 1 and <= 6 && ((x is >= 1 and <= 8 && y is >= 1 and <= 20 && !(x is >= 3 and <= 5 && y is >= 4 and <= 8)) || (x is >= 12 and <= 20 && y is >= 2 and <= 9))),
            placed.Mask.Inside.ToArray());
        Assert.DoesNotContain(placed.Findings, finding => finding.Kind == SeriesFindingKind.ContourSkipped);
    }

    private static (VolumeGeometry Grid, double[] Corners) Box(double slice, int x0, int x1, int y0, int y1) => Box(Image, slice, x0, x1, y0, y1);

    // Holds the voxels from (x0, y0) to (x1, y1).
    private static (VolumeGeometry Grid, double[] Corners) Box(VolumeGeometry grid, double slice, int x0, int x1, int y0, int y1) =>
        (grid, [x0 - 0.5, y0 - 0.5, slice, x1 + 0.5, y0 - 0.5, slice, x1 + 0.5, y1 + 0.5, slice, x0 - 0.5, y1 + 0.5, slice]);

    private static bool[] Voxels(Func<int, int, int, bool> inside) => [.. Enumerable.Range(0, 28 * 24 * 8).Select(i => inside(i % 28, i / 28 % 24, i / (28 * 24)))];

    private PlacedMask Read(IEnumerable<(VolumeGeometry Grid, double[] Corners)> contours, VolumeGeometry? grid = null, int digits = 9)
    {
        var lps = contours.Select(contour => Enumerable.Range(0, contour.Corners.Length / 3).SelectMany(i =>
        {
            var world = contour.Grid.ToWorld(contour.Corners[3 * i], contour.Corners[(3 * i) + 1], contour.Corners[(3 * i) + 2]);
            return new[] { Math.Round(-world.X, digits), Math.Round(-world.Y, digits), Math.Round(world.Z, digits) };
        }).ToArray());
        var path = _files.Write($"{Guid.NewGuid():N}.dcm", TestStructureSet.Of([.. lps.Select(points => ("CLOSED_PLANAR", points))]));
        return DicomStructureSet.Read(path).ReadMask("GTV-1", new MaskTarget(grid ?? Image));
    }
}
