using System.Buffers.Binary;

namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>A JPEG frame header (SOF0, SOF1 or SOF3).</summary>
internal sealed class JpegFrame
{
    private JpegFrame(bool lossless, int precision, int width, int height, JpegComponent[] components)
    {
        Lossless = lossless;
        Precision = precision;
        Width = width;
        Height = height;
        Components = components;
        MaximumHorizontal = components.Max(c => c.Horizontal);
        MaximumVertical = components.Max(c => c.Vertical);
    }

    internal bool Lossless { get; }

    /// <summary>Bits a sample.</summary>
    internal int Precision { get; }

    internal int Width { get; }

    internal int Height { get; }

    internal JpegComponent[] Components { get; }

    internal int MaximumHorizontal { get; }

    internal int MaximumVertical { get; }

    /// <summary>Reads the header and makes room for the samples, whose number the file's own extents bound.</summary>
    internal static JpegFrame Read(ReadOnlySpan<byte> segment, int at, bool lossless, FrameShape shape)
    {
        if (segment.Length < 6 || segment.Length != 6 + (3 * segment[5]))
        {
            throw Fault(at, $"a frame header of {segment.Length} bytes");
        }

        var precision = segment[0];
        var height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        int count = segment[5];
        if (height != shape.Rows || width != shape.Columns || count != shape.Samples)
        {
            throw Fault(at, $"{height} rows x {width} columns x {count} components, but the file says {shape.Rows} x {shape.Columns} x {shape.Samples}");
        }

        if (lossless ? precision is < 2 or > 16 : precision is not (8 or 12))
        {
            throw Fault(at, $"{precision} bits a sample, where {(lossless ? "2 to 16" : "8 or 12")} are allowed");
        }

        if (precision > 8 * shape.BytesPerSample)
        {
            throw Fault(at, $"{precision} bits a sample do not fit the {8 * shape.BytesPerSample} bits allocated");
        }

        Span<(int H, int V)> factors = stackalloc (int, int)[count];
        var (maximumH, maximumV) = (1, 1);
        for (var i = 0; i < count; i++)
        {
            var packed = segment[7 + (3 * i)];
            factors[i] = (packed >> 4, packed & 15);
            if (factors[i].H is < 1 or > 4 || factors[i].V is < 1 or > 4)
            {
                throw Fault(at, $"component {i} has sampling factors {factors[i].H} x {factors[i].V}, where 1 to 4 are allowed");
            }

            (maximumH, maximumV) = (Math.Max(maximumH, factors[i].H), Math.Max(maximumV, factors[i].V));
        }

        var components = new JpegComponent[count];
        for (var i = 0; i < count; i++)
        {
            // A single component is never interleaved, so its factors have no effect.
            var (h, v) = count == 1 ? (1, 1) : factors[i];
            var (mh, mv) = count == 1 ? (1, 1) : (maximumH, maximumV);
            if (mh % h != 0 || mv % v != 0 || (lossless && (mh != h || mv != v)))
            {
                throw Fault(at, $"component {i} is sampled {h} x {v} of {mh} x {mv}, which is not decoded");
            }

            var unit = lossless ? 1 : 8;
            var stride = Ceiling(width, mh * unit) * h * unit;
            var rows = Ceiling(height, mv * unit) * v * unit;
            components[i] = new JpegComponent
            {
                Id = segment[6 + (3 * i)],
                Horizontal = h,
                Vertical = v,
                Quantisation = segment[8 + (3 * i)],
                Width = Ceiling(width * h, mh),
                Height = Ceiling(height * v, mv),
                Stride = stride,
                Plane = new ushort[(long)stride * rows],
            };
        }

        return new JpegFrame(lossless, precision, width, height, components);
    }

    internal static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;

    private static InvalidDataException Fault(int at, string reason) => new($"JPEG stream, byte {at}: {reason}");
}
