using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>A DICOM segmentation (SEG): binary, fractional or label map; segments in frames that may be sparse and in any order.</summary>
public sealed class DicomSegmentation
{
    private readonly FrameReader _reader;
    private readonly SegmentationFrame[] _frames;

    private DicomSegmentation(DicomFile file, FrameReader reader, SegmentationFrame[] frames)
    {
        var dataset = file.Dataset;
        Path = file.Path;
        _reader = reader;
        _frames = frames;
        SeriesUid = dataset.FindString(DicomTags.SeriesInstanceUid) ?? "";
        PatientId = dataset.FindString(DicomTags.PatientId) ?? "";
        FrameOfReferenceUid = dataset.FindString(DicomTags.FrameOfReferenceUid) ?? "";
        ReferencedSeriesUids = References.Series(dataset);
        var type = dataset.FindString(DicomTags.SegmentationType) ?? "BINARY";
        IsLabelMap = type == "LABELMAP";
        MaximumFractionalValue = type == "FRACTIONAL" ? dataset.FindInt32(DicomTags.MaximumFractionalValue) ?? 255 : null;
        if (MaximumFractionalValue is < 1)
        {
            throw new DicomFormatException(file.Path, DicomTags.MaximumFractionalValue, null, FormattableString.Invariant($"is {MaximumFractionalValue}, expected 1 or more"));
        }

        Segments =
        [
            .. dataset.GetSequence(DicomTags.SegmentSequence).Select(item =>
            {
                var number = item.GetInt32(DicomTags.SegmentNumber);
                return new DicomSegment(
                    number,
                    item.FindString(DicomTags.SegmentLabel) ?? "",
                    item.FindString(DicomTags.SegmentDescription),
                    DicomCode.Find(item, DicomTags.SegmentedPropertyCategoryCodeSequence),
                    DicomCode.Find(item, DicomTags.SegmentedPropertyTypeCodeSequence),
                    IsLabelMap ? frames.Length : frames.Count(frame => frame.Segment == number || frame.Segment is null));
            }),
        ];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>SeriesInstanceUID of the segmentation itself.</summary>
    public string SeriesUid { get; }

    /// <summary>PatientID; empty when absent.</summary>
    public string PatientId { get; }

    /// <summary>FrameOfReferenceUID; empty when absent.</summary>
    public string FrameOfReferenceUid { get; }

    /// <summary>The series it says it was drawn on; empty when it says none.</summary>
    public IReadOnlyList<string> ReferencedSeriesUids { get; }

    /// <summary>True when pixels are segment numbers.</summary>
    public bool IsLabelMap { get; }

    /// <summary>The value of pixels wholly inside, of a fractional segmentation; null when it is none.</summary>
    public int? MaximumFractionalValue { get; }

    /// <summary>Frames.</summary>
    public int FrameCount => _frames.Length;

    /// <summary>The segments in the file's order.</summary>
    public IReadOnlyList<DicomSegment> Segments { get; }

    /// <summary>Reads the header of a segmentation; the pixels are read with a mask.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The segmentation.</returns>
    /// <exception cref="DicomFormatException">The file is no segmentation, has no frames or no pixels, or a frame has no position, orientation or spacing.</exception>
    public static DicomSegmentation Read(string path)
    {
        var file = DicomFile.Read(path);
        if (!file.Dataset.Contains(DicomTags.SegmentSequence))
        {
            throw new DicomFormatException(path, DicomTags.SegmentSequence, null, "is missing: the file is no segmentation");
        }

        if (file.Dataset.GetSequence(DicomTags.PerFrameFunctionalGroupsSequence).Count == 0)
        {
            throw new DicomFormatException(path, DicomTags.PerFrameFunctionalGroupsSequence, null, "there are no frames");
        }

        return new DicomSegmentation(file, new FrameReader(file), SegmentationFrame.Read(file));
    }

    /// <summary>Reads one segment as a mask.</summary>
    /// <param name="segment">Number or label (case does not matter, <c>*</c> and <c>?</c> are wildcards); null: the only one there is.</param>
    /// <param name="target">
    /// The image the mask is for; null: the segmentation's own grid, from its first slice to its last, by the positions of its frames. Each frame
    /// goes to the slice of the image it lies on, pixel for voxel whatever the axes; spacing and thickness in the file are not asked. Frames
    /// beside the slices go to the nearest one, which is a finding. On another grid each voxel takes the pixel whose centre is nearest, which
    /// is a finding too, or an error where the options say so.
    /// </param>
    /// <param name="options">Threshold and tolerance; null: the defaults.</param>
    /// <returns>The mask, and what is odd about it.</returns>
    /// <exception cref="ImageFormatException">There is no such segment, or several (the message lists those there are), or all of it lies outside the image.</exception>
    /// <exception cref="GeometryMismatchException">The frames lie on another grid than the image, and <see cref="SegmentationOptions.Resample"/> is false.</exception>
    /// <exception cref="DicomFormatException">The pixels are damaged, or the frames lie on no common grid where one is needed.</exception>
    public PlacedMask ReadMask(string? segment = null, MaskTarget? target = null, SegmentationOptions? options = null)
    {
        options ??= new SegmentationOptions();
        options.Validate();
        var chosen = MaskNames.Choose(Path, "segment", segment, Segments, s => s.Number, s => s.Label);
        var findings = new List<SeriesFinding>();
        target?.Compare(ReferencedSeriesUids, FrameOfReferenceUid, $"segmentation '{Path}'", findings);
        SegmentationFrame[] frames = [.. _frames.Where(frame => IsLabelMap || frame.Segment == chosen.Number || frame.Segment is null)];
        var pixels = new SegmentationPixels(_reader, IsLabelMap ? chosen.Number : null, (MaximumFractionalValue ?? 1) * options.FractionalThreshold);
        var placer = new SegmentationPlacer(Path, frames, pixels, options, findings);
        // Without an image the grid is that of all segments, so that their masks share it.
        var mask = target is null ? placer.OnOwnGrid(FrameGrid.Of(Path, _frames))
            : frames.Length == 0 ? new Mask(target.Grid, new bool[target.Grid.VoxelCount])
            : placer.OnImage(target.Grid);
        if (mask.Count == 0)
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.EmptyMask, FormattableString.Invariant($"segment {chosen.Number} '{chosen.Label}' of '{Path}' has no voxel{(target is null ? "" : " on this image")}")));
        }

        return new PlacedMask(mask, findings);
    }
}
