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

    /// <summary>Of the symmetric matrix of one-way <paramref name="counts"/> that holds at least one pair; row and column 0 ignored.</summary>
    /// <param name="counts">The matrix.</param>
    /// <param name="levelCount">Highest level.</param>
    /// <param name="isFlat">Whether the region has one grey level.</param>
    internal static double Compute(ReadOnlySpan<int> counts, int levelCount, bool isFlat)
    {
        var side = levelCount + 1;
        var margins = new long[side];
        for (var i = 1; i < side; i++)
        {
            for (var j = 1; j < side; j++)
            {
                margins[i] += counts[(i * side) + j];
                margins[j] += counts[(i * side) + j];
            }
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
                symmetric[(a * present.Length) + b] = (counts[(i * side) + j] + counts[(j * side) + i]) / (roots[a] * roots[b]);
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
}
