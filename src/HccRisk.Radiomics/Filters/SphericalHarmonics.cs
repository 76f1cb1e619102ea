using System.Numerics;
using HccRisk.Imaging;

namespace HccRisk.Radiomics.Filters;

/// <summary>
/// Spherical harmonics of one degree at points of a sphere. The length of a pattern's part of that degree is a quadratic form of its coefficients.
/// </summary>
internal sealed class SphericalHarmonics
{
    private readonly int _points;
    private readonly Complex[][] _values;
    private readonly Complex[,] _products;

    /// <param name="points">Points of the unit sphere.</param>
    /// <param name="degree">The degree.</param>
    internal SphericalHarmonics(Vector3D[] points, int degree)
    {
        _points = points.Length;
        _values = new Complex[(2 * degree) + 1][];
        for (var order = -degree; order <= degree; order++)
        {
            // The angle from the z axis is taken for the one around it, and the other way round.
            _values[order + degree] = [.. points.Select(p => Value(order, degree, Math.Acos(p.Z), Math.Cos(Math.Atan2(p.Y, p.X))))];
        }

        _products = new Complex[_values.Length, _values.Length];
        for (var a = 0; a < _values.Length; a++)
        {
            for (var b = 0; b < _values.Length; b++)
            {
                _products[a, b] = _values[a].Zip(_values[b]).Aggregate(Complex.Zero, (sum, v) => sum + (v.First * v.Second));
            }
        }
    }

    /// <summary>Of the signs of one voxel, a bit a point, words one after another.</summary>
    internal double Length(ulong[] bits, int voxel)
    {
        var words = (_points + 63) / 64;
        Span<Complex> coefficients = stackalloc Complex[_values.Length];
        for (var a = 0; a < _values.Length; a++)
        {
            for (var word = 0; word < words; word++)
            {
                for (var rest = bits[(voxel * words) + word]; rest != 0; rest &= rest - 1)
                {
                    coefficients[a] += _values[a][(64 * word) + BitOperations.TrailingZeroCount(rest)];
                }
            }
        }

        var square = Complex.Zero;
        for (var a = 0; a < _values.Length; a++)
        {
            for (var b = 0; b < _values.Length; b++)
            {
                square += coefficients[a] * coefficients[b] * _products[a, b];
            }
        }

        return Complex.Sqrt(square).Real;
    }

    /// <summary>With the phase of Condon and Shortley.</summary>
    private static Complex Value(int order, int degree, double azimuth, double cosine)
    {
        var m = Math.Abs(order);
        var ratio = 1.0;
        for (var i = degree - m + 1; i <= degree + m; i++)
        {
            ratio *= i;
        }

        var value = Math.Sqrt(((2 * degree) + 1) / (4 * Math.PI * ratio)) * Legendre(degree, m, cosine);
        var positive = Complex.FromPolarCoordinates(1, m * azimuth) * value;
        return order >= 0 ? positive : (m % 2 == 0 ? 1 : -1) * Complex.Conjugate(positive);
    }

    private static double Legendre(int degree, int order, double x)
    {
        var last = 1.0;
        for (var i = 1; i <= order; i++)
        {
            last *= -((2 * i) - 1) * Math.Sqrt(Math.Max(0, 1 - (x * x)));
        }

        var before = 0.0;
        for (var n = order + 1; n <= degree; n++)
        {
            (before, last) = (last, ((((2 * n) - 1) * x * last) - ((n + order - 1) * before)) / (n - order));
        }

        return last;
    }
}
