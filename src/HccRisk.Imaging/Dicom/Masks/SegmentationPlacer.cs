namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>Puts the frames of one segment on a grid, each where its own position and orientation say, whatever their order.</summary>
/// <remarks>
/// The slices of the image come first: a frame that lies on one of them fills that slice and no other, whatever the file says of spacing and
/// thickness. Those are asked only where frames lie between the slices of the image.
/// </remarks>
internal sealed class SegmentationPlacer(string path, SegmentationFrame[] frames, SegmentationPixels pixels, SegmentationOptions options, List<SeriesFinding> findings)
{
    /// <summary>Frames whose distance is that many slices of the image at most are no thicker than those.</summary>
    private const double SameThickness = 1.5;

    /// <summary>A plane midway between two slices belongs to the upper one, and so does one that rounding has moved off the middle.</summary>
    private const double Midway = 0.01;

    /// <summary>The mask on the slices of an image.</summary>
    internal Mask OnImage(VolumeGeometry grid)
    {
        var places = Array.ConvertAll(frames, frame => FramePlace.Of(frame, grid));
        if (Array.TrueForAll(places, place => place.IsOnVoxels(options.GridTolerance)))
        {
            NoteSpacing(places, grid);
            return Copy(places, grid, null);
        }

        var axis = places[0].Across is { } across && Array.TrueForAll(places, place => place.Across == across) ? across : (int?)null;
        if (axis is { } a && IsBesideSlices(places, grid, a))
        {
            var farthest = places.Max(place => Math.Abs(place.Depth(a) - Slice(place.Depth(a)))) * FramePlace.At(grid.Spacing, a);
            findings.Add(new SeriesFinding(SeriesFindingKind.BesideSlices, FormattableString.Invariant(
                $"the frames of '{path}' lie up to {farthest:0.###} mm beside the slices of the image: each is put on the nearest slice")));
            return Copy(places, grid, a);
        }

        var odd = places.First(place => !place.IsOnVoxels(options.GridTolerance));
        var text = $"'{path}' has {odd.Difference(grid, options.GridTolerance)}";
        if (!options.Resample)
        {
            throw new GeometryMismatchException($"{text}.");
        }

        findings.Add(new SeriesFinding(SeriesFindingKind.Resampled, $"{text}: each voxel of the image takes the nearest"));
        CountOutside(places, grid);
        return (axis is { } parallel ? OnSlices(places, grid, parallel) : OnOwnGrid(FrameGrid.Of(path, frames))).ResampleTo(grid);
    }

    /// <summary>The mask on the frames' own grid.</summary>
    internal Mask OnOwnGrid(VolumeGeometry grid) => Copy(Array.ConvertAll(frames, frame => FramePlace.Of(frame, grid)), grid, null);

    private static int Slice(double depth) => (int)Math.Floor(depth + 0.5 + Midway);

    /// <summary>How many slices of the image a frame stands for: the distance of its neighbours, less where the file says so.</summary>
    private double SlicesOf(VolumeGeometry grid, int axis)
    {
        var stated = frames[0].SliceSpacing ?? frames[0].Thickness;
        var least = FrameGrid.LeastDistance(frames);
        var own = least == 0 ? stated ?? 0 : Math.Min(least, stated ?? least);
        return own / FramePlace.At(grid.Spacing, axis);
    }

    /// <summary>True when the pixels in the plane are the image's and each frame has a slice of its own, at most half a slice away.</summary>
    private bool IsBesideSlices(FramePlace[] places, VolumeGeometry grid, int axis)
    {
        var slices = places.Select(place => (Slice: Slice(place.Depth(axis)), Depth: Math.Round(place.Depth(axis), 3))).Distinct().ToArray();
        return Array.TrueForAll(places, place => place.IsOnVoxels(options.GridTolerance, axis))
            && slices.DistinctBy(one => one.Slice).Count() == slices.Length
            && SlicesOf(grid, axis) < SameThickness;
    }

