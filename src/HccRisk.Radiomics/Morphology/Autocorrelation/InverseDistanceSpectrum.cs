using System.Numerics;
using System.Runtime.InteropServices;
using HccRisk.Imaging;
using HccRisk.Radiomics.Numerics;

namespace HccRisk.Radiomics.Morphology.Autocorrelation;

/// <summary>
/// Fourier transform of 1 / distance over a periodic box, 0 at the origin. The weights are real and even along every axis, and so is
/// their transform: an eighth of it says all, and two lines pass as real and imaginary part of one.
/// </summary>
internal sealed class InverseDistanceSpectrum
{
    private readonly ConvolutionBox _box;
    private readonly int _rows;
    private readonly int _slices;
    private readonly FourierPlan _y;
    private readonly FourierPlan _z;
    private readonly Vector<double>[] _data;
    private readonly Vector<double>[] _turned;
    private readonly Vector<double>[] _re;
    private readonly Vector<double>[] _im;

    internal InverseDistanceSpectrum(ConvolutionBox box, Vector3D spacing)
    {
        _box = box;
        _rows = Vectors((box.Height / 2) + 1);
        _slices = (box.Depth / 2) + 1;
        (_y, _z) = (new FourierPlan(box.Height), new FourierPlan(box.Depth));
        var longest = Math.Max(box.Width, Math.Max(box.Height, box.Depth));
        (_re, _im) = (new Vector<double>[longest], new Vector<double>[longest]);
        _turned = new Vector<double>[((box.Height / 2) + 1) * Vectors(_slices)];
        _data = GC.AllocateUninitializedArray<Vector<double>>(box.HalfWidth * _slices * _rows);
        TransformX(spacing);
    }

    /// <summary>Whole vectors that hold so many values.</summary>
    internal static int Vectors(int count) => (count + Vector<double>.Count - 1) / Vector<double>.Count;

    /// <summary>The plane of one frequency along x: rows of whole vectors along z, one for each frequency along y up to half the height.</summary>
    internal void Plane(int x, Span<double> plane)
    {
        var lanes = Vector<double>.Count;
        var from = _data.AsSpan(x * _slices * _rows, _slices * _rows);
        var turned = MemoryMarshal.Cast<Vector<double>, double>(_turned.AsSpan());
        var (halfHeight, turnedRow) = ((_box.Height / 2) + 1, Vectors(_slices) * lanes);
        for (var b = 0; b < _rows; b += 2)
        {
            var second = Math.Min(b + 1, _rows - 1);
            for (var z = 0; z < _slices; z++)
            {
                (_re[z], _im[z]) = (from[(z * _rows) + b], from[(z * _rows) + second]);
            }

            TransformEven(_z);
            for (var lane = 0; lane < 2 * lanes; lane++)
            {
                var (y, at) = ((b * lanes) + lane, lane % lanes);
                var source = MemoryMarshal.Cast<Vector<double>, double>(lane < lanes ? _re : _im);
                for (var z = 0; y < halfHeight && z < _slices; z++)
                {
                    turned[(y * turnedRow) + z] = source[(z * lanes) + at];
                }
            }
        }

        var (columns, row) = (Vectors(_slices), Vectors(_box.Depth) * lanes);
        for (var b = 0; b < columns; b += 2)
        {
            var second = Math.Min(b + 1, columns - 1);
            for (var y = 0; y < halfHeight; y++)
            {
                (_re[y], _im[y]) = (_turned[(y * columns) + b], _turned[(y * columns) + second]);
            }

            TransformEven(_y);
            for (var lane = 0; lane < 2 * lanes; lane++)
            {
                var (z, at) = ((b * lanes) + lane, lane % lanes);
                var source = MemoryMarshal.Cast<Vector<double>, double>(lane < lanes ? _re : _im);
                for (var y = 0; z < _slices && y < halfHeight; y++)
                {
                    // Frequencies beyond half the depth mirror those below.
                    plane[(y * row) + z] = source[(y * lanes) + at];
                    plane[(y * row) + (z == 0 ? 0 : _box.Depth - z)] = source[(y * lanes) + at];
                }
            }
        }
    }

    private void TransformX(Vector3D spacing)
    {
        var plan = new FourierPlan(_box.Width);
        Span<double> lane = stackalloc double[Vector<double>.Count];
        for (var z = 0; z < _slices; z += 2)
        {
            var second = Math.Min(z + 1, _slices - 1);
            for (var b = 0; b < _rows; b++)
            {
                for (var i = 0; i < lane.Length; i++)
                {
                    var y = ((b * lane.Length) + i) * spacing.Y;
                    lane[i] = y * y;
                }

                var squares = new Vector<double>(lane);
                for (var x = 0; x < _box.HalfWidth; x++)
                {
                    var dx = x * spacing.X;
                    _re[x] = Weights(squares, (dx * dx) + (z * spacing.Z * (z * spacing.Z)));
                    _im[x] = Weights(squares, (dx * dx) + (second * spacing.Z * (second * spacing.Z)));
                }

                TransformEven(plan);
                for (var x = 0; x < _box.HalfWidth; x++)
                {
                    var at = (((x * _slices) + z) * _rows) + b;
                    _data[at] = _re[x];
                    _data[at + ((second - z) * _rows)] = second == z ? _re[x] : _im[x];
                }
            }
        }
    }

    private static Vector<double> Weights(Vector<double> squares, double rest)
    {
        var square = squares + new Vector<double>(rest);
        return Vector.ConditionalSelect(Vector.Equals(square, Vector<double>.Zero), Vector<double>.Zero, Vector<double>.One / Vector.SquareRoot(square));
    }

    /// <summary>Transforms lines of which the first half is set.</summary>
    private void TransformEven(FourierPlan plan)
    {
        for (var i = (plan.Length / 2) + 1; i < plan.Length; i++)
        {
            (_re[i], _im[i]) = (_re[plan.Length - i], _im[plan.Length - i]);
        }

        plan.Transform(_re, _im);
    }
}
