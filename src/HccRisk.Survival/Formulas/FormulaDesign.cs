using System.Runtime.InteropServices;
using HccRisk.Core.Errors;
using HccRisk.Core.Formulas;

namespace HccRisk.Survival.Formulas;

/// <summary>A formula with what was learnt of its variables: it makes the columns of a model, of the rows it was learnt from and of new ones.</summary>
public sealed class FormulaDesign
{
    private readonly DesignVariable[] _variables;
    private readonly (int Variable, bool Full)[][] _parts;

    private FormulaDesign(SurvivalFormula formula, DesignVariable[] variables, string[] strata)
    {
        Formula = formula;
        StratumLabels = strata;
        _variables = variables;
        _parts = [.. formula.Terms.Select(t => formula.VariablesOf(t).Select(v => (v, IsFull(t, v))).ToArray())];
        var names = new List<string>();
        var terms = new List<FormulaTerm>();
        for (var t = 0; t < _parts.Length; t++)
        {
            var first = names.Count;
            names.AddRange(_parts[t].Aggregate<(int Variable, bool Full), string[]>([""], (left, part) => [.. variables[part.Variable].Names(part.Full)
                .SelectMany(right => left.Select(l => l.Length == 0 ? right : l + ":" + right))]));
            terms.Add(new FormulaTerm(formula.TermLabels[t], first, names.Count - first));
        }

        ColumnNames = names;
        Terms = terms;
    }

    /// <summary>The formula.</summary>
    public SurvivalFormula Formula { get; }

    /// <summary>Names of the columns as R gives them: <c>age</c>, <c>stageB</c>, <c>rcs(afp, 3)afp'</c>, <c>mvi1:size</c>.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>The terms, each with its columns.</summary>
    public IReadOnlyList<FormulaTerm> Terms { get; }

    /// <summary>The strata, such as <c>site=1, sex=f</c>, in order; empty when the formula has none.</summary>
    public IReadOnlyList<string> StratumLabels { get; }

    /// <summary>Levels of a factor, the one compared with first.</summary>
    /// <param name="variable">As R labels it: <c>stage</c>, <c>factor(stage)</c>.</param>
    /// <returns>The levels; empty when it is no factor of the formula.</returns>
    public IReadOnlyList<string> Levels(string variable) => Find(variable)?.Levels ?? [];

    /// <summary>Knots of a spline, ascending.</summary>
    /// <param name="variable">As R labels it: <c>rcs(afp, 3)</c>.</param>
    /// <returns>The knots; empty when it is no spline of the formula.</returns>
    public IReadOnlyList<double> Knots(string variable) => Find(variable)?.Knots ?? [];

    /// <summary>Makes the columns of the complete rows of a table to fit a model to.</summary>
    /// <param name="table">The data, with the columns of the formula.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="FormulaException">The table has no such column.</exception>
    /// <exception cref="TableFormatException">
    /// A level or stratum the model does not know, or a value that is not finite where one is computed: the message names row, column and value.
    /// </exception>
    /// <exception cref="NotSupportedException">The formula changes with time.</exception>
    public FormulaRows Rows(FormulaTable table) => Make(table, withCluster: true);

    /// <summary>Makes the columns of the complete rows of new patients, of whom no cluster needs to be known.</summary>
    /// <param name="table">The data, with the columns of the formula but the cluster.</param>
    /// <returns>The rows, without clusters.</returns>
    /// <exception cref="FormulaException">As <see cref="Rows"/>.</exception>
    /// <exception cref="TableFormatException">As <see cref="Rows"/>.</exception>
    /// <exception cref="NotSupportedException">As <see cref="Rows"/>.</exception>
    public FormulaRows NewRows(FormulaTable table) => Make(table, withCluster: false);

    internal static FormulaDesign Learn(SurvivalFormula formula, FormulaTable table)
    {
        formula.RequireColumns(table, withCluster: true);
        if (formula.Terms.Count == 0)
        {
            throw new FormulaException("it names no covariate", 1);
        }

        var rows = table.Complete(formula.Columns);
        if (rows.Length == 0)
        {
            throw new TableFormatException($"no row has values in all of {string.Join(", ", formula.Columns.Select(c => $"'{c}'"))}");
        }

        DesignVariable[] variables = [.. formula.Variables.Select(v => new DesignVariable(v, table, rows))];
        return new FormulaDesign(formula, variables, formula.Strata.Count == 0 ? [] : StrataOf(formula, table, rows));
    }

    /// <summary>The complete rows.</summary>
    internal int[] Kept(FormulaTable table, bool withCluster)
    {
        Formula.RequireColumns(table, withCluster);
        return table.Complete(Formula.ColumnsOf(withCluster));
    }

