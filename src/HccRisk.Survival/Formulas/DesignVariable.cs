using HccRisk.Core.Errors;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Formulas;

/// <summary>A variable of a formula with what was learnt of it, and the columns it makes.</summary>
internal sealed class DesignVariable
{
    private readonly FormulaVariable _variable;
    private readonly RestrictedCubicSpline? _spline;

    public DesignVariable(FormulaVariable variable, FormulaTable table, int[] rows)
    {
        _variable = variable;
        if (variable.Kind == FormulaVariableKind.Factor || (variable.Kind == FormulaVariableKind.Column && table.HasLabels(variable.Columns[0])))
        {
            Levels = LevelsOf(table, rows);
        }
        else if (variable.Kind == FormulaVariableKind.Spline)
        {
            try
            {
                _spline = variable.KnotCount == 0
                    ? new RestrictedCubicSpline(variable.Knots)
                    : RestrictedCubicSpline.FromQuantiles(Compute(table, rows, null), variable.KnotCount);
            }
            catch (ArgumentException fault)
            {
                throw new TableFormatException($"{variable.Label}: {fault.Message}", fault);
            }
        }
    }

    /// <summary>Of a factor its levels, the one compared with first; else null.</summary>
    public string[]? Levels { get; }

    /// <summary>Of a spline its knots; else null.</summary>
    public IReadOnlyList<double>? Knots => _spline?.Knots;

    /// <summary>Names of its columns.</summary>
    /// <param name="full">Of a factor: a column for every level and not for all but the first.</param>
    public string[] Names(bool full) =>
        Levels is not null ? [.. Levels.Skip(full ? 0 : 1).Select(l => _variable.Stem + l)]
        : _spline is not null ? [.. Enumerable.Range(0, _spline.Columns).Select(k => _variable.Label + _variable.Columns[0] + new string('\'', k))]
        : [_variable.Stem];

    /// <summary>Its columns of some rows, row-major.</summary>
    /// <param name="table">The data.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="full">As in <see cref="Names"/>.</param>
    /// <param name="times">The time of each, where it counts.</param>
    public double[] Values(FormulaTable table, ReadOnlySpan<int> rows, bool full, double[]? times)
    {
        if (Levels is null)
        {
            var values = Compute(table, rows, times);
            return _spline is null ? values : _spline.Basis(values);
        }

        var column = _variable.Columns[0];
        var skipped = full ? 0 : 1;
        var width = Levels.Length - skipped;
        var result = new double[rows.Length * width];
        var index = Levels.Index().ToDictionary(l => l.Item, l => l.Index, StringComparer.Ordinal);
        for (var i = 0; i < rows.Length; i++)
        {
            if (!index.TryGetValue(table.Label(column, rows[i]), out var level))
            {
                throw new TableFormatException(
                    $"{table.Place(rows[i])}, column '{column}': '{table.Label(column, rows[i])}' is none of the levels of the model: {string.Join(", ", Levels.Take(20))}");
            }

            if (level >= skipped)
            {
                result[(i * width) + level - skipped] = 1;
            }
        }

        return result;
    }

    /// <summary>Numbers computed from columns of numbers.</summary>
    public static double[] Compute(FormulaVariable variable, FormulaTable table, ReadOnlySpan<int> rows, double[]? times)
    {
        foreach (var column in variable.Columns)
        {
            if (table.HasLabels(column))
            {
                throw new TableFormatException($"column '{column}' has labels, '{variable.Label}' needs numbers");
            }
        }

        var result = new double[rows.Length];
        var columns = Array.ConvertAll(
            [.. variable.Value?.Columns ?? variable.Columns],
            c => variable.Kind == FormulaVariableKind.TimeDependent && c == FormulaFunctions.Time ? null : table.Numbers(c));
        var values = new double[(variable.Value?.Columns ?? variable.Columns).Count];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var c = 0; c < values.Length; c++)
            {
                values[c] = columns[c] is { } numbers ? numbers[rows[i]] : times![i];
            }

            result[i] = variable.Value is null ? values[0] : variable.Value.Evaluate(values);
            if (!double.IsFinite(result[i]))
            {
                var read = string.Join(", ", (variable.Value?.Columns ?? variable.Columns).Select((c, k) => FormattableString.Invariant($"{c} {values[k]}")));
                throw new TableFormatException(FormattableString.Invariant(
                    $"{table.Place(rows[i])}: {variable.Label} is {result[i]} with {read}: it must be finite"));
            }
        }

        return result;
    }

    private double[] Compute(FormulaTable table, ReadOnlySpan<int> rows, double[]? times) => Compute(_variable, table, rows, times);

    private string[] LevelsOf(FormulaTable table, int[] rows)
    {
        var column = _variable.Columns[0];
        var present = table.Levels(column, rows);
        if (_variable.Levels.Length > 0)
        {
            foreach (var row in rows)
            {
                if (!_variable.Levels.Contains(table.Label(column, row)))
                {
                    throw new TableFormatException(
                        $"{table.Place(row)}, column '{column}': '{table.Label(column, row)}' is none of the levels of {_variable.Label}");
                }
            }

            // A level that does not occur has no coefficient.
            present = [.. _variable.Levels.Where(present.Contains)];
        }

        if (present.Length < 2)
        {
            throw new TableFormatException($"column '{column}' is '{present[0]}' in every complete row: a factor needs two levels");
        }

        if (_variable.Reference is not { } reference)
        {
            return present;
        }

        return present.Contains(reference)
            ? [reference, .. present.Where(l => l != reference)]
            : throw new TableFormatException(
                $"column '{column}' has no level '{reference}' to compare with{Core.Naming.NearestNames.Hint(reference, present)}");
    }
}
