using HccRisk.Survival.Cox;
using HccRisk.Survival.HypothesisTests;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Formulas;

/// <summary>Tests of several coefficients of a Cox model together.</summary>
internal static class TermTests
{
    /// <summary>b' V^-1 b of the identified among some coefficients.</summary>
    public static ChiSquareTest Wald(CoxModel model, FormulaTerm term)
    {
        int[] columns = [.. term.Columns.Where(j => !double.IsNaN(model.StandardErrors[j]))];
        var n = columns.Length;
        if (n == 0)
        {
            return ChiSquareTest.NotEstimable;
        }

        var matrix = new double[n * n];
        var b = new double[n];
        for (var i = 0; i < n; i++)
        {
            b[i] = model.Coefficients[columns[i]];
            for (var j = 0; j < n; j++)
            {
                matrix[(i * n) + j] = model.RobustStandardErrors is null
                    ? model.Covariance(columns[i], columns[j])
                    : model.RobustCovariance(columns[i], columns[j]);
            }
        }

        var factor = new CholeskyFactor(matrix, n, n);
        var solution = (double[])b.Clone();
        factor.Solve(solution);
        double statistic = 0;
        for (var i = 0; i < n; i++)
        {
            statistic += b[i] * solution[i];
        }

        return new ChiSquareTest(Math.Max(0, statistic), factor.Rank);
    }

    /// <summary>Against the model without some columns, refitted to the same rows.</summary>
    public static ChiSquareTest LikelihoodRatio(CoxModel model, FormulaTerm term, ReadOnlySpan<double> x, Func<double[], int, string[], CoxModel> fit)
    {
        var width = model.ColumnNames.Count;
        var identified = model.StandardErrors.Count(s => !double.IsNaN(s));
        if (term.Count == width)
        {
            return model.LikelihoodRatioTest!;
        }

        int[] left = [.. Enumerable.Range(0, width).Except(term.Columns)];
        var rest = new double[x.Length / width * left.Length];
        for (var i = 0; i < x.Length / width; i++)
        {
            for (var j = 0; j < left.Length; j++)
            {
                rest[(i * left.Length) + j] = x[(i * width) + left[j]];
            }
        }

        var without = fit(rest, left.Length, [.. left.Select(j => model.ColumnNames[j])]);
        var degrees = identified - without.StandardErrors.Count(s => !double.IsNaN(s));
        return degrees > 0
            ? new ChiSquareTest(Math.Max(0, 2 * (model.LogLikelihood - without.LogLikelihood)), degrees)
            : ChiSquareTest.NotEstimable;
    }
}
