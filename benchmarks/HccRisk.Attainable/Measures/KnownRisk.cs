using HccRisk.Attainable.Generation;
using HccRisk.Studies.Synthetic.Population;
using MathNet.Numerics.LinearAlgebra;

namespace HccRisk.Attainable.Measures;

/// <summary>What the truth says of patients: risks by a horizon, and the best score of those who do not know all of it.</summary>
internal static class KnownRisk
{
    public const double Horizon = 24;

    private const int Invented = 20_000;

    /// <summary>True probability of an aggressive first recurrence by the horizon, and of being free of any event.</summary>
    public static (double[] Case, double[] Control) Of(Truth truth, IReadOnlyList<SyntheticPatient> patients)
    {
        var (cases, controls) = (new double[patients.Count], new double[patients.Count]);
        for (var i = 0; i < cases.Length; i++)
        {
            var (lp1, lp2) = truth.LogHazards(patients[i]);
            var incidence = Enumerable.Range(1, 3).Select(cause => RecurrenceHazards.CumulativeIncidence(lp1, lp2, cause, Horizon)).ToArray();
            (cases[i], controls[i]) = (incidence[0], 1 - incidence.Sum());
        }

        return (cases, controls);
    }

    /// <summary>With everything known: the odds of case against control, which no score can beat.</summary>
    public static double[] After(Truth truth, IReadOnlyList<SyntheticPatient> patients)
    {
        var (cases, controls) = Of(truth, patients);
        return [.. cases.Zip(controls, (c, f) => c / f)];
    }

    /// <summary>
    /// With what is known before surgery, pathology and slide being averaged out: the logistic regression of case against control on these values in
    /// 20,000 invented patients of the site.
    /// </summary>
    public static double[] Before(Truth truth, PatientSource source, SyntheticSite site, int seed, IReadOnlyList<SyntheticPatient> patients)
    {
        SyntheticPatient[] invented = [.. Enumerable.Range(0, Invented).AsParallel().AsOrdered().Select(i => source.Draw(unchecked(seed + 1_000_003), site, i))];
        var (cases, controls) = Of(truth, invented);
        var x = Matrix<double>.Build.DenseOfRows(invented.Select(Row));
        var weights = Vector<double>.Build.Dense(cases.Length, i => cases[i] + controls[i]);
        var share = Vector<double>.Build.Dense(cases.Length, i => cases[i] / weights[i]);
        var beta = Vector<double>.Build.Dense(x.ColumnCount);
        for (var step = 0; step < 25; step++)
        {
            var mean = (x * beta).Map(eta => 1 / (1 + Math.Exp(-eta)));
            var information = weights.PointwiseMultiply(mean.PointwiseMultiply(1 - mean));
            var change = x.TransposeThisAndMultiply(Matrix<double>.Build.Dense(x.RowCount, x.ColumnCount, (i, j) => information[i] * x[i, j]))
                .Cholesky().Solve(x.TransposeThisAndMultiply(weights.PointwiseMultiply(share - mean)));
            beta += change;
            if (change.L2Norm() < 1e-9)
            {
                break;
            }
        }

        return [.. patients.Select(p => beta.DotProduct(Vector<double>.Build.DenseOfEnumerable(Row(p))))];

        IEnumerable<double> Row(SyntheticPatient p) => source.Mri(p).Concat(source.ClinicalBefore(p)).Prepend(1);
    }
}
