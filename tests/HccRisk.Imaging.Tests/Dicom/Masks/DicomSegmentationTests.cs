using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Tests.Dicom.Series;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom.Masks;

/// <summary>Made-up segmentations of 4 x 3 pixels whose voxels are known one by one.</summary>
public sealed class DicomSegmentationTests : IDisposable
{
    /// <summary>The grid the slices of <see cref="TestSeries"/> make: 4 x 3 x 4 voxels of 2 x 1.5 x 3 mm.</summary>
    private static readonly VolumeGeometry Grid =
        new(4, 3, 4, new Vector3D(2, 1.5, 3), new Vector3D(-10, -20, 0), new Vector3D(-1, 0, 0), new Vector3D(0, -1, 0), new Vector3D(0, 0, 1));

    private readonly TestSeries _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void ReadMask_SparseBinaryFramesInAnyOrder_LieWhereTheirPositionsSay()
    {
        // 12 pixels a frame: frames begin inside of bytes. Frame of slice 3, then of slice 0, of segment 1; slice 1 of segment 2.
        var path = Write([(9, 1, 0b0000_0000_0001), (0, 1, 0b1000_0000_0000), (3, 2, 0b0000_0110_0000)]);
        var segmentation = DicomSegmentation.Read(path);

        Assert.Equal([(1, "Liver", 2), (2, "Tumour", 1)], segmentation.Segments.Select(s => (s.Number, s.Label, s.FrameCount)));
        Assert.Null(segmentation.MaximumFractionalValue);
        var liver = segmentation.ReadMask("liver", new MaskTarget(Grid, "1.2.3", "9.9"));
        Assert.Empty(liver.Findings);
        Assert.Equal([11, 36], Indices(liver.Mask));
        Assert.Equal([12 + 5, 12 + 6], Indices(segmentation.ReadMask("2", new MaskTarget(Grid)).Mask));
        Assert.Equal([12 + 5, 12 + 6], Indices(ImageFile.OpenMask(path, "tum*").Mask));
    }

    [Fact]
    public void ReadMask_ImageWithMirroredAxes_IsExact()
    {
        var mirrored = Grid with { Origin = Grid.ToWorld(3, 0, 3), AxisX = new Vector3D(1, 0, 0), AxisZ = new Vector3D(0, 0, -1) };

        var placed = DicomSegmentation.Read(Write([(9, 1, 0b0000_0000_0001), (0, 1, 0b1000_0000_0000)])).ReadMask("1", new MaskTarget(mirrored));

        Assert.Empty(placed.Findings);
        // Pixel (0, 0) of slice 3 is voxel (3, 0, 0); pixel (3, 2) of slice 0 is voxel (0, 2, 3).
        Assert.Equal([3, 36 + 8], Indices(placed.Mask));
    }

    [Fact]
    public void ReadMask_ImageOfOtherVoxels_TakesTheNearestAndSaysSo()
    {
        // Twice as many slices: slice 2k and 2k + 1 lie 0.75 mm below and above slice k.
        var fine = Grid with { Depth = 8, Spacing = Grid.Spacing with { Z = 1.5 }, Origin = Grid.Origin + new Vector3D(0, 0, -0.75) };

        var placed = DicomSegmentation.Read(Write([(3, 1, 0b0000_0000_0010), (6, 1, 0b0000_0000_0010)])).ReadMask("1", new MaskTarget(fine));

        Assert.Equal(SeriesFindingKind.Resampled, Assert.Single(placed.Findings).Kind);
        Assert.Equal([(2 * 12) + 1, (3 * 12) + 1, (4 * 12) + 1, (5 * 12) + 1], Indices(placed.Mask));
    }

    [Fact]
    public void ReadMask_SmallerImage_TellsWhatLiesBeyond()
    {
        var placed = DicomSegmentation.Read(Write([(0, 1, 0b1000_0000_0001), (9, 1, 0b0000_0000_0001)])).ReadMask("1", new MaskTarget(Grid with { Depth = 2 }));

        Assert.StartsWith("1 pixels", Assert.Single(placed.Findings, finding => finding.Kind == SeriesFindingKind.OutsideImage).Message, StringComparison.Ordinal);
        Assert.Equal([0, 11], Indices(placed.Mask));
    }

    [Fact]
    public void ReadMask_Fractional_TakesPixelsFromTheThresholdOn()
    {
        var path = Write([(0, 1, 0)], fractions: [0, 49, 50, 51, 99, 100, 0, 0, 0, 0, 0, 1]);
        var segmentation = DicomSegmentation.Read(path);

        Assert.Equal(100, segmentation.MaximumFractionalValue);
        Assert.Equal([2, 3, 4, 5], Indices(segmentation.ReadMask("1").Mask));
        Assert.Equal([5], Indices(segmentation.ReadMask("1", null, new SegmentationOptions { FractionalThreshold = 1 }).Mask));
        Assert.Throws<ArgumentException>(() => segmentation.ReadMask("1", null, new SegmentationOptions { FractionalThreshold = 0 }));
    }