    /// <summary>The pixels of the frames in the slices of the image: each slice takes the frame nearest to it that reaches it.</summary>
    private Mask OnSlices(FramePlace[] places, VolumeGeometry grid, int axis)
    {
        FrameGrid.RequireOneLattice(path, frames);
        var first = frames[0];
        var (step, depth) = (FramePlace.At(grid.Spacing, axis), axis switch { 0 => grid.Width, 1 => grid.Height, _ => grid.Depth });
        var along = axis switch { 0 => grid.AxisX, 1 => grid.AxisY, _ => grid.AxisZ };
        var lattice = new VolumeGeometry(
            first.Columns, first.Rows, depth, new Vector3D(first.SpacingX, first.SpacingY, step), first.Origin - (along * (step * places[0].Depth(axis))), first.AxisX, first.AxisY, along);
        var inside = new bool[lattice.VoxelCount];
        var size = first.Columns * first.Rows;
        var reach = 0.5 * Math.Max(1, SlicesOf(grid, axis));
        for (var k = 0; k < depth; k++)
        {
            var nearest = places.MinBy(place => (Math.Abs(place.Depth(axis) - k), -place.Depth(axis)))!.Depth(axis);
            if (nearest - k < -reach - Midway || nearest - k >= reach - Midway)
            {
                continue;
            }

            foreach (var place in places.Where(place => Math.Abs(place.Depth(axis) - nearest) < 1e-3))
            {
                var flags = pixels.Read(place.Frame.Index);
                for (var i = 0; i < size; i++)
                {
                    inside[(k * size) + i] |= flags[i];
                }
            }
        }

        return new Mask(lattice, inside);
    }

    /// <summary>Each pixel becomes the voxel it lies on.</summary>
    /// <param name="places">The frames.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="axis">An axis along which a frame goes as a whole to the nearest slice; null: each pixel to the nearest voxel.</param>
    private Mask Copy(FramePlace[] places, VolumeGeometry grid, int? axis)
    {
        var inside = new bool[grid.VoxelCount];
        Visit(places, grid, axis, (i, j, k) => inside[i + (grid.Width * (j + (grid.Height * k)))] = true);
        return new Mask(grid, inside);
    }

    private void CountOutside(FramePlace[] places, VolumeGeometry grid) => Visit(places, grid, null, (_, _, _) => { });

    private void Visit(FramePlace[] places, VolumeGeometry grid, int? axis, Action<int, int, int> visit)
    {
        var (outside, within, frameCount) = (0L, 0L, 0);
        foreach (var place in places)
        {
            var flags = pixels.Read(place.Frame.Index);
            var before = outside;
            for (int row = 0, at = 0; row < place.Frame.Rows; row++)
            {
                for (var column = 0; column < place.Frame.Columns; column++, at++)
                {
                    if (!flags[at])
                    {
                        continue;
                    }

                    var v = place.Origin + (place.Y * row) + (place.X * column);
                    var (i, j, k) = (
                        axis == 0 ? Slice(place.Depth(0)) : (int)Math.Round(v.X), axis == 1 ? Slice(place.Depth(1)) : (int)Math.Round(v.Y), axis == 2 ? Slice(place.Depth(2)) : (int)Math.Round(v.Z));
                    if ((uint)i < (uint)grid.Width && (uint)j < (uint)grid.Height && (uint)k < (uint)grid.Depth)
                    {
                        visit(i, j, k);
                        within++;
                    }
                    else
                    {
                        outside++;
                    }
                }
            }

            frameCount += outside > before ? 1 : 0;
        }

        if (outside > 0 && within == 0)
        {
            throw new ImageFormatException("DICOM", path, "segment", null, $"all of its {outside} pixels, in {frameCount} frames, lie outside the image");
        }

        if (outside > 0)
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.OutsideImage, $"{outside} pixels of the segment, in {frameCount} of {places.Length} frames, lie beyond the image"));
        }
    }

    private void NoteSpacing(FramePlace[] places, VolumeGeometry grid)
    {
        if (frames[0].SliceSpacing is { } stated && places[0].Across is { } axis && FramePlace.At(grid.Spacing, axis) is var step && Math.Abs(stated - step) > 0.1 * step)
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.FrameSpacing, FormattableString.Invariant(
                $"'{path}' says its slices are {stated:0.###} mm apart, those of the image are {step:0.###}: each frame is put on the slice it lies on")));
        }
    }
}
