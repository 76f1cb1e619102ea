using System.Globalization;
using HccRisk.Cli.Commands.Survival;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Cli.Commands.Validation;

/// <summary>A CSV file of predictions: its columns as numbers and texts, and which of them is the time, the event and so on.</summary>
internal sealed class PredictionTable
{
    /// <summary>Headings that are taken, the first that is there.</summary>
    private static readonly string[] TimeNames =
        ["time", "futime", "followup", "followuptime", "survivaltime", "ostime", "rfstime", "dfstime", "pfstime", "ttr", "timetoevent", "rfs", "dfs", "os", "pfs", "t"];

    private static readonly string[] EventNames =
        ["event", "status", "cause", "eventcode", "eventtype", "eventstatus", "fustat", "recurrence", "recurred", "relapse", "death", "died", "osstatus", "rfsstatus", "osevent", "rfsevent", "e"];

    /// <summary>What comes before status, event, code or indicator in the heading of an event.</summary>
    private static readonly string[] Outcomes =
        ["recurrence", "relapse", "death", "vital", "progression", "event", "os", "rfs", "dfs", "pfs", "ttp", "ttr", "efs"];

    private static readonly string[] IdNames = ["patientid", "id", "patient", "pid", "subject", "subjectid", "caseid"];

    private static readonly string[] SiteNames = ["site", "centre", "center", "hospital", "institution"];

    private readonly CsvTable _table;
    private readonly Dictionary<int, double[]?> _numbers = [];

    public PredictionTable(string path) => _table = SurvivalTable.Read(path, "predictions");

    public string Path => _table.Path;

    public int Count => _table.Rows.Count;

    public IReadOnlyList<string> Headings => _table.Headers;

    public int LineOf(int row) => _table.Rows[row].Line;

    public string Text(int row, int column) => _table.Rows[row].Cells[column] is var cell && IsMissing(cell) ? "" : cell;

    /// <summary>The column of a name.</summary>
    /// <exception cref="TableFormatException">There is none; the message has the nearest names.</exception>
    public int Require(string name) => _table.IndexOf(name) is >= 0 and var index
        ? index
        : throw new TableFormatException($"predictions '{_table.Path}' has no column '{name}'{NearestNames.Hint(name, _table.Headers)}");

    public int? FindTime() => Find(TimeNames)
        ?? Only(h => ColumnName.Words(h) is ["time", ..] or [.., "time"] && !ColumnName.Words(h).Contains("own"))
        ?? Only(h => ColumnName.UnitIn(h) is not null && ColumnName.Words(h) is var words && (words.Count == 1 || TimeNames.Contains(words[0])));

    public int? FindEvent() => Find(EventNames)
        ?? Only(h => ColumnName.Words(h) is [var first, "status" or "event" or "code" or "indicator"] && Outcomes.Contains(first));

    public int? FindId() => Find(IdNames);

    public int? FindSite() => Find(SiteNames);

    /// <summary>The numbers of a column, NaN where missing; null when a cell is no number.</summary>
    public double[]? Numbers(int column)
    {
        if (!_numbers.TryGetValue(column, out var numbers))
        {
            numbers = new double[Count];
            for (var i = 0; i < numbers.Length; i++)
            {
                var cell = _table.Rows[i].Cells[column];
                if (IsMissing(cell))
                {
                    numbers[i] = double.NaN;
                }
                else if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                {
                    numbers = null;
                    break;
                }
            }

            _numbers.Add(column, numbers);
        }

        return numbers;
    }

    /// <summary>Whether a column has values and none of them is a number.</summary>
    public bool HasNoNumber(int column) =>
        _table.Rows.Any(r => !IsMissing(r.Cells[column])) && _table.Rows.All(r => IsMissing(r.Cells[column]) || !IsNumber(r.Cells[column]));

    /// <summary>The numbers of a column that must have nothing else.</summary>
    /// <exception cref="TableFormatException">A cell is no number; the message has its line.</exception>
    public double[] RequireNumbers(int column, string hint = "")
    {
        if (Numbers(column) is { } numbers)
        {
            return numbers;
        }

        var row = _table.Rows.First(r => !IsMissing(r.Cells[column]) && !IsNumber(r.Cells[column]));
        var cell = row.Cells[column];
        var remedy = IsNumber(cell.Replace(',', '.')) ? ": write decimals with a point"
            : IsNumber(cell.TrimEnd('%', ' ')) ? ": write a risk as a number between 0 and 1"
            : ": leave the cell empty, or write NA, where the value is missing";
        throw new TableFormatException(FormattableString.Invariant(
            $"predictions '{_table.Path}' line {row.Line}, column '{_table.Headers[column]}': '{Excerpt.Of(cell)}' is no number{remedy}{hint}"));
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsMissing(string cell) => SurvivalInput.IsMissing(cell) || cell is "." or "null" or "NULL";

    private int? Find(string[] names)
    {
        foreach (var name in names)
        {
            if (Only(h => string.Concat(ColumnName.Words(h)) == name) is { } index)
            {
                return index;
            }
        }

        return null;
    }

    private int? Only(Func<string, bool> fits)
    {
        int[] found = [.. Enumerable.Range(0, Headings.Count).Where(i => fits(Headings[i]))];
        return found.Length == 1 ? found[0] : null;
    }
}
