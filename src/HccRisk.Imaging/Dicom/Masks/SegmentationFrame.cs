using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>Where a frame of a segmentation lies, in our world frame, and which segment it holds (null: the file does not say).</summary>
internal sealed record SegmentationFrame(
    int Index, int? Segment, int Columns, int Rows, Vector3D Origin, Vector3D AxisX, Vector3D AxisY, double SpacingX, double SpacingY, double? SliceSpacing, double? Thickness)
{
    internal Vector3D Normal => AxisX.Cross(AxisY);

    internal static SegmentationFrame[] Read(DicomFile file)
    {
        var dataset = file.Dataset;
        var perFrame = dataset.GetSequence(DicomTags.PerFrameFunctionalGroupsSequence);
        var shared = dataset.GetSequence(DicomTags.SharedFunctionalGroupsSequence);
        return
        [
            .. SliceHeaderReader.Read(file).Select((slice, i) =>
            {
                T Require<T>(T? value, DicomTag tag)
                    where T : struct =>
                    value ?? throw new DicomFormatException(file.Path, tag, null, FormattableString.Invariant($"is missing in frame {i + 1}: without it the frame has no place"));
                return new SegmentationFrame(
                    i,
                    SliceHeaderReader.Group(perFrame[i], shared, DicomTags.SegmentIdentificationSequence)?.FindInt32(DicomTags.ReferencedSegmentNumber),
                    slice.Columns,
                    slice.Rows,
                    StackBuilder.ToWorld(Require(slice.Position, DicomTags.ImagePositionPatient)),
                    StackBuilder.ToWorld(Require(slice.Row, DicomTags.ImageOrientationPatient)),
                    StackBuilder.ToWorld(Require(slice.Column, DicomTags.ImageOrientationPatient)),
                    Require(slice.ColumnSpacing, DicomTags.PixelSpacing),
                    Require(slice.RowSpacing, DicomTags.PixelSpacing),
                    slice.SpacingBetweenSlices is { } between && between != 0 ? Math.Abs(between) : null,
                    slice.Thickness > 0 ? slice.Thickness : null);
            }),
        ];
    }
}
