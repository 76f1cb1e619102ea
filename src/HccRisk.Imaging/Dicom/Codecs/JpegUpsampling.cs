namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>
/// Brings a sub-sampled colour to full resolution. Halved across (4:2:2) or both ways (4:2:0): linear interpolation between sample
/// centres, 3/4 of the nearer and 1/4 of the farther; other ratios: each sample repeated.
/// </summary>
internal static class JpegUpsampling
{
    /// <summary>Writes one full-resolution row.</summary>
    /// <param name="component">The colour.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="y">The row of the frame.</param>
    /// <param name="row">The samples, as many as the frame is wide.</param>
    internal static void Row(JpegComponent component, JpegFrame frame, int y, Span<ushort> row)
    {
        var across = frame.MaximumHorizontal / component.Horizontal;
        var down = frame.MaximumVertical / component.Vertical;
        var samples = Samples(component, y / down);
        if (across == 1 && down == 1)
        {
            samples[..row.Length].CopyTo(row);
        }
        else if (across == 2 && down == 1 && component.Width > 2)
        {
            Double(samples, samples, 4, 0, row);
        }
        else if (across == 2 && down == 2 && component.Width > 2)
        {
            var neighbour = Math.Clamp((y / 2) + (y % 2 == 0 ? -1 : 1), 0, component.Height - 1);
            Double(samples, Samples(component, neighbour), 3, 1, row);
        }
        else
        {
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = samples[x / across];
            }
        }
    }

    private static ReadOnlySpan<ushort> Samples(JpegComponent component, int y) =>
        component.Plane.AsSpan(y * component.Stride, component.Width);

    /// <summary>Doubles a row across after weighing two rows; ties are broken up and down in turn, so that no level is favoured.</summary>
    private static void Double(ReadOnlySpan<ushort> near, ReadOnlySpan<ushort> far, int nearWeight, int farWeight, Span<ushort> row)
    {
        // Weights add up to 16 where two rows are mixed, to 4 times 4 where the row stands alone.
        var (even, odd) = farWeight == 0 ? (4, 8) : (8, 7);
        var last = near.Length - 1;
        for (var x = 0; x < row.Length; x++)
        {
            var i = x >> 1;
            var other = (x & 1) == 0 ? Math.Max(i - 1, 0) : Math.Min(i + 1, last);
            var here = (nearWeight * near[i]) + (farWeight * far[i]);
            var there = (nearWeight * near[other]) + (farWeight * far[other]);
            row[x] = (ushort)(((3 * here) + there + ((x & 1) == 0 ? even : odd)) >> 4);
        }
    }
}
