namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>Uncompressed samples of 1, 8, 16, 32 or 64 bits, pixel by pixel or in planes.</summary>
internal sealed class NativePixelDecoder : IPixelDecoder
{
    public bool Supports(TransferSyntax syntax) => !syntax.IsEncapsulated;

    public void Decode(ReadOnlySpan<byte> frame, in PixelLayout layout, Span<byte> destination)
    {
        var needed = (layout.NativeBits + 7) / 8;
        if (frame.Length < needed)
        {
            throw new InvalidDataException($"the frame has {frame.Length} bytes, {needed} are needed");
        }

        destination = destination[..checked((int)layout.DecodedBytes)];
        if (layout.BitsAllocated == 1)
        {
            Unpack(frame, destination);
        }
        else if (layout.IsSubsampled)
        {
            Upsample(frame, layout.BytesPerSample, destination);
        }
        else if (layout.IsPlanar)
        {
            Interleave(frame, layout, destination);
        }
        else
        {
            frame[..destination.Length].CopyTo(destination);
        }

        if (!BitConverter.IsLittleEndian)
        {
            Parsing.WordOrder.Swap(destination, layout.BytesPerSample);
        }
    }

    // The first pixel is the lowest bit (PS3.5 8.1.1).
    private static void Unpack(ReadOnlySpan<byte> bits, Span<byte> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = (byte)((bits[i >> 3] >> (i & 7)) & 1);
        }
    }

    private static void Interleave(ReadOnlySpan<byte> planes, in PixelLayout layout, Span<byte> destination)
    {
        var (size, samples) = (layout.BytesPerSample, layout.SamplesPerPixel);
        var pixels = layout.Rows * layout.Columns;
        for (var s = 0; s < samples; s++)
        {
            var plane = planes.Slice(s * pixels * size, pixels * size);
            for (var i = 0; i < pixels; i++)
            {
                plane.Slice(i * size, size).CopyTo(destination[(((i * samples) + s) * size)..]);
            }
        }
    }

    // Y1 Y2 Cb Cr of two pixels side by side (PS3.3 C.7.6.3.1.2).
    private static void Upsample(ReadOnlySpan<byte> pairs, int size, Span<byte> destination)
    {
        for (var (i, o) = (0, 0); o < destination.Length; i += 4 * size, o += 3 * size)
        {
            pairs.Slice(i, size).CopyTo(destination[o..]);
            pairs.Slice(i + (2 * size), 2 * size).CopyTo(destination[(o + size)..]);
            o += 3 * size;
            if (o < destination.Length)
            {
                pairs.Slice(i + size, size).CopyTo(destination[o..]);
                pairs.Slice(i + (2 * size), 2 * size).CopyTo(destination[(o + size)..]);
            }
        }
    }
}
