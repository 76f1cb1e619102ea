namespace HccRisk.Survival.Cox;

/// <summary>Penalties of the columns of a fit, and the part of the linear predictor that is known before it.</summary>
/// <param name="Factors">The sets of factors to choose from, one value a column, infinite for a coefficient that is given; one set when there is no choice.</param>
/// <param name="Known">Known coefficients; null when all are 0.</param>
internal sealed record ColumnPlan(double[][] Factors, double[]? Known)
{
    /// <summary>The known part of each row's log-risk, against the mean row; null when there is none.</summary>
    public double[]? Offset(ReadOnlySpan<double> x, int columns)
    {
        if (Known is null)
        {
            return null;
        }

        var rows = x.Length / columns;
        var offset = new double[rows];
        for (var j = 0; j < columns; j++)
        {
            if (Known[j] == 0)
            {
                continue;
            }

            var centre = 0.0;
            for (var i = 0; i < rows; i++)
            {
                centre += x[(i * columns) + j] / rows;
            }

            for (var i = 0; i < rows; i++)
            {
                offset[i] += Known[j] * (x[(i * columns) + j] - centre);
            }
        }

        return offset;
    }

    /// <summary>Coefficients of the whole log-risk from those that were fitted beside the offset.</summary>
    public double[] Complete(IReadOnlyList<double> fitted) => [.. fitted.Select((b, j) => b + (Known is null ? 0 : Known[j]))];
}
