namespace HccRisk.Survival.Formulas;

/// <summary>The rows of a table as a model takes them; those with a missing value in a column of the formula are left out.</summary>
/// <param name="Kept">Which rows of the table they are, from 0.</param>
/// <param name="X">Covariates, row-major, a column each of <see cref="FormulaDesign.ColumnNames"/>.</param>
/// <param name="Strata">Index of each row's stratum in <see cref="FormulaDesign.StratumLabels"/>; null when the formula has none.</param>
/// <param name="Clusters">Code of each row's cluster; null when the formula has none.</param>
/// <param name="Offset">What is added to each row's predictor; null when the formula has none.</param>
public sealed record FormulaRows(
    IReadOnlyList<int> Kept, double[] X, IReadOnlyList<int>? Strata, IReadOnlyList<int>? Clusters, IReadOnlyList<double>? Offset)
{
    /// <summary>Number of rows.</summary>
    public int Count => Kept.Count;
}
