using System.Globalization;
using HccRisk.Cli.Commands.Survival;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;
using HccRisk.Core.Tables;

namespace HccRisk.Cli.Commands.Validation;

/// <summary>A table of predictions: its columns as numbers and texts, and which of them is the time, the event and so on.</summary>
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

    private readonly Table _table;
    private readonly Dictionary<int, double[]?> _numbers = [];

    /// <param name="path">The file.</param>
    /// <param name="options">What the reader need not find out.</param>
    public PredictionTable(string path, TableReadOptions? options = null)
    {
        options ??= new TableReadOptions();
        _table = SurvivalTable.Read(path, "predictions", options with { Missing = [.. options.Missing, "null", "NULL"] });
    }

    /// <summary>What was decided of the file that a person may have meant otherwise.</summary>
    public IReadOnlyList<string> Decisions => _table.Decisions;

    public string Path => _table.Path;

    public int Count => _table.Count;

    public IReadOnlyList<string> Headings => _table.Headers;

    public int LineOf(int row) => _table.LineOf(row);

    public string Text(int row, int column) => _table.Column(column).IsMissing(row) ? "" : _table.Column(column).PlainText(row);

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
            var cells = _table.Column(column);
            for (var i = 0; i < numbers.Length; i++)
            {
                if (!cells.TryNumber(i, out numbers[i]) && !cells.IsMissing(i))
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
    public bool HasNoNumber(int column)
    {
        var cells = _table.Column(column);
        var rows = Enumerable.Range(0, Count).Where(i => !cells.IsMissing(i)).ToArray();
        return rows.Length > 0 && Array.TrueForAll(rows, i => !cells.TryNumber(i, out _));
    }

    /// <summary>The numbers of a column that must have nothing else.</summary>
    /// <exception cref="TableFormatException">A cell is no number; the message has its line.</exception>
    public double[] RequireNumbers(int column, string hint = "")
    {
        if (Numbers(column) is { } numbers)
        {
            return numbers;
        }

        var cells = _table.Column(column);
        var row = Enumerable.Range(0, Count).First(i => !cells.IsMissing(i) && !cells.TryNumber(i, out _));
        var remedy = cells.Remedy(row) is { Length: > 0 } own ? own
            : double.TryParse(cells.Text(row).TrimEnd('%', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? ": write a risk as a number between 0 and 1"
            : ": leave the cell empty, or write NA, where the value is missing";
        throw cells.Fault(row, $"is no number{remedy}{hint}");
    }

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
