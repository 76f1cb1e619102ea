using System.Numerics.Tensors;

namespace HccRisk.Survival.Regression;

/// <summary>
/// Cholesky factor of a symmetric matrix that may be singular: a column whose pivot vanishes against the largest diagonal
/// is dropped (its solution is 0), as R's coxph does, so that the columns before it keep their estimates.
/// </summary>
internal sealed class CholeskyFactor
{
    /// <summary>Pivots below this fraction of the largest diagonal count as zero (R's toler.chol).</summary>
    public const double SingularTolerance = 1.8189894035458565e-12;

    private readonly double[] _lower;
    private readonly int _n;

    /// <summary>Factors the matrix whose upper triangle lies in <paramref name="matrix"/>, row-major with the given stride.</summary>
    public CholeskyFactor(ReadOnlySpan<double> matrix, int n, int stride)
    {
        _n = n;
        _lower = new double[n * n];
        Dropped = new bool[n];
        double largest = 0;
        for (var i = 0; i < n; i++)
        {
            largest = Math.Max(largest, matrix[i * stride + i]);
        }

        for (var i = 0; i < n; i++)
        {
            var row = _lower.AsSpan(i * n, n);
            for (var j = 0; j < i; j++)
            {
                if (!Dropped[j])
                {
                    var other = _lower.AsSpan(j * n, n);
                    row[j] = (matrix[j * stride + i] - TensorPrimitives.Dot<double>(row[..j], other[..j])) / other[j];
                }
            }

            var pivot = matrix[i * stride + i] - TensorPrimitives.SumOfSquares<double>(row[..i]);
            if (pivot > SingularTolerance * largest)
            {
                row[i] = Math.Sqrt(pivot);
                Rank++;
                LogDeterminant += Math.Log(pivot);
            }
            else
            {
                row.Clear();
                Dropped[i] = true;
            }
        }
    }

    public bool[] Dropped { get; }

    public int Rank { get; }

    /// <summary>Of the part that is not dropped.</summary>
    public double LogDeterminant { get; }

    /// <summary>Solves in place; dropped entries become 0.</summary>
    public void Solve(Span<double> b)
    {
        for (var i = 0; i < _n; i++)
        {
            b[i] = Dropped[i] ? 0 : (b[i] - TensorPrimitives.Dot<double>(_lower.AsSpan(i * _n, i), b[..i])) / _lower[i * _n + i];
        }

        for (var i = _n - 1; i >= 0; i--)
        {
            if (!Dropped[i])
            {
                b[i] /= _lower[i * _n + i];
                TensorPrimitives.MultiplyAdd(_lower.AsSpan(i * _n, i), -b[i], b[..i], b[..i]);
            }
        }
    }

    /// <summary>The inverse, row-major; rows and columns of dropped entries are 0.</summary>
    public double[] Inverse()
    {
        var inverse = new double[_n * _n];
        for (var i = 0; i < _n; i++)
        {
            if (!Dropped[i])
            {
                var row = inverse.AsSpan(i * _n, _n);
                row[i] = 1;
                Solve(row);
            }
        }

        return inverse;
    }
}
