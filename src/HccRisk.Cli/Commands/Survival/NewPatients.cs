using HccRisk.Core.Errors;
using HccRisk.Core.Tables;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>Rows of another file to predict for; those with a missing covariate are left out, unless the model knows what to do with them.</summary>
internal sealed class NewPatients
{
    private readonly Table _table;
    private readonly int[] _rows;

    public NewPatients(string path, CovariateDesign design, IReadOnlyCollection<string> strata, bool keepMissing = false, TableReadOptions? options = null)
        : this(path, [.. design.Columns, .. strata], keepMissing ? strata : null, options)
    {
        X = design.Matrix(_table, _rows);
    }

    /// <param name="path">The file.</param>
    /// <param name="columns">The columns a row needs.</param>
    /// <param name="needed">Those of them that may not be missing; null for all.</param>
    /// <param name="options">What the reader need not find out.</param>
    public NewPatients(string path, IReadOnlyCollection<string> columns, IReadOnlyCollection<string>? needed = null, TableReadOptions? options = null)
    {
        _table = SurvivalTable.Read(path, "new data", options ?? new TableReadOptions());
        TableColumn[] used = [.. (needed ?? columns).Select(c => _table.Column(SurvivalTable.IndexOf(_table, c)))];
        _rows = [.. Enumerable.Range(0, _table.Count).Where(r => !Array.Exists(used, c => c.IsMissing(r)))];
        Omitted = _table.Count - _rows.Length;
        if (_rows.Length == 0)
        {
            throw new TableFormatException($"{_table.Name} has no row with values in all of {string.Join(", ", columns.Select(c => $"'{c}'"))}");
        }
    }

    public int Count => _rows.Length;

    public int Omitted { get; }

    /// <summary>Where each is in the file: its row below the headings, from 1.</summary>
    public int[] RowNumbers => Array.ConvertAll(_rows, r => SurvivalTable.NumberOf(_table, r));

    /// <summary>Covariates, row-major.</summary>
    public double[] X { get; } = [];

    public bool Has(string column) => _table.IndexOf(column) >= 0;

    public string Text(int row, string column) => _table.Column(_table.Require(column)).PlainText(_rows[row]);

    /// <summary>A number; NaN where it is missing.</summary>
    public double Number(int row, string column) => SurvivalTable.Numbers(_table, column, [_rows[row]])[0];

    /// <summary>Where a row is, for a message.</summary>
    public string PlaceOf(int row) => FormattableString.Invariant($"{_table.Name} line {_table.LineOf(_rows[row])}");
}
