using System.Buffers.Binary;

namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>The tables a JPEG stream has defined so far.</summary>
internal sealed class JpegTables
{
    /// <summary>DC (or lossless) Huffman tables by number; 16 places, of which a stream can define four.</summary>
    internal JpegHuffmanTable?[] Dc { get; } = new JpegHuffmanTable?[16];

    /// <summary>AC Huffman tables by number.</summary>
    internal JpegHuffmanTable?[] Ac { get; } = new JpegHuffmanTable?[16];

    /// <summary>Quantisation tables by number, in zig-zag order.</summary>
    internal ushort[]?[] Quantisation { get; } = new ushort[]?[4];

    /// <summary>Reads a DHT segment.</summary>
    internal void ReadHuffman(ReadOnlySpan<byte> segment, int at)
    {
        while (segment.Length >= 17)
        {
            int place = segment[0];
            var counts = segment.Slice(1, 16);
            var total = 0;
            foreach (var count in counts)
            {
                total += count;
            }

            if ((place & 0xEF) > 3 || total > 256 || segment.Length < 17 + total)
            {
                throw new InvalidDataException($"JPEG stream, byte {at}: Huffman table {place & 15} of {total} symbols in a segment of {segment.Length} bytes");
            }

            try
            {
                (place < 16 ? Dc : Ac)[place & 15] = JpegHuffmanTable.Create(counts, segment.Slice(17, total));
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException($"JPEG stream, byte {at}: {e.Message}", e);
            }

            segment = segment[(17 + total)..];
        }

        if (!segment.IsEmpty)
        {
            throw new InvalidDataException($"JPEG stream, byte {at}: {segment.Length} bytes are left over after the Huffman tables");
        }
    }

    /// <summary>Reads a DQT segment.</summary>
    internal void ReadQuantisation(ReadOnlySpan<byte> segment, int at)
    {
        while (!segment.IsEmpty)
        {
            var (wide, number) = (segment[0] >> 4, segment[0] & 15);
            var length = 1 + (64 * (wide + 1));
            if (wide > 1 || number > 3 || segment.Length < length)
            {
                throw new InvalidDataException($"JPEG stream, byte {at}: quantisation table {number} of {8 * (wide + 1)} bits in a segment of {segment.Length} bytes");
            }

            var table = new ushort[64];
            for (var i = 0; i < 64; i++)
            {
                table[i] = wide == 0 ? segment[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * i))..]);
            }

            Quantisation[number] = table;
            segment = segment[length..];
        }
    }
}
