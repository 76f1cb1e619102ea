using System.Numerics.Tensors;

namespace HccRisk.Features.Pathomics.Tiling;

/// <summary>
/// Shrinks a square RGB picture so that each output pixel is the mean of the source area it covers, fractions of pixels counted.
/// Buffers are reused: one instance serves one thread.
/// </summary>
internal sealed class AreaResampler
{
    private readonly int _sourceSide;
    private readonly int _side;
    private readonly int[] _first;
    private readonly float[][] _weights;
    private readonly float[] _rows;
    private readonly float[] _sum;

    /// <param name="sourceSide">Source pixels a side, at least <c>side * ratio</c> rounded up.</param>
    /// <param name="side">Output pixels a side.</param>
    /// <param name="ratio">Source pixels per output pixel.</param>
    public AreaResampler(int sourceSide, int side, double ratio)
    {
        (_sourceSide, _side) = (sourceSide, side);
        _first = new int[side];
        _weights = new float[side][];
        for (var i = 0; i < side; i++)
        {
            double from = i * ratio, to = Math.Min(sourceSide, (i + 1) * ratio);
            _first[i] = (int)Math.Floor(from);
            var last = Math.Max(_first[i], (int)Math.Ceiling(to - 1e-9) - 1);
            _weights[i] = [.. Enumerable.Range(_first[i], last - _first[i] + 1)
                .Select(k => (float)((Math.Min(to, k + 1) - Math.Max(from, k)) / (to - from)))];
        }

        _rows = new float[sourceSide * side * 3];
        _sum = new float[side * 3];
    }

    public void Resample(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var width = _side * 3;
        for (var y = 0; y < _sourceSide; y++)
        {
            var line = source.Slice(y * _sourceSide * 3, _sourceSide * 3);
            var row = _rows.AsSpan(y * width, width);
            for (var i = 0; i < _side; i++)
            {
                float r = 0, g = 0, b = 0;
                var at = _first[i] * 3;
                foreach (var weight in _weights[i])
                {
                    r += weight * line[at];
                    g += weight * line[at + 1];
                    b += weight * line[at + 2];
                    at += 3;
                }

                (row[i * 3], row[(i * 3) + 1], row[(i * 3) + 2]) = (r, g, b);
            }
        }

        for (var i = 0; i < _side; i++)
        {
            Array.Fill(_sum, 0.5f);
            for (var k = 0; k < _weights[i].Length; k++)
            {
                TensorPrimitives.MultiplyAdd(_rows.AsSpan((_first[i] + k) * width, width), _weights[i][k], _sum, _sum);
            }

            TensorPrimitives.ConvertTruncating<float, byte>(_sum, target.Slice(i * width, width));
        }
    }
}
