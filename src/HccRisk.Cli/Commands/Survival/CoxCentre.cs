using HccRisk.Survival.Formulas;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>
/// What R centres the linear predictor at: the (weighted) mean of each covariate, 0 for one that takes no other values than -1, 0 and 1. With
/// strata the mean of each stratum instead. An offset is added as it is.
/// </summary>
internal sealed class CoxCentre
{
    private readonly Dictionary<int, double[]> _ofStratum;

    private CoxCentre(double[] means, Dictionary<int, double[]> ofStratum)
    {
        Means = means;
        _ofStratum = ofStratum;
    }

    public double[] Means { get; }

    public static CoxCentre Of(SurvivalInput input, FormulaCoxModel fit)
    {
        double[] weights = input.Get(SurvivalOptions.Weights) is { } column ? input.Column(column) : [.. Enumerable.Repeat(1d, input.Count)];
        var width = fit.Model.ColumnNames.Count;
        var x = fit.Rows.X;
        int[] all = [.. Enumerable.Range(0, fit.Rows.Count)];
        double[] MeansOf(IReadOnlyList<int> rows)
        {
            var (means, sum) = (new double[width], 0.0);
            foreach (var i in rows)
            {
                sum += weights[i];
                for (var j = 0; j < width; j++)
                {
                    means[j] += weights[i] * x[(i * width) + j];
                }
            }

            return Array.ConvertAll(means, m => m / sum);
        }

        var whole = MeansOf(all);
        for (var j = 0; j < width; j++)
        {
            whole[j] = Array.TrueForAll(all, i => x[(i * width) + j] is -1 or 0 or 1) ? 0 : whole[j];
        }

        return new CoxCentre(
            whole,
            fit.Rows.Strata is { } strata ? all.GroupBy(i => strata[i]).ToDictionary(g => g.Key, g => MeansOf([.. g])) : new() { [0] = whole });
    }

    /// <summary>A row less its centre.</summary>
    public double[] Difference(FormulaRows rows, int row)
    {
        var centre = _ofStratum[rows.Strata?[row] ?? 0];
        var result = new double[centre.Length];
        for (var j = 0; j < result.Length; j++)
        {
            result[j] = rows.X[(row * result.Length) + j] - centre[j];
        }

        return result;
    }

    public double[] Predictors(FormulaCoxModel fit, FormulaRows rows)
    {
        var result = new double[rows.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var difference = Difference(rows, i);
            for (var j = 0; j < difference.Length; j++)
            {
                result[i] += fit.Model.Coefficients[j] * difference[j];
            }

            result[i] += rows.Offset?[i] ?? 0;
        }

        return result;
    }
}
