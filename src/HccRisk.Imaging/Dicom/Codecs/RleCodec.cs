using System.Buffers.Binary;

namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>RLE lossless (DICOM PS3.5 annex G): one PackBits segment for each byte of each sample, the most significant first.</summary>
internal static class RleCodec
{
    private const int HeaderBytes = 64;
    private const int MaximumSegments = 15;

    /// <summary>Decodes one frame to little-endian samples, colours by pixel.</summary>
    /// <param name="frame">The frame: segment table and segments.</param>
    /// <param name="shape">What the file says of its frames.</param>
    /// <param name="destination">Exactly <see cref="FrameShape.ByteCount"/> bytes.</param>
    /// <exception cref="InvalidDataException">The frame is not such a stream; the message names the byte.</exception>
    internal static void Decode(ReadOnlySpan<byte> frame, FrameShape shape, Span<byte> destination)
    {
        shape.EnsureFits(destination);
        if (frame.Length < HeaderBytes)
        {
            throw new InvalidDataException($"RLE frame of {frame.Length} bytes: the segment table alone has {HeaderBytes}");
        }

        var segments = shape.Samples * shape.BytesPerSample;
        var found = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        if (found != segments || segments > MaximumSegments)
        {
            throw new InvalidDataException(
                $"RLE frame, byte 0: {found} segments where {shape.Samples} samples of {shape.BytesPerSample} bytes need {segments} (at most {MaximumSegments})");
        }

        for (var segment = 0; segment < segments; segment++)
        {
            var start = Offset(frame, segment);
            if (start < HeaderBytes || start > frame.Length)
            {
                throw new InvalidDataException($"RLE frame, byte {4 * (segment + 1)}: segment {segment} starts at {start}, outside {HeaderBytes} to {frame.Length}");
            }

            // A segment ends where the next one starts, wherever the table lists that.
            long end = frame.Length;
            for (var other = 0; other < segments; other++)
            {
                var offset = Offset(frame, other);
                end = offset > start && offset < end ? offset : end;
            }

            var (sample, significance) = Math.DivRem(segment, shape.BytesPerSample);
            var first = (sample * shape.BytesPerSample) + (shape.BytesPerSample - 1 - significance);
            DecodeSegment(frame[(int)start..(int)end], (int)start, destination, first, segments);
        }
    }

    private static long Offset(ReadOnlySpan<byte> frame, int segment) => BinaryPrimitives.ReadUInt32LittleEndian(frame[(4 * (segment + 1))..]);

    private static void DecodeSegment(ReadOnlySpan<byte> source, int sourceStart, Span<byte> destination, int first, int stride)
    {
        var at = 0;
        var to = first;
        while (to < destination.Length)
        {
            if (at >= source.Length)
            {
                throw Ends(sourceStart + at, to, destination.Length);
            }

            var control = (sbyte)source[at++];
            if (control == sbyte.MinValue)
            {
                continue; // reserved: no operation
            }

            var count = control >= 0 ? control + 1 : 1 - control;
            var needed = control >= 0 ? count : 1;
            if (needed > source.Length - at)
            {
                throw Ends(sourceStart + at, to, destination.Length);
            }

            if (to + ((long)(count - 1) * stride) >= destination.Length)
            {
                throw new InvalidDataException($"RLE frame, byte {sourceStart + at - 1}: a run of {count} passes the end of the frame");
            }

            if (control < 0)
            {
                Fill(destination, source[at], ref to, count, stride);
            }
            else
            {
                Copy(source.Slice(at, count), destination, ref to, stride);
            }

            at += needed;
        }
    }

    private static void Fill(Span<byte> destination, byte value, ref int to, int count, int stride)
    {
        if (stride == 1)
        {
            destination.Slice(to, count).Fill(value);
            to += count;
            return;
        }

        for (; count > 0; count--, to += stride)
        {
            destination[to] = value;
        }
    }

    private static void Copy(ReadOnlySpan<byte> values, Span<byte> destination, ref int to, int stride)
    {
        if (stride == 1)
        {
            values.CopyTo(destination[to..]);
            to += values.Length;
            return;
        }

        foreach (var value in values)
        {
            destination[to] = value;
            to += stride;
        }
    }

    private static InvalidDataException Ends(int at, int done, int total) =>
        new($"RLE frame, byte {at}: the segment ends at byte {done} of a frame of {total}");
}