    /// <summary>The columns of the model, row-major.</summary>
    internal double[] Covariates(FormulaTable table, ReadOnlySpan<int> rows, double[]? times)
    {
        var width = ColumnNames.Count;
        var result = new double[rows.Length * width];
        var made = new Dictionary<(int, bool), double[]>();
        for (var t = 0; t < _parts.Length; t++)
        {
            var columns = new double[rows.Length];
            Array.Fill(columns, 1);
            var count = 1;
            foreach (var part in _parts[t])
            {
                if (!made.TryGetValue(part, out var values))
                {
                    made[part] = values = _variables[part.Variable].Values(table, rows, part.Full, times);
                }

                (columns, count) = (Product(columns, count, values, values.Length / rows.Length), count * (values.Length / rows.Length));
            }

            for (var i = 0; i < rows.Length; i++)
            {
                columns.AsSpan(i * count, count).CopyTo(result.AsSpan((i * width) + Terms[t].First));
            }
        }

        return result;
    }

    /// <summary>Adds strata, clusters and offset to columns.</summary>
    internal FormulaRows Around(FormulaTable table, int[] rows, double[] x, bool withCluster)
    {
        int[]? strata = null;
        if (StratumLabels.Count > 0)
        {
            var index = StratumLabels.Index().ToDictionary(l => l.Item, l => l.Index, StringComparer.Ordinal);
            strata = Array.ConvertAll(rows, r => index.TryGetValue(StratumOf(Formula, table, r), out var code)
                ? code
                : throw new TableFormatException(
                    $"{table.Place(r)}: '{StratumOf(Formula, table, r)}' is none of the strata of the model: {string.Join("; ", StratumLabels.Take(20))}"));
        }

        int[]? clusters = null;
        if (withCluster && Formula.ClusterColumn is { } cluster)
        {
            var codes = new Dictionary<string, int>(StringComparer.Ordinal);
            clusters = Array.ConvertAll(rows, r =>
            {
                ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(codes, table.Label(cluster, r), out var known);
                return code = known ? code : codes.Count - 1;
            });
        }

        double[]? offset = null;
        foreach (var part in Formula.Offsets)
        {
            var values = DesignVariable.Compute(part, table, rows, null);
            offset = offset is null ? values : [.. offset.Zip(values, (a, b) => a + b)];
        }

        return new FormulaRows(rows, x, strata, clusters, offset);
    }

    private FormulaRows Make(FormulaTable table, bool withCluster)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (Formula.IsTimeDependent)
        {
            throw new NotSupportedException("A formula with tt(...) has other values at every time: fit it with FormulaCoxModel.");
        }

        var rows = Kept(table, withCluster);
        return Around(table, rows, Covariates(table, rows, null), withCluster);
    }

    /// <summary>Columns of an interaction: of the earlier variable the fastest.</summary>
    private static double[] Product(double[] left, int leftWidth, double[] right, int rightWidth)
    {
        var rows = left.Length / leftWidth;
        var result = new double[rows * leftWidth * rightWidth];
        for (var i = 0; i < rows; i++)
        {
            for (var r = 0; r < rightWidth; r++)
            {
                for (var l = 0; l < leftWidth; l++)
                {
                    result[(((i * rightWidth) + r) * leftWidth) + l] = left[(i * leftWidth) + l] * right[(i * rightWidth) + r];
                }
            }
        }

        return result;
    }

    private static string[] StrataOf(SurvivalFormula formula, FormulaTable table, int[] rows)
    {
        // The first column is the slowest.
        var order = formula.StratumColumns.Select(c => table.Levels(c, rows).Index().ToDictionary(l => l.Item, l => l.Index, StringComparer.Ordinal)).ToArray();
        var sorted = rows.OrderBy(_ => 0);
        foreach (var (column, index) in formula.StratumColumns.Zip(order))
        {
            sorted = sorted.ThenBy(r => index[table.Label(column, r)]);
        }

        return [.. sorted.Select(r => StratumOf(formula, table, r)).Distinct(StringComparer.Ordinal)];
    }

    private static string StratumOf(SurvivalFormula formula, FormulaTable table, int row) =>
        string.Join(", ", formula.StratumColumns.Select(c => $"{c}={table.Label(c, row)}"));

    private DesignVariable? Find(string label) => Formula.Variables.FindIndex(v => v.Label == label) is var at and >= 0 ? _variables[at] : null;

    /// <summary>
    /// R's rule: a factor has contrasts in a term when what is left of the term without it is a term too (nothing is the baseline), else a column a level.
    /// </summary>
    private bool IsFull(ulong term, int variable)
    {
        var rest = term & ~(1UL << variable);
        return rest != 0 && !Formula.Terms.Contains(rest);
    }
}
