using HccRisk.Imaging.Dicom;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom.Series;

/// <summary>Enhanced MR in one file: what places a frame is in functional groups, of the frame or of all frames.</summary>
public sealed class EnhancedImageTests : IDisposable
{
    private readonly TestSeries _series = new();

    public void Dispose() => _series.Dispose();

    [Fact]
    public void ReadVolumes_TwoTimePointsInOneFile_AreSplitSortedAndRescaledByFrame()
    {
        // Frames in no order; the stored value is 10 time + slice, each time point has a slope of its own.
        Write([(2, 6, "1"), (1, 0, "1"), (2, 0, "1"), (1, 6, "1"), (1, 3, "1"), (2, 3, "1")]);

        var layout = _series.Arrange();

        Assert.Equal(nameof(DicomTags.TemporalPositionIdentifier), layout.SplitBy);
        Assert.Empty(layout.Findings);
        Assert.Equal((2, 1.5, 3), (layout.Phases[0].Geometry.Spacing.X, layout.Phases[0].Geometry.Spacing.Y, layout.Phases[0].Geometry.Spacing.Z));
        Assert.Equal([[10f, 11f, 12f], [40f, 42f, 44f]], _series.Values());
    }

    [Fact]
    public void Arrange_FramesOfAnotherStack_AreLeftOut()
    {
        Write([(1, 0, "1"), (1, 3, "1"), (1, 6, "1"), (1, 0, "2"), (1, 3, "2")]);

        Assert.Equal(SeriesFindingKind.MixedOrientation, Assert.Single(_series.Arrange().Findings).Kind);
        Assert.Equal([[10f, 11f, 12f]], _series.Values());
    }

    private void Write((int Time, double Z, string Stack)[] frames)
    {
        var pixels = frames.SelectMany(frame => Enumerable.Repeat((10.0 * frame.Time) + (frame.Z / 3), TestSeries.Rows * TestSeries.Columns)).ToArray();
        _series.Write("enhanced.dcm", new DicomBytes(TransferSyntax.ExplicitVrLittleEndian, undefinedLengths: true)
            .Add(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.4.1", DicomVr.UI)
            .Add(DicomTags.SopInstanceUid, "1.2.3.1", DicomVr.UI)
            .Add(DicomTags.Modality, "MR", DicomVr.CS)
            .Add(DicomTags.PatientId, "p1", DicomVr.LO)
            .Add(DicomTags.SeriesInstanceUid, "1.2.3", DicomVr.UI)
            .Image(TestSeries.Rows, TestSeries.Columns, frames: frames.Length)
            .Sequence(DicomTags.SharedFunctionalGroupsSequence, item => item
                .Sequence(DicomTags.PlaneOrientationSequence, plane => plane.Add(DicomTags.ImageOrientationPatient, @"1\0\0\0\1\0", DicomVr.DS))
                .Sequence(DicomTags.PixelMeasuresSequence, measures => measures.Add(DicomTags.SliceThickness, "3", DicomVr.DS).Add(DicomTags.PixelSpacing, @"1.5\2", DicomVr.DS)))
            .Sequence(DicomTags.PerFrameFunctionalGroupsSequence, [.. frames.Select<(int Time, double Z, string Stack), Action<DicomBytes>>(frame => item => item
                .Sequence(DicomTags.FrameContentSequence, content => content
                    .Add(DicomTags.StackId, frame.Stack, DicomVr.SH).Numbers(DicomTags.TemporalPositionIndex, DicomVr.UL, frame.Time))
                .Sequence(DicomTags.PlanePositionSequence, plane => plane.Add(DicomTags.ImagePositionPatient, $@"10\20\{TestSeries.Text(frame.Z)}", DicomVr.DS))
                .Sequence(DicomTags.PixelValueTransformationSequence, line => line
                    .Add(DicomTags.RescaleIntercept, "0", DicomVr.DS).Add(DicomTags.RescaleSlope, $"{frame.Time}", DicomVr.DS)))])
            .Numbers(DicomTags.PixelData, DicomVr.OW, pixels));
    }
}
