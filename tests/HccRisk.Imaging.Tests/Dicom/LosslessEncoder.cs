using HccRisk.Imaging.Dicom.Codecs;

namespace HccRisk.Imaging.Tests.Dicom;

/// <summary>Encodes lossless JPEG straight from ITU-T T.81, annex H: every predictor, precision, point transform and restart interval.</summary>
internal sealed class LosslessEncoder(int precision, int predictor, int pointTransform, int restartRows, bool interleaved)
{
    private readonly List<byte> _bytes = [];
    private uint _pending;
    private int _bits;

    /// <summary>The stream of samples row by row, colours by pixel.</summary>
    public byte[] Encode(ushort[] samples, FrameShape shape)
    {
        _bytes.AddRange([0xFF, 0xD8]);
        Segment(0xC4, [0x00, .. Enumerable.Repeat((byte)1, 15), 2, .. Enumerable.Range(0, 17).Select(i => (byte)i)]);
        Segment(
            0xC3,
            [(byte)precision, .. Big(shape.Rows), .. Big(shape.Columns), (byte)shape.Samples, .. Enumerable.Range(1, shape.Samples).SelectMany(id => new byte[] { (byte)id, 0x11, 0 })]);
        if (restartRows > 0)
        {
            Segment(0xDD, Big(restartRows * shape.Columns));
        }

        int[] all = [.. Enumerable.Range(0, shape.Samples)];
        foreach (var scan in interleaved ? [all] : all.Select(c => new[] { c }))
        {
            Segment(0xDA, [(byte)scan.Length, .. scan.SelectMany(c => new byte[] { (byte)(c + 1), 0 }), (byte)predictor, 0, (byte)pointTransform]);
            Scan(samples, shape, scan);
        }

        _bytes.AddRange([0xFF, 0xD9]);
        return [.. _bytes];
    }

    private void Scan(ushort[] samples, FrameShape shape, int[] components)
    {
        int At(int x, int y, int c) => samples[(((y * shape.Columns) + x) * shape.Samples) + c] >> pointTransform;
        for (var y = 0; y < shape.Rows; y++)
        {
            var first = restartRows > 0 ? y % restartRows == 0 : y == 0;
            if (first && y > 0)
            {
                Flush();
                _bytes.AddRange([0xFF, (byte)(0xD0 + (((y / restartRows) - 1) & 7))]);
            }

            for (var x = 0; x < shape.Columns; x++)
            {
                foreach (var c in components)
                {
                    int A() => At(x - 1, y, c);
                    int B() => At(x, y - 1, c);
                    int C() => At(x - 1, y - 1, c);
                    var prediction = (first, x) switch
                    {
                        (true, 0) => 1 << (precision - pointTransform - 1),
                        (true, _) => A(),
                        (false, 0) => B(),
                        _ => predictor switch
                        {
                            1 => A(),
                            2 => B(),
                            3 => C(),
                            4 => A() + B() - C(),
                            5 => A() + ((B() - C()) >> 1),
                            6 => B() + ((A() - C()) >> 1),
                            _ => (A() + B()) / 2,
                        },
                    };
                    Difference((short)(At(x, y, c) - prediction));
                }
            }
        }

        Flush();
    }

    private void Difference(int difference)
    {
        // -32768 is 32768 modulo 2^16: the one of category 16, which has no extra bits.
        var category = 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Abs(difference));
        Bits(category == 16 ? 0xFFFFu : (1u << (category + 1)) - 2, Math.Min(category + 1, 16));
        if (category is > 0 and < 16)
        {
            Bits((uint)(difference > 0 ? difference : difference + (1 << category) - 1), category);
        }
    }

    // Category k has the code of k ones and a zero (k < 16; 15 has 16 bits), 16 that of sixteen ones: long codes on purpose.
    private void Bits(uint value, int length)
    {
        for (var i = length - 1; i >= 0; i--)
        {
            _pending = (_pending << 1) | ((value >> i) & 1);
            if (++_bits == 8)
            {
                _bytes.Add((byte)_pending);
                if ((byte)_pending == 0xFF)
                {
                    _bytes.Add(0);
                }

                (_pending, _bits) = (0, 0);
            }
        }
    }

    private void Flush()
    {
        while (_bits != 0)
        {
            Bits(1, 1);
        }
    }

    private void Segment(byte marker, byte[] content) => _bytes.AddRange([0xFF, marker, .. Big(content.Length + 2), .. content]);

    private static byte[] Big(int value) => [(byte)(value >> 8), (byte)value];
}
