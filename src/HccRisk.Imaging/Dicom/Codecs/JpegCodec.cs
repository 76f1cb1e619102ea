using System.Buffers.Binary;

namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>JPEG (ITU-T T.81) with Huffman coding: lossless of 2 to 16 bits, baseline and extended sequential of 8 and 12 bits.</summary>
internal static class JpegCodec
{
    /// <summary>Decodes one frame to little-endian samples, colours by pixel.</summary>
    /// <param name="stream">The JPEG stream; bytes after its end marker are ignored.</param>
    /// <param name="shape">What the file says of its frames; the stream must agree.</param>
    /// <param name="toRgb">Turns Y, Cb, Cr into R, G, B: for three samples whose photometric interpretation is a YBR one.</param>
    /// <param name="destination">Exactly <see cref="FrameShape.ByteCount"/> bytes.</param>
    /// <exception cref="InvalidDataException">The stream is damaged, or of another process; the message names the byte.</exception>
    internal static void Decode(ReadOnlySpan<byte> stream, FrameShape shape, bool toRgb, Span<byte> destination)
    {
        shape.EnsureFits(destination);
        var frame = DecodePlanes(stream, shape);
        if (frame.Components.Length == 1)
        {
            Store(frame, shape, destination);
            return;
        }

        Merge(frame, shape, toRgb && !frame.Lossless, destination);
    }

    private static JpegFrame DecodePlanes(ReadOnlySpan<byte> data, FrameShape shape)
    {
        if (data.Length < 4 || data[0] != 0xFF || data[1] != 0xD8)
        {
            throw new InvalidDataException("JPEG stream, byte 0: the start marker FF D8 is missing");
        }

        var tables = new JpegTables();
        JpegFrame? frame = null;
        var restartInterval = 0;
        for (var position = 2; ;)
        {
            var (marker, at) = NextMarker(data, position);
            if (marker == 0xD9)
            {
                throw new InvalidDataException($"JPEG stream, byte {at}: the stream ends before all components were decoded");
            }

            var segment = Segment(data, at);
            position = at + 4 + segment.Length;
            switch (marker)
            {
                case 0xC0 or 0xC1 or 0xC3 when frame is null:
                    frame = JpegFrame.Read(segment, at, lossless: marker == 0xC3, shape);
                    break;
                case 0xC4:
                    tables.ReadHuffman(segment, at);
                    break;
                case >= 0xC0 and <= 0xCF and not 0xC8:
                    throw new InvalidDataException($"JPEG stream, byte {at}: marker FF {marker:X2}: {(frame is null ? "this process is not Huffman-coded lossless, baseline or extended sequential" : "a second frame")}");
                case 0xDB:
                    tables.ReadQuantisation(segment, at);
                    break;
                case 0xDD:
                    restartInterval = segment.Length == 2
                        ? BinaryPrimitives.ReadUInt16BigEndian(segment)
                        : throw new InvalidDataException($"JPEG stream, byte {at}: a restart interval of {segment.Length} bytes");
                    break;
                case 0xDA:
                    var decoding = frame ?? throw new InvalidDataException($"JPEG stream, byte {at}: a scan before the frame header");
                    var scan = JpegScan.Read(segment, at, decoding, restartInterval);
                    position = decoding.Lossless
                        ? JpegLossless.Decode(data, position, decoding, scan, tables.Dc)
                        : JpegSequential.Decode(data, position, decoding, scan, tables);
                    if (Array.TrueForAll(decoding.Components, c => c.Decoded))
                    {
                        return decoding;
                    }

                    break;
            }
        }
    }

    /// <summary>The next marker that has a segment, or the end marker, and where it stands.</summary>
    private static (int Marker, int At) NextMarker(ReadOnlySpan<byte> data, int position)
    {
        for (; position + 1 < data.Length; position++)
        {
            // FF FF is fill, FF 00 data, FF 01 and FF D0 to D8 stand alone.
            if (data[position] == 0xFF && data[position + 1] is not (0xFF or 0 or 1 or (>= 0xD0 and <= 0xD8)))
            {
                return (data[position + 1], position);
            }
        }

        throw new InvalidDataException($"JPEG stream, byte {data.Length}: the stream ends before all components were decoded");
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> data, int at)
    {
        var left = data.Length - at - 4;
        if (left < 0)
        {
            throw new InvalidDataException($"JPEG stream, byte {at}: the stream ends inside a marker segment");
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(data[(at + 2)..]) - 2;
        return length >= 0 && length <= left
            ? data.Slice(at + 4, length)
            : throw new InvalidDataException($"JPEG stream, byte {at}: a segment of {length} bytes where {left} are left");
    }

    private static void Store(JpegFrame frame, FrameShape shape, Span<byte> destination)
    {
        var component = frame.Components[0];
        for (var y = 0; y < frame.Height; y++)
        {
            var row = component.Plane.AsSpan(y * component.Stride, frame.Width);
            var to = destination.Slice(y * frame.Width * shape.BytesPerSample);
            for (var x = 0; x < row.Length; x++)
            {
                Put(to, x, shape.BytesPerSample, row[x]);
            }
        }
    }

    private static void Merge(JpegFrame frame, FrameShape shape, bool toRgb, Span<byte> destination)
    {
        var width = frame.Width;
        var samples = frame.Components.Length;
        var rows = new ushort[samples * width];
        for (var y = 0; y < frame.Height; y++)
        {
            for (var c = 0; c < samples; c++)
            {
                JpegUpsampling.Row(frame.Components[c], frame, y, rows.AsSpan(c * width, width));
            }

            if (toRgb && samples == 3)
            {
                JpegColour.ToRgb(rows.AsSpan(0, width), rows.AsSpan(width, width), rows.AsSpan(2 * width), frame.Precision);
            }

            var to = destination.Slice(y * width * samples * shape.BytesPerSample);
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < samples; c++)
                {
                    Put(to, (x * samples) + c, shape.BytesPerSample, rows[(c * width) + x]);
                }
            }
        }
    }

    private static void Put(Span<byte> target, int index, int size, ushort value)
    {
        if (size == 1)
        {
            target[index] = (byte)value;
        }
        else if (size == 2)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target[(2 * index)..], value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target[(4 * index)..], value);
        }
    }
}