    [Fact]
    public void ReadMask_OtherSeriesAndFrameOfReference_AreFindings()
    {
        var placed = DicomSegmentation.Read(Write([(0, 1, 1), (3, 1, 1)])).ReadMask("1", new MaskTarget(Grid, "7.7", "8.8"));

        Assert.Equal([SeriesFindingKind.OtherSeries, SeriesFindingKind.OtherFrameOfReference], placed.Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public void ReadMask_NoOrUnknownSegment_ListsThoseThereAre()
    {
        var segmentation = DicomSegmentation.Read(Write([(0, 1, 1)]));

        Assert.Contains("1 'Liver', 2 'Tumour'", Assert.Throws<ImageFormatException>(() => segmentation.ReadMask()).Message, StringComparison.Ordinal);
        Assert.Contains("nearest: 'Tumour'", Assert.Throws<ImageFormatException>(() => segmentation.ReadMask("Tumor")).Message, StringComparison.Ordinal);
        Assert.Equal(SeriesFindingKind.EmptyMask, Assert.Single(segmentation.ReadMask("2").Findings).Kind);
    }

    [Fact]
    public void Read_NoFrames_IsAnError() => Assert.Contains(
        "there are no frames", Assert.Throws<DicomFormatException>(() => DicomSegmentation.Read(Write([], frameCount: 1))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_FramesOnNoCommonGrid_IsAnErrorOfTheMask() => Assert.Contains(
        "no multiple", Assert.Throws<DicomFormatException>(() => DicomSegmentation.Read(Write([(0, 1, 1), (3, 1, 1), (7, 1, 1)])).ReadMask("1")).Message, StringComparison.Ordinal);

    private static int[] Indices(Mask mask)
    {
        var inside = mask.Inside.ToArray();
        return [.. Enumerable.Range(0, inside.Length).Where(i => inside[i])];
    }

    private string Write((double Z, int Segment, int Bits)[] frames, byte[]? fractions = null, int? frameCount = null) =>
        _files.Write("seg.dcm", Segmentation(frames, fractions, frameCount));

    internal static DicomBytes Segmentation((double Z, int Segment, int Bits)[] frames, byte[]? fractions = null, int? frameCount = null)
    {
        static Action<DicomBytes> Code(string value, string meaning) => item => item
            .Add(DicomTags.CodeValue, value, DicomVr.SH).Add(DicomTags.CodingSchemeDesignator, "SRT", DicomVr.SH).Add(DicomTags.CodeMeaning, meaning, DicomVr.LO);
        var bits = new byte[((frames.Length * 12) + 7) / 8];
        for (var i = 0; i < frames.Length * 12; i++)
        {
            bits[i / 8] |= (byte)(((frames[i / 12].Bits >> (i % 12)) & 1) << (i % 8));
        }

        var bytes = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian)
            .Add(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.66.4", DicomVr.UI)
            .Add(DicomTags.Modality, "SEG", DicomVr.CS)
            .Sequence(DicomTags.ReferencedSeriesSequence, item => item.Add(DicomTags.SeriesInstanceUid, "1.2.3", DicomVr.UI))
            .Add(DicomTags.SeriesInstanceUid, "4.5.6", DicomVr.UI)
            .Add(DicomTags.FrameOfReferenceUid, "9.9", DicomVr.UI)
            .Image(TestSeries.Rows, TestSeries.Columns, fractions is null ? 1 : 8, frames: frameCount ?? frames.Length)
            .Add(DicomTags.SegmentationType, fractions is null ? "BINARY" : "FRACTIONAL", DicomVr.CS)
            .Sequence(
                DicomTags.SegmentSequence,
                item => item.Sequence(DicomTags.SegmentedPropertyCategoryCodeSequence, Code("T-D000A", "Anatomical Structure"))
                    .Numbers(DicomTags.SegmentNumber, DicomVr.US, 1).Add(DicomTags.SegmentLabel, "Liver", DicomVr.LO),
                item => item.Numbers(DicomTags.SegmentNumber, DicomVr.US, 2).Add(DicomTags.SegmentLabel, "Tumour", DicomVr.LO));
        if (fractions is not null)
        {
            bytes.Numbers(DicomTags.MaximumFractionalValue, DicomVr.US, 100);
        }

        bytes.Sequence(
            DicomTags.SharedFunctionalGroupsSequence,
            item => item
                .Sequence(DicomTags.PlaneOrientationSequence, plane => plane.Add(DicomTags.ImageOrientationPatient, @"1\0\0\0\1\0", DicomVr.DS))
                .Sequence(DicomTags.PixelMeasuresSequence, measures => measures.Add(DicomTags.SliceThickness, "3", DicomVr.DS).Add(DicomTags.PixelSpacing, @"1.5\2", DicomVr.DS)));
        bytes.Sequence(DicomTags.PerFrameFunctionalGroupsSequence, [.. frames.Select<(double Z, int Segment, int Bits), Action<DicomBytes>>(frame => item => item
            .Sequence(DicomTags.PlanePositionSequence, plane => plane.Add(DicomTags.ImagePositionPatient, $@"10\20\{TestSeries.Text(frame.Z)}", DicomVr.DS))
            .Sequence(DicomTags.SegmentIdentificationSequence, segment => segment.Numbers(DicomTags.ReferencedSegmentNumber, DicomVr.US, frame.Segment)))]);
        return bytes.Add(DicomTags.PixelData, DicomVr.OB, fractions ?? bits);
    }
}
