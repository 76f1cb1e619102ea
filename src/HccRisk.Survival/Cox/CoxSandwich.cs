using System.Numerics.Tensors;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Cox;

/// <summary>The robust variance: the summed squares of what each row, or cluster of rows, does to the coefficients.</summary>
internal sealed class CoxSandwich
{
    private CoxSandwich(double[] covariance, double[] standardErrors, double waldStatistic, double scoreStatistic)
    {
        Covariance = covariance;
        StandardErrors = standardErrors;
        WaldStatistic = waldStatistic;
        ScoreStatistic = scoreStatistic;
    }

    public double[] Covariance { get; }

    public double[] StandardErrors { get; }

    public double WaldStatistic { get; }

    public double ScoreStatistic { get; }

    /// <param name="sets">Evaluated at the coefficients, as on return.</param>
    /// <param name="design">The covariates.</param>
    /// <param name="scaled">Coefficients per scaled unit, padded.</param>
    /// <param name="covariance">Model-based, per unit of the columns.</param>
    /// <param name="unidentified">Columns without a coefficient.</param>
    /// <param name="clusters">Label of each row of the caller; null when each row is its own.</param>
    public static CoxSandwich Estimate(
        CoxRiskSets sets, StandardizedColumns design, double[] scaled, double[] covariance, bool[] unidentified, IReadOnlyList<int>? clusters)
    {
        var width = design.Width;
        var dfbetas = Sum(Dfbetas(sets, design, covariance), sets, width, clusters);
        var robust = CrossProduct(dfbetas, width);
        var errors = new double[width];
        var beta = new double[width];
        for (var j = 0; j < width; j++)
        {
            errors[j] = unidentified[j] ? double.NaN : Math.Sqrt(robust[j * width + j]);
            beta[j] = scaled[j] / design.Scale[j];
        }

        var eta = new double[design.Rows];
        sets.Evaluate(eta);
        var scores = Sum(CoxScore.Residuals(sets, design.Values, width, design.Stride), sets, width, clusters);
        var total = new double[width];
        for (var i = 0; i < scores.Length; i += width)
        {
            TensorPrimitives.Add(total, scores.AsSpan(i, width), total);
        }

        var statistic = Quadratic(CrossProduct(scores, width), total);
        for (var i = 0; i < eta.Length; i++)
        {
            eta[i] = TensorPrimitives.Dot<double>(design.Values.AsSpan(i * design.Stride, design.Stride), scaled);
        }

        sets.Evaluate(eta);
        return new CoxSandwich(robust, errors, Quadratic(robust, beta), statistic);
    }

    /// <summary>Change of the coefficients, per unit of the columns, that each row of weight 1 makes, in the order of the risk sets.</summary>
    public static double[] Dfbetas(CoxRiskSets sets, StandardizedColumns design, double[] covariance)
    {
        var width = design.Width;
        var scores = CoxScore.Residuals(sets, design.Values, width, design.Stride);
        var row = new double[width];
        for (var i = 0; i < scores.Length; i += width)
        {
            var target = scores.AsSpan(i, width);
            TensorPrimitives.Multiply(target, design.Scale, row);
            for (var j = 0; j < width; j++)
            {
                target[j] = TensorPrimitives.Dot<double>(covariance.AsSpan(j * width, width), row);
            }
        }

        return scores;
    }

    /// <summary>Weighted sums over clusters.</summary>
    private static double[] Sum(double[] values, CoxRiskSets sets, int width, IReadOnlyList<int>? clusters)
    {
        var index = new Dictionary<int, int>();
        var result = clusters is null ? values : new double[values.Length];
        for (var i = 0; i < sets.Order.Length; i++)
        {
            var row = values.AsSpan(i * width, width);
            var weight = sets.Weights is null ? 1 : sets.Weights[i];
            if (clusters is null)
            {
                TensorPrimitives.Multiply(row, weight, row);
                continue;
            }

            var label = clusters[sets.Order[i]];
            if (!index.TryGetValue(label, out var at))
            {
                index[label] = at = index.Count;
            }

            var target = result.AsSpan(at * width, width);
            TensorPrimitives.MultiplyAdd(row, weight, target, target);
        }

        return clusters is null ? result : result[..(index.Count * width)];
    }

    private static double[] CrossProduct(double[] rows, int width)
    {
        var result = new double[width * width];
        for (var i = 0; i < rows.Length; i += width)
        {
            for (var j = 0; j < width; j++)
            {
                var target = result.AsSpan(j * width, width);
                TensorPrimitives.MultiplyAdd(rows.AsSpan(i, width), rows[i + j], target, target);
            }
        }

        return result;
    }

    private static double Quadratic(double[] matrix, double[] vector)
    {
        var solution = (double[])vector.Clone();
        new CholeskyFactor(matrix, vector.Length, vector.Length).Solve(solution);
        return Math.Max(0, TensorPrimitives.Dot<double>(solution, vector));
    }
}
