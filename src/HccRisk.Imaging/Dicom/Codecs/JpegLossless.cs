using System.Runtime.CompilerServices;

namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>Decodes a scan of lossless JPEG (ITU-T T.81, annex H: process 14, all seven predictors).</summary>
internal static class JpegLossless
{
    /// <summary>Decodes the scan into the planes of its components, point transform undone; returns the byte where the bits end.</summary>
    internal static int Decode(ReadOnlySpan<byte> data, int position, JpegFrame frame, JpegScan scan, JpegHuffmanTable?[] tables)
    {
        var huffman = Array.ConvertAll(scan.Components, c => tables[c.Dc] ?? throw new InvalidDataException($"JPEG stream, byte {position}: Huffman table {c.Dc} is not defined"));
        if (scan.RestartInterval % frame.Width != 0)
        {
            throw new InvalidDataException($"JPEG stream, byte {position}: a restart interval of {scan.RestartInterval} is not whole rows of {frame.Width}");
        }

        var restartRows = scan.RestartInterval / frame.Width;
        var reader = new JpegBitReader(data, position);
        var initial = 1 << (frame.Precision - scan.PointTransform - 1);
        var sinceRestart = 0;
        var restarts = 0;
        for (var y = 0; y < frame.Height; y++)
        {
            if (restartRows > 0 && sinceRestart == restartRows)
            {
                reader.Restart(restarts++ & 7);
                sinceRestart = 0;
            }

            var first = sinceRestart++ == 0;
            if (huffman.Length == 1)
            {
                var component = scan.Components[0].Component;
                DecodeRow(ref reader, huffman[0], Row(component, y), first ? default : Row(component, y - 1), scan.Predictor, initial);
            }
            else
            {
                DecodeInterleavedRow(ref reader, huffman, scan, y, first, initial);
            }
        }

        if (scan.PointTransform > 0)
        {
            foreach (var (component, _, _) in scan.Components)
            {
                foreach (ref var sample in component.Plane.AsSpan())
                {
                    sample <<= scan.PointTransform;
                }
            }
        }

        return reader.FindMarker();
    }

    private static Span<ushort> Row(JpegComponent component, int y) => component.Plane.AsSpan(y * component.Stride, component.Width);

    private static void DecodeRow(ref JpegBitReader shared, JpegHuffmanTable table, Span<ushort> row, ReadOnlySpan<ushort> above, int predictor, int initial)
    {
        // A copy that no one else sees stays in registers.
        var reader = shared;
        if (above.IsEmpty)
        {
            var previous = initial;
            foreach (ref var sample in row)
            {
                previous = sample = (ushort)(previous + Difference(ref reader, table));
            }

            shared = reader;
            return;
        }

        int left = row[0] = (ushort)(above[0] + Difference(ref reader, table));
        above = above[..row.Length];
        for (var x = 1; x < row.Length; x++)
        {
            left = row[x] = (ushort)(Predict(predictor, left, above[x], above[x - 1]) + Difference(ref reader, table));
        }

        shared = reader;
    }

    private static void DecodeInterleavedRow(ref JpegBitReader reader, JpegHuffmanTable[] tables, JpegScan scan, int y, bool first, int initial)
    {
        var width = scan.Components[0].Component.Width;
        for (var x = 0; x < width; x++)
        {
            for (var c = 0; c < tables.Length; c++)
            {
                var component = scan.Components[c].Component;
                var at = (y * component.Stride) + x;
                var plane = component.Plane;
                var prediction = (first, x) switch
                {
                    (true, 0) => initial,
                    (true, _) => plane[at - 1],
                    (false, 0) => plane[at - component.Stride],
                    _ => Predict(scan.Predictor, plane[at - 1], plane[at - component.Stride], plane[at - component.Stride - 1]),
                };
                plane[at] = (ushort)(prediction + Difference(ref reader, tables[c]));
            }
        }
    }

    /// <summary>Table H.1: a left, b above, c above left.</summary>
    private static int Predict(int predictor, int a, int b, int c) => predictor switch
    {
        1 => a,
        2 => b,
        3 => c,
        4 => a + b - c,
        5 => a + ((b - c) >> 1),
        6 => b + ((a - c) >> 1),
        _ => (a + b) >> 1,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Difference(ref JpegBitReader reader, JpegHuffmanTable table)
    {
        reader.Refill();
        var category = reader.ReadSymbol(table);
        return category < 16 ? reader.ReadSigned(category) : Extreme(in reader, category);
    }

    /// <summary>The one difference without extra bits.</summary>
    private static int Extreme(in JpegBitReader reader, int category) => category == 16
        ? 32768
        : throw reader.Fault($"a difference of category {category}, where 0 to 16 are allowed");
}
