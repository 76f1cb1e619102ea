
namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>The grid that the frames of a segmentation make by themselves: their pixels in the plane, their distances along the normal.</summary>
internal static class FrameGrid
{
    /// <summary>A distance beyond this many thicknesses may be one slice as well as several.</summary>
    private const double UsualGap = 1.5;

    /// <summary>The regular grid of all frames, by their positions: slices without a frame lie between those with one.</summary>
    internal static VolumeGeometry Of(string path, SegmentationFrame[] frames)
    {
        var first = frames[0];
        var normal = first.Normal;
        RequireOneLattice(path, frames);
        var offsets = Offsets(frames);
        var spacing = Spacing(path, frames, offsets);
        foreach (var offset in offsets)
        {
            var place = (offset - offsets[0]) / spacing;
            if (Math.Abs(place - Math.Round(place)) > 0.1)
            {
                throw new DicomFormatException(path, DicomTags.ImagePositionPatient, null, FormattableString.Invariant($"a frame lies {offset - offsets[0]:0.###} mm from the first, no multiple of the slice spacing {spacing:0.###} mm"));
            }
        }

        var depth = Math.Round((offsets[^1] - offsets[0]) / spacing) + 1;
        if (depth * first.Columns * first.Rows > Array.MaxLength)
        {
            throw new DicomFormatException(path, DicomTags.ImagePositionPatient, null, FormattableString.Invariant($"frames lie {offsets[^1] - offsets[0]:0.###} mm apart with a slice spacing of {spacing:0.###} mm: their grid is larger than an array can be"));
        }

        return new VolumeGeometry(
            first.Columns,
            first.Rows,
            (int)depth,
            new Vector3D(first.SpacingX, first.SpacingY, spacing),
            first.Origin + (normal * offsets[0]),
            first.AxisX,
            first.AxisY,
            normal);
    }

    /// <summary>Throws unless all frames have the same pixels in the plane.</summary>
    internal static void RequireOneLattice(string path, SegmentationFrame[] frames)
    {
        var first = frames[0];
        var normal = first.Normal;
        if (Array.Find(frames, frame => (frame.AxisX - first.AxisX).Length > 1e-3 || (frame.AxisY - first.AxisY).Length > 1e-3) is { } turned)
        {
            throw new DicomFormatException(path, DicomTags.ImageOrientationPatient, null, FormattableString.Invariant($"of frame {turned.Index + 1} differs from that of frame {first.Index + 1}: they lie on no common grid"));
        }

        if (Array.Find(frames, frame => frame.SpacingX != first.SpacingX || frame.SpacingY != first.SpacingY) is { } other)
        {
            throw new DicomFormatException(path, DicomTags.PixelSpacing, null, FormattableString.Invariant($"of frame {other.Index + 1} differs from that of frame {first.Index + 1}: they lie on no common grid"));
        }

        if (Array.Find(frames, frame => (frame.Origin - first.Origin - (normal * (frame.Origin - first.Origin).Dot(normal))).Length > 0.5 * Math.Min(first.SpacingX, first.SpacingY)) is { } aside)
        {
            throw new DicomFormatException(path, DicomTags.ImagePositionPatient, null, FormattableString.Invariant($"of frame {aside.Index + 1} lies aside of frame {first.Index + 1} along its normal: they lie on no common grid"));
        }
    }

    /// <summary>The least distance of two planes of frames along the normal, millimetres; 0 when there is one plane.</summary>
    internal static double LeastDistance(SegmentationFrame[] frames) => Least(Offsets(frames));

    private static double[] Offsets(SegmentationFrame[] frames) =>
        [.. frames.Select(frame => (frame.Origin - frames[0].Origin).Dot(frames[0].Normal)).Order()];

    private static double Least(double[] offsets) => offsets.Zip(offsets.Skip(1), (a, b) => b - a).Where(step => step > 1e-3).DefaultIfEmpty(0).Min();

    // Sparse frames may all be several slices apart: then the thickness, where the distance is a multiple of it, is the spacing.
    private static double Spacing(string path, SegmentationFrame[] frames, double[] offsets)
    {
        var (first, least) = (frames[0], Least(offsets));
        if (first.SliceSpacing is { } stated && (least == 0 || stated <= least * 1.01))
        {
            return stated;
        }

        if (first.Thickness is not { } thickness)
        {
            return least > 0 ? least : throw new DicomFormatException(path, DicomTags.SliceThickness, null, "is missing: one slice alone needs it for its extent");
        }

        if (least == 0 || (thickness <= least && Math.Abs((least / thickness) - Math.Round(least / thickness)) < 0.01))
        {
            return least == 0 ? thickness : least / Math.Round(least / thickness);
        }

        var evenlyMany = offsets[^1] - offsets[0] > 1.5 * least;
        return least <= UsualGap * thickness || evenlyMany
            ? least
            : throw new DicomFormatException(
                path, DicomTags.SliceThickness, null, FormattableString.Invariant($"is {thickness:0.###} mm and two planes of frames lie {least:0.###} mm apart: how many slices lie between is only known with the image they were drawn on"));
    }
}
