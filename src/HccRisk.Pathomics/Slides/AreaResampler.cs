using System.Numerics.Tensors;

namespace HccRisk.Pathomics.Slides;

/// <summary>
/// Scales an RGB picture so that each output pixel is the mean of the source area it covers, fractions of pixels counted.
/// Buffers are reused: one instance serves one thread.
/// </summary>
internal sealed class AreaResampler
{
    private readonly int _sourceWidth;
    private readonly int _sourceHeight;
    private readonly int _width;
    private readonly int _height;
    private readonly bool _halves;
    private readonly Axis _columns;
    private readonly Axis _lines;
    private readonly float[] _rows;
    private readonly float[] _sum;

    /// <param name="sourceWidth">Source pixels along x, at least <see cref="SourceLength"/>.</param>
    /// <param name="sourceHeight">Source pixels along y, likewise.</param>
    /// <param name="width">Output pixels along x.</param>
    /// <param name="height">Output pixels along y.</param>
    /// <param name="ratio">Source pixels per output pixel.</param>
    public AreaResampler(int sourceWidth, int sourceHeight, int width, int height, double ratio)
    {
        (_sourceWidth, _sourceHeight, _width, _height) = (sourceWidth, sourceHeight, width, height);
        _halves = ratio == 2 && sourceWidth == 2 * width && sourceHeight == 2 * height;
        _columns = new Axis(sourceWidth, width, ratio);
        _lines = new Axis(sourceHeight, height, ratio);
        _rows = new float[_halves ? 0 : sourceHeight * width * 3];
        _sum = new float[width * 3];
    }

    /// <summary>Source pixels that <paramref name="length"/> output pixels cover.</summary>
    public static int SourceLength(int length, double ratio) => (int)Math.Ceiling((length * ratio) - 1e-9);

    public void Resample(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (_halves)
        {
            Halve(source, target);
            return;
        }

        var width = _width * 3;
        for (var y = 0; y < _sourceHeight; y++)
        {
            var line = source.Slice(y * _sourceWidth * 3, _sourceWidth * 3);
            var row = _rows.AsSpan(y * width, width);
            for (var i = 0; i < _width; i++)
            {
                float r = 0, g = 0, b = 0;
                var at = _columns.First[i] * 3;
                foreach (var weight in _columns.Weights[i])
                {
                    r += weight * line[at];
                    g += weight * line[at + 1];
                    b += weight * line[at + 2];
                    at += 3;
                }

                (row[i * 3], row[(i * 3) + 1], row[(i * 3) + 2]) = (r, g, b);
            }
        }

        for (var i = 0; i < _height; i++)
        {
            Array.Fill(_sum, 0.5f);
            for (var k = 0; k < _lines.Weights[i].Length; k++)
            {
                TensorPrimitives.MultiplyAdd(_rows.AsSpan((_lines.First[i] + k) * width, width), _lines.Weights[i][k], _sum, _sum);
            }

            TensorPrimitives.ConvertTruncating<float, byte>(_sum, target.Slice(i * width, width));
        }
    }

    /// <summary>The commonest ratio in whole numbers: the same result, for a mean of four bytes is exact in single precision.</summary>
    private void Halve(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var stride = _sourceWidth * 3;
        for (var y = 0; y < _height; y++)
        {
            var upper = source.Slice(2 * y * stride, stride);
            var lower = source.Slice(((2 * y) + 1) * stride, stride);
            var row = target.Slice(y * _width * 3, _width * 3);
            for (int i = 0, at = 0; i <= row.Length - 3; i += 3, at += 6)
            {
                row[i] = (byte)((upper[at] + upper[at + 3] + lower[at] + lower[at + 3] + 2) >> 2);
                row[i + 1] = (byte)((upper[at + 1] + upper[at + 4] + lower[at + 1] + lower[at + 4] + 2) >> 2);
                row[i + 2] = (byte)((upper[at + 2] + upper[at + 5] + lower[at + 2] + lower[at + 5] + 2) >> 2);
            }
        }
    }

    /// <summary>For each output pixel of one axis the first source pixel it covers and its share of each.</summary>
    private sealed class Axis
    {
        public Axis(int sourceLength, int length, double ratio)
        {
            First = new int[length];
            Weights = new float[length][];
            for (var i = 0; i < length; i++)
            {
                double from = i * ratio, to = Math.Min(sourceLength, (i + 1) * ratio);
                First[i] = (int)Math.Floor(from);
                var last = Math.Max(First[i], (int)Math.Ceiling(to - 1e-9) - 1);
                Weights[i] = [.. Enumerable.Range(First[i], last - First[i] + 1)
                    .Select(k => (float)((Math.Min(to, k + 1) - Math.Max(from, k)) / (to - from)))];
            }
        }

        public int[] First { get; }

        public float[][] Weights { get; }
    }
}
