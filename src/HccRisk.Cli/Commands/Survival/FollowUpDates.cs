using System.CommandLine;
using HccRisk.Core.Errors;
using HccRisk.Core.Tables;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>
/// Times and events from dates: counted from one date to the first of the events that has one, or else to the date of the last visit. Of two events on one day the one
/// that was named first counts.
/// </summary>
internal sealed class FollowUpDates
{
    private const double DaysPerYear = 365.25;

    private readonly Table _table;
    private readonly TableColumn _start;
    private readonly TableColumn[] _events;
    private readonly TableColumn _last;
    private readonly double _unit;
    private readonly double[] _times;
    private readonly int[] _codes;

    public FollowUpDates(ParseResult parsed, Table table)
    {
        _table = table;
        _start = ColumnOf(parsed.GetValue(SurvivalOptions.StartDate)!);
        _events = Array.ConvertAll(Split(parsed.GetValue(SurvivalOptions.EventDates)!), ColumnOf);
        _last = ColumnOf(parsed.GetValue(SurvivalOptions.LastDate)!);
        _unit = parsed.GetValue(SurvivalOptions.TimeUnit) switch { "days" => 1, "weeks" => 7, "years" => DaysPerYear, _ => DaysPerYear / 12 };
        EventName = string.Join(", ", _events.Select(e => e.Header));
        _codes = new int[table.Count];
        _times = [.. Enumerable.Range(0, table.Count).Select(TimeOf)];
    }

    public string EventName { get; }

    /// <summary>The names of the columns; null when times and events are columns themselves.</summary>
    /// <exception cref="ArgumentException">Neither is there in full.</exception>
    public static string[]? NamesOf(ParseResult parsed)
    {
        Option<string?>[] dates = [SurvivalOptions.StartDate, SurvivalOptions.EventDates, SurvivalOptions.LastDate];
        Option<string?>[] columns = [SurvivalOptions.Time, SurvivalOptions.Event];
        var given = dates.Where(o => parsed.GetValue(o) is not null).ToArray();
        if (given.Length == 0)
        {
            return columns.FirstOrDefault(o => parsed.GetValue(o) is null) is { } missing
                ? throw new ArgumentException($"Option '{missing.Name}' is required; or {string.Join(", ", dates.Select(o => o.Name))} where times and events come from dates.")
                : null;
        }

        return columns.FirstOrDefault(o => parsed.GetValue(o) is not null) is { } both ? throw new ArgumentException($"{given[0].Name} does not go with {both.Name}.")
            : given.Length < dates.Length ? throw new ArgumentException($"{given[0].Name} needs {string.Join(" and ", dates.Except(given).Select(o => o.Name))} too.")
            : [parsed.GetValue(dates[0])!, .. Split(parsed.GetValue(dates[1])!), parsed.GetValue(dates[2])!];
    }

    public bool IsMissing(int row) => double.IsNaN(_times[row]);

    public double Time(int row) => _times[row];

    public int Code(int row) => _codes[row];

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private TableColumn ColumnOf(string name) => _table.Column(_table.Require(name));

    private double TimeOf(int row)
    {
        if (_start.Date(row) is not { } start)
        {
            return double.NaN;
        }

        var (end, column) = (_last.Date(row), _last);
        var seen = end;
        for (var k = 0; k < _events.Length; k++)
        {
            if (_events[k].Date(row) is { } date && (_codes[row] == 0 || date < end))
            {
                (end, column, _codes[row]) = (date, _events[k], k + 1);
            }
        }

        return end is not { } stop ? double.NaN
            : stop < start ? throw column.Fault(row, $"is before '{_start.Header}' {_start.Text(row)}")
            : _codes[row] == 1 && seen is { } last && stop > last ? throw column.Fault(row, $"is after '{_last.Header}' {_last.Text(row)}")
            : (stop.DayNumber - start.DayNumber) / _unit;
    }
}
