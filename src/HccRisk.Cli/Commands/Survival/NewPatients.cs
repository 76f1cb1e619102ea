using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>Rows of another file to predict for; those with a missing covariate are left out, unless the model knows what to do with them.</summary>
internal sealed class NewPatients
{
    private readonly CsvTable _table;
    private readonly List<CsvTable.CsvRow> _rows;

    public NewPatients(string path, CovariateDesign design, IReadOnlyCollection<string> strata, bool keepMissing = false)
        : this(path, [.. design.Columns, .. strata], keepMissing ? strata : null)
    {
        X = design.Matrix(_rows.Count, (i, column) => (Text(i, column), Place(i, column)));
    }

    /// <param name="path">The file.</param>
    /// <param name="columns">The columns a row needs.</param>
    /// <param name="needed">Those of them that may not be missing; null for all.</param>
    public NewPatients(string path, IReadOnlyCollection<string> columns, IReadOnlyCollection<string>? needed = null)
    {
        _table = SurvivalTable.Read(path, "new data");
        int[] used = [.. (needed ?? columns).Select(IndexOf)];
        _rows = [.. _table.Rows.Where(r => Array.TrueForAll(used, i => !SurvivalInput.IsMissing(SurvivalInput.Cell(r, i))))];
        Omitted = _table.Rows.Count - _rows.Count;
        if (_rows.Count == 0)
        {
            throw new TableFormatException($"new data '{path}' has no row with values in all of {string.Join(", ", columns.Select(c => $"'{c}'"))}");
        }
    }

    public int Count => _rows.Count;

    public int Omitted { get; }

    /// <summary>Where each is in the file: its row below the headings, from 1.</summary>
    public int[] RowNumbers => [.. _rows.Select(r => SurvivalTable.NumberOf(_table, r))];

    /// <summary>Covariates, row-major.</summary>
    public double[] X { get; } = [];

    public bool Has(string column) => _table.IndexOf(column) >= 0;

    public string Text(int row, string column) => SurvivalInput.Cell(_rows[row], IndexOf(column));

    /// <summary>A number; NaN where it is missing.</summary>
    public double Number(int row, string column) =>
        SurvivalInput.IsMissing(Text(row, column)) ? double.NaN
        : double.TryParse(Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : throw new TableFormatException($"{Place(row, column)}: '{Text(row, column)}' is no number");

    /// <summary>Where a row is, for a message.</summary>
    public string PlaceOf(int row) => string.Create(CultureInfo.InvariantCulture, $"new data '{_table.Path}' line {_rows[row].Line}");

    private string Place(int row, string column) => $"{PlaceOf(row)}, column '{column}'";

    private int IndexOf(string name) => _table.IndexOf(name) is var index && index >= 0
        ? index
        : throw new TableFormatException($"new data '{_table.Path}' has no column '{name}'{NearestNames.Hint(name, _table.Headers)}");
}
