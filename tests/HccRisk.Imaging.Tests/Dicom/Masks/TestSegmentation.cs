using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Tests.Dicom.Series;

namespace HccRisk.Imaging.Tests.Dicom.Masks;

/// <summary>A segmentation whose frames are drawn on the slices of a grid, and how its writer puts that into words.</summary>
internal sealed record TestSegmentation(VolumeGeometry Grid)
{
    public string? Thickness { get; init; } = "3";

    public string? SpacingBetweenSlices { get; init; }

    /// <summary>Digits after the decimal point of positions and directions.</summary>
    public int Digits { get; init; } = 9;

    /// <summary>Spacing and orientation in the item of each frame instead of the shared one.</summary>
    public bool PerFrame { get; init; }

    public bool Fractional { get; init; }

    public bool Implicit { get; init; }

    /// <summary>Frames by slice of the grid (between two where not whole), each with the pixels inside and its segment, 1 or 2.</summary>
    public byte[] File(params (double Slice, int Segment, Func<int, int, bool> Inside)[] frames)
    {
        var size = Grid.Width * Grid.Height;
        var flags = frames.SelectMany(frame => Enumerable.Range(0, size).Select(i => frame.Inside(i % Grid.Width, i / Grid.Width))).ToArray();
        var pixels = new byte[Fractional ? flags.Length : (flags.Length + 7) / 8];
        for (var i = 0; i < flags.Length; i++)
        {
            if (Fractional)
            {
                // Two thirds inside, one third outside: the threshold lies between.
                pixels[i] = flags[i] ? (byte)170 : (byte)85;
            }
            else
            {
                pixels[i / 8] |= (byte)((flags[i] ? 1 : 0) << (i % 8));
            }
        }

        var bytes = new DicomBytes(Implicit ? TransferSyntax.ImplicitVrLittleEndian : TransferSyntax.ExplicitVrLittleEndian)
            .Add(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.66.4", DicomVr.UI)
            .Add(DicomTags.Modality, "SEG", DicomVr.CS)
            .Add(DicomTags.SeriesInstanceUid, "4.5.6", DicomVr.UI)
            .Image(Grid.Height, Grid.Width, Fractional ? 8 : 1, frames: frames.Length)
            .Add(DicomTags.SegmentationType, Fractional ? "FRACTIONAL" : "BINARY", DicomVr.CS)
            .Sequence(
                DicomTags.SegmentSequence,
                item => item.Numbers(DicomTags.SegmentNumber, DicomVr.US, 1).Add(DicomTags.SegmentLabel, "Lesion", DicomVr.LO),
                item => item.Numbers(DicomTags.SegmentNumber, DicomVr.US, 2).Add(DicomTags.SegmentLabel, "Liver", DicomVr.LO));
        if (frames.Length == 1)
        {
            bytes.Add(DicomTags.NumberOfFrames, "1", DicomVr.IS);
        }

        bytes.Sequence(DicomTags.SharedFunctionalGroupsSequence, item =>
        {
            if (!PerFrame)
            {
                Plane(item);
            }
        });
        bytes.Sequence(DicomTags.PerFrameFunctionalGroupsSequence, [.. frames.Select<(double Slice, int Segment, Func<int, int, bool> Inside), Action<DicomBytes>>(frame => item =>
        {
            item.Sequence(DicomTags.PlanePositionSequence, plane => plane.Add(DicomTags.ImagePositionPatient, Text(Lps(Grid.ToWorld(0, 0, frame.Slice))), DicomVr.DS))
                .Sequence(DicomTags.SegmentIdentificationSequence, segment => segment.Numbers(DicomTags.ReferencedSegmentNumber, DicomVr.US, frame.Segment));
            if (PerFrame)
            {
                Plane(item);
            }
        })]);
        return bytes.Add(DicomTags.PixelData, DicomVr.OB, pixels).File;
    }

    private static Vector3D Lps(Vector3D world) => new(-world.X, -world.Y, world.Z);

    private string Text(Vector3D v) => string.Join('\\', new[] { v.X, v.Y, v.Z }.Select(value => TestSeries.Text(Math.Round(value, Digits))));

    private void Plane(DicomBytes item) => item
        .Sequence(DicomTags.PlaneOrientationSequence, plane => plane.Add(
            DicomTags.ImageOrientationPatient, $@"{Text9(Lps(Grid.AxisX))}\{Text9(Lps(Grid.AxisY))}", DicomVr.DS))
        .Sequence(DicomTags.PixelMeasuresSequence, measures =>
        {
            if (Thickness is not null)
            {
                measures.Add(DicomTags.SliceThickness, Thickness, DicomVr.DS);
            }

            if (SpacingBetweenSlices is not null)
            {
                measures.Add(DicomTags.SpacingBetweenSlices, SpacingBetweenSlices, DicomVr.DS);
            }

            measures.Add(DicomTags.PixelSpacing, $@"{TestSeries.Text(Grid.Spacing.Y)}\{TestSeries.Text(Grid.Spacing.X)}", DicomVr.DS);
        });

    private static string Text9(Vector3D v) => string.Join('\\', new[] { v.X, v.Y, v.Z }.Select(value => TestSeries.Text(Math.Round(value, 9))));
}
