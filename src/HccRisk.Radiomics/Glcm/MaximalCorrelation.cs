using System.Numerics;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Numerics;

namespace HccRisk.Radiomics.Glcm;

/// <summary>
/// Maximal correlation coefficient of a co-occurrence matrix, as pyradiomics has it (not in IBSI): the second singular value of the
/// matrix over the roots of its margins, 0 to 1; 1 of a region of a single grey level, 0 of a direction in which only one of
/// several occurs.
/// </summary>
internal static class MaximalCorrelation
{
    internal static readonly FeatureColumn[] Columns = [new("glcm_maximal_correlation_coefficient")];

    /// <summary>Of a matrix that holds at least one pair; row and column 0 ignored.</summary>
    /// <param name="counts">One-way counts, or sums of weights.</param>
    /// <param name="levelCount">Highest level.</param>
    /// <param name="isFlat">Whether the region has one grey level.</param>
    /// <param name="isSymmetric">Whether a pair counts in both orders.</param>
    internal static double Compute<T>(ReadOnlySpan<T> counts, int levelCount, bool isFlat, bool isSymmetric = true)
        where T : unmanaged, INumber<T>
    {
        var side = levelCount + 1;
        var (rows, columns) = (new double[side], new double[side]);
        for (var i = 1; i < side; i++)
        {
            for (var j = 1; j < side; j++)
            {
                var count = double.CreateTruncating(counts[(i * side) + j]);
                rows[i] += count;
                columns[j] += count;
            }
        }

        if (!isSymmetric)
        {
            return OfOneWay(counts, side, rows, columns, isFlat);
        }

        var margins = rows;
        for (var i = 1; i < side; i++)
        {
            margins[i] += columns[i];
        }

        var present = Enumerable.Range(1, levelCount).Where(i => margins[i] > 0).ToArray();
        if (present.Length < 2)
        {
            return isFlat ? 1 : 0;
        }

        // Q of the definition is D^-1 P D^-1 P; it shares its eigenvalues with the square of the symmetric D^-1/2 P D^-1/2.
        var symmetric = new double[present.Length * present.Length];
        var roots = Array.ConvertAll(present, i => Math.Sqrt(margins[i]));
        for (var a = 0; a < present.Length; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var (i, j) = (present[a], present[b]);
                symmetric[(a * present.Length) + b] = double.CreateTruncating(counts[(i * side) + j] + counts[(j * side) + i]) / (roots[a] * roots[b]);
            }
        }

        var values = SymmetricEigenvalues.Compute(symmetric, present.Length);
        foreach (ref var value in values.AsSpan())
        {
            value = Math.Abs(value);
        }

        Array.Sort(values);
        return values[^2];
    }

    /// <summary>The second singular value of the matrix over the roots of its margins, by the eigenvalues of its product with itself turned.</summary>
    private static double OfOneWay<T>(ReadOnlySpan<T> counts, int side, double[] rows, double[] columns, bool isFlat)
        where T : unmanaged, INumber<T>
    {
        var present = Enumerable.Range(1, side - 1).Where(i => rows[i] > 0).ToArray();
        if (present.Length < 2)
        {
            return isFlat ? 1 : 0;
        }

        var squares = new double[present.Length * present.Length];
        for (var a = 0; a < present.Length; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var sum = 0.0;
                for (var k = 1; k < side; k++)
                {
                    sum += columns[k] == 0 ? 0 : double.CreateTruncating(counts[(present[a] * side) + k]) * double.CreateTruncating(counts[(present[b] * side) + k]) / columns[k];
                }

                squares[(a * present.Length) + b] = sum / Math.Sqrt(rows[present[a]] * rows[present[b]]);
            }
        }

        var values = SymmetricEigenvalues.Compute(squares, present.Length);
        Array.Sort(values);
        return Math.Sqrt(Math.Max(0, values[^2]));
    }
}
