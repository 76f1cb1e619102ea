using System.Numerics.Tensors;

namespace HccRisk.Survival.Regression;

/// <summary>
/// Coordinates of n rows in the space they span, for more columns than rows. A ridge-penalised fit depends on the covariates
/// only through their inner products, so it can be made on these at most n coordinates and mapped back: the linear
/// predictor and the norm of the coefficients are the same (Hastie and Tibshirani, Biostatistics 2004).
/// </summary>
/// <remarks>The coordinates come from a pivoted Cholesky factor of X X': X X' = L L', with rows of L for rows of X.</remarks>
internal sealed class RowSpace
{
    private readonly double[] _x;
    private readonly int _xStride;
    private readonly int _columns;
    private readonly int[] _pivots;

    public RowSpace(double[] x, int rows, int columns, int xStride)
    {
        _x = x;
        _xStride = xStride;
        _columns = columns;
        var width = SymmetricProduct.PaddedWidth(rows);
        var product = new SymmetricProduct(width);
        for (var j = 0; j < columns; j++)
        {
            var target = product.NextRow();
            target.Clear();
            for (var i = 0; i < rows; i++)
            {
                target[i] = x[i * xStride + j];
            }
        }

        product.Flush();
        var gram = product.Sum;
        var left = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            left[i] = gram[i * width + i];
        }

        var threshold = rows * 2.220446049250313e-16 * TensorPrimitives.Max<double>(left);
        Stride = width;
        Values = new double[rows * width];
        var pivots = new List<int>();
        while (pivots.Count < rows)
        {
            var pivot = TensorPrimitives.IndexOfMax<double>(left);
            if (!(left[pivot] > threshold))
            {
                break;
            }

            var k = pivots.Count;
            var root = Math.Sqrt(left[pivot]);
            var pivotRow = Values.AsSpan(pivot * width, width);
            pivotRow[k] = root;
            left[pivot] = double.NegativeInfinity;
            pivots.Add(pivot);
            for (var i = 0; i < rows; i++)
            {
                if (double.IsNegativeInfinity(left[i]))
                {
                    continue;
                }

                var row = Values.AsSpan(i * width, width);
                var inner = i < pivot ? gram[i * width + pivot] : gram[pivot * width + i];
                row[k] = (inner - TensorPrimitives.Dot<double>(row[..k], pivotRow[..k])) / root;
                left[i] -= row[k] * row[k];
            }
        }

        _pivots = [.. pivots];
    }

    /// <summary>Row-major coordinates, padded to <see cref="Stride"/>.</summary>
    public double[] Values { get; }

    public int Stride { get; }

    public int Rank => _pivots.Length;

    /// <summary>Coefficients of the original columns from those of the coordinates.</summary>
    public double[] MapBack(ReadOnlySpan<double> reduced)
    {
        var solved = reduced[..Rank].ToArray();
        for (var k = Rank - 1; k >= 0; k--)
        {
            var row = Values.AsSpan(_pivots[k] * Stride, k + 1);
            solved[k] /= row[k];
            TensorPrimitives.MultiplyAdd(row[..k], -solved[k], solved.AsSpan(0, k), solved.AsSpan(0, k));
        }

        var result = new double[_columns];
        for (var k = 0; k < Rank; k++)
        {
            TensorPrimitives.MultiplyAdd(_x.AsSpan(_pivots[k] * _xStride, _columns), solved[k], result, result);
        }

        return result;
    }
}
