namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>Decodes a scan of sequential DCT JPEG (ITU-T T.81, annex F: baseline and extended, 8 and 12 bits).</summary>
internal static class JpegSequential
{
    /// <summary>Row-major place of each coefficient in the order they are coded (ITU-T T.81, figure A.6).</summary>
    internal static ReadOnlySpan<byte> ZigZag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <summary>Decodes the scan into the planes of its components; returns the byte where the bits end.</summary>
    internal static int Decode(ReadOnlySpan<byte> data, int position, JpegFrame frame, JpegScan scan, JpegTables tables)
    {
        var coders = Array.ConvertAll(scan.Components, c => new Coder(
            c.Component,
            tables.Dc[c.Dc] ?? throw Missing(position, "DC table", c.Dc),
            tables.Ac[c.Ac] ?? throw Missing(position, "AC table", c.Ac),
            tables.Quantisation[c.Component.Quantisation & 3] ?? throw Missing(position, "quantisation table", c.Component.Quantisation)));
        var single = coders.Length == 1;

        // Alone, a component goes block by block over its own extent; together, MCU by MCU over the padded frame.
        var across = single
            ? JpegFrame.Ceiling(coders[0].Component.Width, 8)
            : JpegFrame.Ceiling(frame.Width, 8 * frame.MaximumHorizontal);
        var down = single
            ? JpegFrame.Ceiling(coders[0].Component.Height, 8)
            : JpegFrame.Ceiling(frame.Height, 8 * frame.MaximumVertical);
        var reader = new JpegBitReader(data, position);
        Span<int> block = stackalloc int[64];
        var left = scan.RestartInterval;
        var restarts = 0;
        for (var y = 0; y < down; y++)
        {
            for (var x = 0; x < across; x++)
            {
                if (scan.RestartInterval > 0 && left-- == 0)
                {
                    reader.Restart(restarts++ & 7);
                    left = scan.RestartInterval - 1;
                    foreach (var coder in coders)
                    {
                        coder.Previous = 0;
                    }
                }

                foreach (var coder in coders)
                {
                    var component = coder.Component;
                    var (h, v) = single ? (1, 1) : (component.Horizontal, component.Vertical);
                    for (var i = 0; i < h * v; i++)
                    {
                        var last = DecodeBlock(ref reader, coder, block);
                        var to = (((y * v) + (i / h)) * 8 * component.Stride) + (((x * h) + (i % h)) * 8);
                        JpegInverseDct.Transform(block, last, component.Plane.AsSpan(to), component.Stride, frame.Precision);
                    }
                }
            }
        }

        return reader.FindMarker();
    }

    /// <summary>One block, dequantised, row-major; returns the zig-zag index of its last coefficient.</summary>
    private static int DecodeBlock(ref JpegBitReader reader, Coder coder, scoped Span<int> block)
    {
        block.Clear();
        reader.Refill();
        var category = reader.ReadSymbol(coder.Dc);
        if (category > 15)
        {
            throw reader.Fault($"a DC difference of category {category}, where 0 to 15 are allowed");
        }

        coder.Previous += reader.ReadSigned(category);
        block[0] = coder.Previous * coder.Quantisation[0];
        var last = 0;
        for (var k = 1; k < 64; k++)
        {
            reader.Refill();
            var symbol = reader.ReadSymbol(coder.Ac);
            var size = symbol & 15;
            if (size == 0)
            {
                if (symbol != 0xF0)
                {
                    break; // end of block
                }

                k += 15;
                continue;
            }

            k += symbol >> 4;
            if (k > 63)
            {
                throw reader.Fault("a run of zeros passes the end of the block");
            }

            block[ZigZag[k]] = reader.ReadSigned(size) * coder.Quantisation[k];
            last = k;
        }

        return last;
    }

    private static InvalidDataException Missing(int position, string what, int number) =>
        new($"JPEG stream, byte {position}: {what} {number} is not defined");

    private sealed class Coder(JpegComponent component, JpegHuffmanTable dc, JpegHuffmanTable ac, ushort[] quantisation)
    {
        internal JpegComponent Component { get; } = component;

        internal JpegHuffmanTable Dc { get; } = dc;

        internal JpegHuffmanTable Ac { get; } = ac;

        /// <summary>In zig-zag order.</summary>
        internal ushort[] Quantisation { get; } = quantisation;

        /// <summary>DC coefficient of the block before.</summary>
        internal int Previous { get; set; }
    }
}
