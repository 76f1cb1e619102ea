using System.Numerics.Tensors;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Cox;

/// <summary>
/// Coordinates for a ridge-penalised fit with a factor a column: the columns themselves, or with more columns than rows those without a penalty
/// beside the row space of the others, each divided by the root of its factor so that one penalty serves for all.
/// </summary>
internal sealed class RidgeSpace
{
    private readonly int _columns;
    private readonly int[] _free = [];
    private readonly double[] _roots = [];
    private readonly RowSpace? _space;

    public RidgeSpace(StandardizedColumns design, IReadOnlyList<double> factors, bool reduce)
    {
        _columns = design.Width;
        if (!reduce)
        {
            (Values, Stride, Width) = (design.Values, design.Stride, design.Width);
            Units = [.. Enumerable.Range(0, Stride).Select(j => j < factors.Count && double.IsFinite(factors[j]) ? factors[j] : 1)];
            return;
        }

        var scaled = design.Values;
        if (factors.Any(f => f != 1))
        {
            scaled = (double[])design.Values.Clone();
            _free = [.. Enumerable.Range(0, _columns).Where(j => factors[j] == 0)];
            _roots = [.. factors.Select(f => f == 0 || double.IsInfinity(f) ? 0 : 1 / Math.Sqrt(f)), .. new double[design.Stride - _columns]];
            for (var i = 0; i < design.Rows; i++)
            {
                var row = scaled.AsSpan(i * design.Stride, design.Stride);
                TensorPrimitives.Multiply(row, _roots, row);
            }
        }

        _space = new RowSpace(scaled, design.Rows, _columns, design.Stride);
        Width = _free.Length + _space.Rank;
        (Values, Stride) = (_space.Values, _space.Stride);
        if (_free.Length > 0)
        {
            Stride = SymmetricProduct.PaddedWidth(Width);
            Values = new double[design.Rows * Stride];
            for (var i = 0; i < design.Rows; i++)
            {
                for (var k = 0; k < _free.Length; k++)
                {
                    Values[(i * Stride) + k] = design.Values[(i * design.Stride) + _free[k]];
                }

                _space.Values.AsSpan(i * _space.Stride, _space.Rank).CopyTo(Values.AsSpan((i * Stride) + _free.Length));
            }
        }

        Units = [.. Enumerable.Range(0, Stride).Select(k => k < _free.Length ? 0.0 : 1)];
    }

    /// <summary>Row-major coordinates.</summary>
    public double[] Values { get; }

    public int Stride { get; }

    public int Width { get; }

    /// <summary>Penalty of each coordinate as a multiple of lambda, padded with 1.</summary>
    public double[] Units { get; }

    /// <summary>Coefficients of the columns from those of the coordinates.</summary>
    public double[] MapBack(ReadOnlySpan<double> coordinates)
    {
        if (_space is null)
        {
            return coordinates[.._columns].ToArray();
        }

        var result = _space.MapBack(coordinates[_free.Length..]);
        for (var j = 0; j < _columns && _roots.Length > 0; j++)
        {
            result[j] *= _roots[j];
        }

        for (var k = 0; k < _free.Length; k++)
        {
            result[_free[k]] = coordinates[k];
        }

        return result;
    }
}
