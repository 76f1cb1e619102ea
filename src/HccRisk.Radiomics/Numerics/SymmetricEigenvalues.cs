using System.Numerics.Tensors;

namespace HccRisk.Radiomics.Numerics;

/// <summary>
/// All eigenvalues of a symmetric matrix without its eigenvectors: Householder reduction to three diagonals, then implicit QL steps with
/// Wilkinson's shift (Golub and Van Loan, Matrix Computations, 8.3).
/// </summary>
internal static class SymmetricEigenvalues
{
    /// <summary>Steps an eigenvalue; two or three are usual.</summary>
    private const int MostSteps = 100;

    /// <summary>Reads the lower triangle of rows of <paramref name="side"/>, which is overwritten; in no order.</summary>
    internal static double[] Compute(double[] matrix, int side)
    {
        var diagonal = new double[side];
        Compute(matrix, side, diagonal, new double[2 * side]);
        return diagonal;
    }

    /// <summary>The same into a place of its own.</summary>
    /// <param name="matrix">Its lower triangle is read, and overwritten.</param>
    /// <param name="side">Rows.</param>
    /// <param name="values">Receives the eigenvalues.</param>
    /// <param name="scratch">Two numbers a row; what they hold does not matter.</param>
    internal static void Compute(Span<double> matrix, int side, Span<double> values, Span<double> scratch)
    {
        var diagonal = values[..side];
        var below = scratch[..side];
        Reduce(matrix, side, diagonal, below, scratch.Slice(side, side));
        Diagonalise(diagonal, below);
    }

    /// <summary>From the last row up, a reflection clears what is left of the element beside the diagonal.</summary>
    private static void Reduce(Span<double> matrix, int side, Span<double> diagonal, Span<double> below, Span<double> image)
    {
        for (var k = side - 1; k > 0; k--)
        {
            var row = matrix.Slice(k * side, k);
            diagonal[k] = matrix[(k * side) + k];
            var norm = TensorPrimitives.Norm<double>(row);
            var last = row[^1];
            if (norm == Math.Abs(last))
            {
                below[k - 1] = last;
                continue;
            }

            // v = row - alpha e, alpha away from the last element: no cancellation.
            var alpha = last > 0 ? -norm : norm;
            below[k - 1] = alpha;
            row[^1] = last - alpha;
            var scale = 1 / (alpha * (alpha - last));

            // p = scale A v, then A -= v w' + w v' with w = p - (scale / 2) (p'v) v.
            var p = image[..k];
            p.Clear();
            for (var i = 0; i < k; i++)
            {
                var line = matrix.Slice(i * side, i);
                p[i] += TensorPrimitives.Dot<double>(line, row[..i]) + (matrix[(i * side) + i] * row[i]);
                TensorPrimitives.MultiplyAdd<double>(line, row[i], p[..i], p[..i]);
            }

            TensorPrimitives.Multiply<double>(p, scale, p);
            TensorPrimitives.MultiplyAdd<double>(row, -scale / 2 * TensorPrimitives.Dot<double>(p, row), p, p);
            for (var i = 0; i < k; i++)
            {
                var line = matrix.Slice(i * side, i + 1);
                TensorPrimitives.MultiplyAdd<double>(row[..(i + 1)], -p[i], line, line);
                TensorPrimitives.MultiplyAdd<double>(p[..(i + 1)], -row[i], line, line);
            }
        }

        diagonal[0] = matrix[0];
    }

    private static void Diagonalise(Span<double> diagonal, Span<double> below)
    {
        var last = diagonal.Length - 1;
        for (var first = 0; first <= last; first++)
        {
            for (var step = 0; step < MostSteps; step++)
            {
                var end = first;
                while (end < last && Math.Abs(below[end]) > double.Epsilon + (Math.ScaleB(1, -53) * (Math.Abs(diagonal[end]) + Math.Abs(diagonal[end + 1]))))
                {
                    end++;
                }

                if (end == first)
                {
                    break;
                }

                Step(diagonal, below, first, end);
            }
        }
    }

    /// <summary>One implicit QL step from <paramref name="end"/> up to <paramref name="first"/>.</summary>
    private static void Step(Span<double> diagonal, Span<double> below, int first, int end)
    {
        var half = (diagonal[first + 1] - diagonal[first]) / (2 * below[first]);
        var root = Math.Sqrt((half * half) + 1);
        var shifted = diagonal[end] - diagonal[first] + (below[first] / (half + (half < 0 ? -root : root)));
        double sin = 1, cos = 1, moved = 0;
        for (var i = end - 1; i >= first; i--)
        {
            var (f, b) = (sin * below[i], cos * below[i]);
            var r = Math.Sqrt((f * f) + (shifted * shifted));
            below[i + 1] = r;
            if (r == 0)
            {
                diagonal[i + 1] -= moved;
                below[end] = 0;
                return;
            }

            (sin, cos) = (f / r, shifted / r);
            shifted = diagonal[i + 1] - moved;
            r = ((diagonal[i] - shifted) * sin) + (2 * cos * b);
            moved = sin * r;
            diagonal[i + 1] = shifted + moved;
            shifted = (cos * r) - b;
        }

        diagonal[first] -= moved;
        below[first] = shifted;
        below[end] = 0;
    }
}
