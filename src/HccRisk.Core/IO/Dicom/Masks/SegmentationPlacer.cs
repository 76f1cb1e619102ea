using HccRisk.Core.Imaging;
using HccRisk.Core.IO.Dicom.Series;

namespace HccRisk.Core.IO.Dicom.Masks;

/// <summary>Puts the frames of a segment where their position and orientation say, whatever their order.</summary>
internal static class SegmentationPlacer
{
    /// <summary>The regular grid of the frames: slices without a frame lie between those with one.</summary>
    internal static VolumeGeometry OwnGrid(string path, SegmentationFrame[] frames)
    {
        var first = frames[0];
        var normal = first.Normal;
        if (Array.Find(frames, frame => (frame.AxisX - first.AxisX).Length > 1e-3 || (frame.AxisY - first.AxisY).Length > 1e-3) is { } turned)
        {
            throw new DicomFormatException(path, DicomTags.ImageOrientationPatient, null, FormattableString.Invariant($"of frame {turned.Index + 1} differs from that of frame {first.Index + 1}: they lie on no common grid"));
        }

        var offsets = frames.Select(frame => (frame.Origin - first.Origin).Dot(normal)).Order().ToArray();
        if (Array.Find(frames, frame => (frame.Origin - first.Origin - (normal * (frame.Origin - first.Origin).Dot(normal))).Length > 0.5 * Math.Min(first.SpacingX, first.SpacingY)) is { } aside)
        {
            throw new DicomFormatException(path, DicomTags.ImagePositionPatient, null, FormattableString.Invariant($"of frame {aside.Index + 1} lies aside of frame {first.Index + 1} along its normal: they lie on no common grid"));
        }

        var spacing = Spacing(path, first, offsets);
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

    /// <summary>True when every pixel of the frames is a voxel of a grid, and the frames are as far apart as its slices.</summary>
    internal static bool IsOn(SegmentationFrame[] frames, VolumeGeometry own, VolumeGeometry grid, SegmentationOptions options)
    {
        var apart = grid.ToIndex(grid.Origin + (own.AxisZ * own.Spacing.Z));
        return IsWhole(apart, options.GridTolerance) && Math.Abs(apart.Length - 1) <= options.GridTolerance
            && Array.TrueForAll(frames, frame =>
            {
                var (origin, x, y) = Steps(frame, grid);
                var far = origin + (x * (frame.Columns - 1)) + (y * (frame.Rows - 1));
                return IsWhole(x, options.GridTolerance) && IsWhole(y, options.GridTolerance) && Math.Abs(x.Length - 1) <= options.GridTolerance
                    && Math.Abs(y.Length - 1) <= options.GridTolerance && IsWhole(origin, options.GridTolerance) && IsWhole(far, options.GridTolerance);
            });
    }

    internal static Mask Place(SegmentationFrame[] frames, SegmentationPixels pixels, VolumeGeometry grid, List<SeriesFinding> findings)
    {
        var inside = new bool[grid.VoxelCount];
        var outside = 0L;
        foreach (var frame in frames)
        {
            var flags = pixels.Read(frame.Index);
            var (origin, stepX, stepY) = Steps(frame, grid);
            for (int row = 0, at = 0; row < frame.Rows; row++)
            {
                var start = origin + (stepY * row);
                for (var column = 0; column < frame.Columns; column++, at++)
                {
                    if (!flags[at])
                    {
                        continue;
                    }

                    var place = start + (stepX * column);
                    var (i, j, k) = ((int)Math.Round(place.X), (int)Math.Round(place.Y), (int)Math.Round(place.Z));
                    if ((uint)i < (uint)grid.Width && (uint)j < (uint)grid.Height && (uint)k < (uint)grid.Depth)
                    {
                        inside[i + (grid.Width * (j + (grid.Height * k)))] = true;
                    }
                    else
                    {
                        outside++;
                    }
                }
            }
        }

        if (outside > 0)
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.OutsideImage, $"{outside} pixels of the segment lie beyond the image"));
        }

        return new Mask(grid, inside);
    }

    private static (Vector3D Origin, Vector3D X, Vector3D Y) Steps(SegmentationFrame frame, VolumeGeometry grid)
    {
        var origin = grid.ToIndex(frame.Origin);
        return (origin, grid.ToIndex(frame.Origin + (frame.AxisX * frame.SpacingX)) - origin, grid.ToIndex(frame.Origin + (frame.AxisY * frame.SpacingY)) - origin);
    }

    private static bool IsWhole(Vector3D v, double tolerance) =>
        Math.Abs(v.X - Math.Round(v.X)) <= tolerance && Math.Abs(v.Y - Math.Round(v.Y)) <= tolerance && Math.Abs(v.Z - Math.Round(v.Z)) <= tolerance;

    // Sparse frames may all be several slices apart: then the thickness, where the distance is a multiple of it, is the spacing.
    private static double Spacing(string path, SegmentationFrame first, double[] offsets)
    {
        var least = offsets.Zip(offsets.Skip(1), (a, b) => b - a).Where(step => step > 1e-3).DefaultIfEmpty(0).Min();
        if (first.SliceSpacing is { } stated && (least == 0 || stated <= least * 1.01))
        {
            return stated;
        }

        if (first.Thickness is { } thickness && (least == 0 || (thickness <= least && Math.Abs((least / thickness) - Math.Round(least / thickness)) < 0.01)))
        {
            return least == 0 ? thickness : least / Math.Round(least / thickness);
        }

        return least > 0 ? least : throw new DicomFormatException(path, DicomTags.SliceThickness, null, "is missing: one slice alone needs it for its extent");
    }
}
