using MathNet.Numerics.LinearAlgebra;

namespace HccRisk.Attainable.Measures;

/// <summary>The best linear readout of a latent from features that other patients teach: ridge regression, its penalty chosen on a fifth of them.</summary>
internal sealed class Readout
{
    private static readonly double[] Penalties = [1, 3, 10, 30, 100, 300, 1000, 3000];

    private readonly double[] _mean;
    private readonly double[] _deviation;
    private readonly Vector<double> _coefficients;

    private Readout(double[] mean, double[] deviation, Vector<double> coefficients) => (_mean, _deviation, _coefficients) = (mean, deviation, coefficients);

    /// <summary>Learns from rows of features (missing ones at their mean) and the latent of each.</summary>
    public static Readout Fit(IReadOnlyList<float[]> rows, IReadOnlyList<double> latents)
    {
        var columns = rows[0].Length;
        var (mean, deviation) = (new double[columns], new double[columns]);
        for (var j = 0; j < columns; j++)
        {
            double[] known = [.. rows.Select(r => (double)r[j]).Where(double.IsFinite)];
            mean[j] = known.Length > 0 ? known.Average() : 0;
            deviation[j] = known.Length > 0 ? Math.Sqrt(known.Average(v => (v - mean[j]) * (v - mean[j]))) : 0;
        }

        var x = Matrix<double>.Build.DenseOfRows(rows.Select(r => Standardized(r, mean, deviation)));
        var y = Vector<double>.Build.DenseOfEnumerable(latents);
        y -= y.Average();
        int[] held = [.. Enumerable.Range(0, rows.Count).Where(i => i % 5 == 4)];
        int[] kept = [.. Enumerable.Range(0, rows.Count).Where(i => i % 5 != 4)];
        var (part, target) = (Take(x, kept), Take(y, kept));
        var (gram, moment) = (part.TransposeThisAndMultiply(part), part.TransposeThisAndMultiply(target));
        var (heldX, heldY) = (Take(x, held), Take(y, held));
        var best = Penalties.MinBy(penalty => (heldY - (heldX * Solve(gram, moment, penalty))).L2Norm());
        return new Readout(mean, deviation, Solve(x.TransposeThisAndMultiply(x), x.TransposeThisAndMultiply(y), best));
    }

    /// <summary>The latent as the features tell it, but for a constant.</summary>
    public double Of(float[] row) => _coefficients.DotProduct(Vector<double>.Build.Dense(Standardized(row, _mean, _deviation)));

    private static Vector<double> Solve(Matrix<double> gram, Vector<double> moment, double penalty) =>
        (gram + Matrix<double>.Build.DenseDiagonal(gram.RowCount, penalty)).Cholesky().Solve(moment);

    private static Matrix<double> Take(Matrix<double> x, int[] rows) => Matrix<double>.Build.Dense(rows.Length, x.ColumnCount, (i, j) => x[rows[i], j]);

    private static Vector<double> Take(Vector<double> x, int[] rows) => Vector<double>.Build.Dense(rows.Length, i => x[rows[i]]);

    private static double[] Standardized(float[] row, double[] mean, double[] deviation) =>
        [.. row.Select((v, j) => deviation[j] > 1e-12 && float.IsFinite(v) ? (v - mean[j]) / deviation[j] : 0)];
}
