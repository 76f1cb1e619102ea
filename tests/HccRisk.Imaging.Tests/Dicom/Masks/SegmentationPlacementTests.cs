using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Tests.Dicom.Series;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom.Masks;

/// <summary>Frames drawn on known slices of an oblique image: the mask is what was drawn there, whatever the file says of spacing.</summary>
public sealed class SegmentationPlacementTests : IDisposable
{
    private static readonly VolumeGeometry Image = ObliqueGrid.Of(11, 9, 8, new Vector3D(1.2, 0.9, 4));
    private readonly TestSeries _files = new();

    public static TheoryData<string?, string?, bool, bool, bool, int> Writers { get; } = new()
    {
        { "3", null, false, false, false, 9 },
        { "3", "3", false, false, true, 9 },
        { "1", "12", true, false, false, 9 },
        { "12", null, true, true, true, 9 },
        { null, null, false, true, false, 9 },
        { "3", "0", false, false, false, 9 },
        { "3", null, false, false, false, 1 },
    };

    public void Dispose() => _files.Dispose();

    [Fact]
    public void ReadMask_SparseCase_HasTheVoxelsOfItsFrames()
    {
        var (image, seg) = (SharedData.TryPath("cases", "sparse-seg", "image"), SharedData.TryPath("cases", "sparse-seg", "seg.dcm"));
        Assert.SkipWhen(image is null || seg is null, SharedData.MissingReason);

        var placed = ImageFile.OpenMask(seg!, null, ImageFile.Open(image!, cancellationToken: TestContext.Current.CancellationToken).Target);

        // The bits of the file that are set; cases/README.md has the same number.
        Assert.Equal(73, placed.Mask.Count);
        Assert.Equal(TestDicom.Pixels(seg!).Sum(b => System.Numerics.BitOperations.PopCount(b)), placed.Mask.Count);
        Assert.Equal([1, 3], Slices(placed.Mask));
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public void ReadMask_FramesOnSlices_AreThoseSlicesWhateverTheFileSaysOfSpacing(string? thickness, string? between, bool perFrame, bool fractional, bool isImplicit, int digits)
    {
        foreach (var slices in new int[][] { [1, 3], [5], [7, 0, 2], [0, 1, 2, 3, 4, 5, 6, 7], [6, 3] })
        {
            var writer = new TestSegmentation(Image)
            {
                Thickness = thickness,
                SpacingBetweenSlices = between,
                PerFrame = perFrame,
                Fractional = fractional,
                Implicit = isImplicit,
                Digits = digits,
            };
            var path = Write(writer.File([.. slices.Select(slice => ((double)slice, 1, Drawn(slice))), (4, 2, (_, _) => true)]));

            var placed = DicomSegmentation.Read(path).ReadMask("Lesion", new MaskTarget(Image), new SegmentationOptions { Resample = false });

            Assert.Equal(Expected(Image, slices), placed.Mask.Inside.ToArray());
            Assert.All(placed.Findings, finding => Assert.Equal(SeriesFindingKind.FrameSpacing, finding.Kind));
            Assert.Equal(11 * 9, DicomSegmentation.Read(path).ReadMask("Liver", new MaskTarget(Image)).Mask.Count);
        }
    }

    [Fact]
    public void ReadMask_ImageInEveryOrderOfAxes_IsTheSameVoxels()
    {
        var path = Write(new TestSegmentation(Image).File((1, 1, Drawn(1)), (4, 1, Drawn(4))));
        var drawn = new Mask(Image, Expected(Image, [1, 4]));
        foreach (var order in ObliqueGrid.Orders(Image))
        {
            Assert.Equal(drawn.ResampleTo(order).Inside.ToArray(), DicomSegmentation.Read(path).ReadMask("1", new MaskTarget(order)).Mask.Inside.ToArray());
        }
    }

    [Fact]
    public void ReadMask_FramesBesideTheSlices_GoToTheNearestAndItIsSaid()
    {
        var path = Write(new TestSegmentation(Image).File((1.3, 1, Drawn(1)), (2.8, 1, Drawn(3)), (5.5, 1, Drawn(6))));

        var placed = DicomSegmentation.Read(path).ReadMask("1", new MaskTarget(Image), new SegmentationOptions { Resample = false });

        Assert.Equal(Expected(Image, [1, 3, 6]), placed.Mask.Inside.ToArray());
        Assert.Contains("2 mm beside", Assert.Single(placed.Findings, finding => finding.Kind == SeriesFindingKind.BesideSlices).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadMask_FramesOutside_AreCountedAndAllOfThemAnError()
    {
        var path = Write(new TestSegmentation(Image).File((-2, 1, (x, y) => x < 2 && y == 0), (0, 1, Drawn(0)), (8, 1, (x, y) => x == 0 && y == 0)));
        var placed = DicomSegmentation.Read(path).ReadMask("1", new MaskTarget(Image));
        Assert.Equal(Expected(Image, [0]), placed.Mask.Inside.ToArray());
        Assert.StartsWith("3 pixels of the segment, in 2 of 3 frames", Assert.Single(placed.Findings).Message, StringComparison.Ordinal);

        var beyond = Write(new TestSegmentation(Image).File((-2, 1, Drawn(0)), (9, 1, Drawn(1))));
        Assert.Contains("lie outside the image", Assert.Throws<ImageFormatException>(() => DicomSegmentation.Read(beyond).ReadMask("1", new MaskTarget(Image))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadMask_OtherPixelsInThePlane_AreRefusedOrResampledAsAsked()
    {
        // Pixels of twice the size: each holds four voxels, its centre in their middle.
        var coarse = Image with { Width = 5, Height = 4, Spacing = new Vector3D(2.4, 1.8, 4), Origin = Image.ToWorld(0.5, 0.5, 0) };
        var path = Write(new TestSegmentation(coarse).File((1, 1, (x, y) => x == 1 && y == 2), (3, 1, (x, y) => x == 4 && y == 0)));

        var placed = DicomSegmentation.Read(path).ReadMask("1", new MaskTarget(Image));

        Assert.Equal(SeriesFindingKind.Resampled, Assert.Single(placed.Findings).Kind);
        Assert.Equal(
            Voxels(Image, (x, y, z) => (z == 1 && x is 2 or 3 && y is 4 or 5 && z == 1) || (z == 3 && x is 8 or 9 && y is 0 or 1)), placed.Mask.Inside.ToArray());
        Assert.Contains(
            "are not the voxels of the image",
            Assert.Throws<GeometryMismatchException>(() => DicomSegmentation.Read(path).ReadMask("1", new MaskTarget(Image), new SegmentationOptions { Resample = false })).Message,
            StringComparison.Ordinal);
    }

    // Pixels of the same size: what differs is where they lie.
    [Theory]
    [InlineData(0.4, 0, "centres lie up to 0.48 mm beside")]
    [InlineData(0, 10, "turned by 10 degrees")]
    public void ReadMask_SamePixelsElsewhere_SaysWhatDiffers(double columns, double degrees, string expected)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        var other = Image with
        {
            Origin = Image.ToWorld(columns, 0, 0),
            AxisX = (Image.AxisX * cosine) + (Image.AxisY * sine),
            AxisY = (Image.AxisY * cosine) - (Image.AxisX * sine),
        };
        var file = DicomSegmentation.Read(Write(new TestSegmentation(other).File((1, 1, Drawn(1)), (3, 1, Drawn(3)))));

        var error = Assert.Throws<GeometryMismatchException>(() => file.ReadMask("1", new MaskTarget(Image), new SegmentationOptions { Resample = false }));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Single(file.ReadMask("1", new MaskTarget(Image)).Findings, f => f.Kind == SeriesFindingKind.Resampled).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadMask_WithoutImage_IsPlacedByPositionsOrRefusedWhereTheyLeaveItOpen()
    {
        var dense = DicomSegmentation.Read(Write(new TestSegmentation(Image).File((2, 1, Drawn(2)), (3, 1, Drawn(3)), (4, 1, Drawn(4))))).ReadMask("1").Mask;
        Assert.Equal((3, 4.0), (dense.Geometry.Depth, Math.Round(dense.Geometry.Spacing.Z, 6)));
        Assert.Equal(1, DicomSegmentation.Read(Write(new TestSegmentation(Image).File((2, 1, Drawn(2))))).ReadMask("1").Mask.Geometry.Depth);

        // Eight millimetres apart and three thick: one slice between them, or none, or two.
        var sparse = DicomSegmentation.Read(Write(new TestSegmentation(Image).File((1, 1, Drawn(1)), (3, 1, Drawn(3)))));
        Assert.Contains("only known with the image", Assert.Throws<DicomFormatException>(() => sparse.ReadMask("1")).Message, StringComparison.Ordinal);
    }

    private static Func<int, int, bool> Drawn(int slice) => (x, y) => ((x * 7) + (y * 3) + slice) % 5 < 2;

    private static bool[] Expected(VolumeGeometry grid, int[] slices) => Voxels(grid, (x, y, z) => slices.Contains(z) && Drawn(z)(x, y));

    private static bool[] Voxels(VolumeGeometry grid, Func<int, int, int, bool> inside) =>
        [.. Enumerable.Range(0, (int)grid.VoxelCount).Select(i => inside(i % grid.Width, i / grid.Width % grid.Height, i / (grid.Width * grid.Height)))];

    private static int[] Slices(Mask mask)
    {
        var (inside, size) = (mask.Inside.ToArray(), mask.Geometry.Width * mask.Geometry.Height);
        return [.. Enumerable.Range(0, mask.Geometry.Depth).Where(z => inside.AsSpan(z * size, size).Contains(true))];
    }

    private string Write(byte[] file)
    {
        var path = Path.Combine(_files.Folder, $"{Guid.NewGuid():N}.dcm");
        File.WriteAllBytes(path, file);
        return path;
    }
}
