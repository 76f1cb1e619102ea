using System.CommandLine;
using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The columns a command uses, read from its CSV file: rows with a missing value in any of them are left out, as in R.</summary>
internal sealed class SurvivalInput
{
    /// <summary>Scales of confidence limits by R's names.</summary>
    public static readonly (string Name, ConfidenceType Type)[] ConfidenceTypes =
    [
        ("plain", ConfidenceType.Plain),
        ("log", ConfidenceType.Log),
        ("log-log", ConfidenceType.LogLog),
        ("logit", ConfidenceType.Logit),
        ("arcsin", ConfidenceType.Arcsine),
    ];

    private readonly ParseResult _parsed;
    private readonly CsvTable _table;
    private readonly List<CsvTable.CsvRow> _rows;
    private readonly HashSet<string> _remarks = [];
    private SurvivalOutcome? _outcome;
    private SurvivalOutcome? _allCauses;

    public SurvivalInput(ParseResult parsed, IReadOnlyList<Option> options)
    {
        _parsed = parsed;
        _table = SurvivalTable.Read(parsed.GetValue(SurvivalOptions.Data)!, "data");
        var used = new List<int> { IndexOf(parsed.GetValue(SurvivalOptions.Time)!), IndexOf(parsed.GetValue(SurvivalOptions.Event)!) };
        foreach (var option in SurvivalOptions.OfColumns.Where(options.Contains))
        {
            if (parsed.GetValue(option) is { } text)
            {
                used.AddRange(Columns(option, text).Select(IndexOf));
            }
        }

        _rows = [.. _table.Rows.Where(r => used.TrueForAll(i => !IsMissing(Cell(r, i))))];
        Omitted = _table.Rows.Count - _rows.Count;
        if (parsed.GetValue(SurvivalOptions.Landmark) is { } landmark)
        {
            var time = used[0];
            var all = _rows.Count;
            _rows = [.. _rows.Where(r => Number(r, time) > landmark)];
            Before = all - _rows.Count;
        }

        if (parsed.GetValue(SurvivalOptions.CensorAt) is { } end && StartOf(options) is { } late)
        {
            // Who enters at the end of follow-up or later is never seen.
            var all = _rows.Count;
            _rows = [.. _rows.Where(r => Number(r, late) < end)];
            Unseen = all - _rows.Count;
        }

        if (StartOf(options) is { } start)
        {
            var all = _rows.Count;
            _rows = [.. _rows.Where(r => Number(r, used[0]) != Number(r, start))];
            Instant = all - _rows.Count;
        }

        if (_rows.Count == 0)
        {
            throw new TableFormatException($"data '{_table.Path}' has no row with values in all of {string.Join(", ", used.Distinct().Select(i => $"'{_table.Headers[i]}'"))}");
        }
    }

    /// <summary>Rows left out because a value is missing.</summary>
    public int Omitted { get; }

    /// <summary>Rows left out because their follow-up ends by the landmark.</summary>
    public int Before { get; }

    /// <summary>Start-stop rows left out because they end where they begin: they are in no risk set.</summary>
    public int Instant { get; }

    /// <summary>Rows left out because they enter after the end of follow-up.</summary>
    public int Unseen { get; }

    public int Count => _rows.Count;

    /// <summary>Where each is in the file: its row below the headings, from 1.</summary>
    public int[] RowNumbers => [.. _rows.Select(r => SurvivalTable.NumberOf(_table, r))];

    public double Level => Get(SurvivalOptions.Level);

    /// <summary>What a reader should know of how the columns were taken.</summary>
    public IReadOnlyCollection<string> Remarks => _remarks;

    /// <summary>The event of interest among several causes: the one asked for, else code 1, else the only one there is.</summary>
    public int CauseOfInterest => Get(SurvivalOptions.Cause) ?? (AllCauses.Causes is [var only] ? only : 1);

    /// <summary>Follow-up with entry times and weights where they are given, and one cause as the event where that is.</summary>
    public SurvivalOutcome Outcome => _outcome ??= MakeOutcome(oneCause: true);

    /// <summary>Follow-up with every cause.</summary>
    public SurvivalOutcome AllCauses => _allCauses ??= MakeOutcome(oneCause: false);

    public ConfidenceType Confidence => Array.Find(ConfidenceTypes, t => t.Name == Get(SurvivalOptions.ConfType)).Type;

    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);

    /// <summary>The value of an option that this command cannot do without.</summary>
    public string Require(Option<string?> option) =>
        Get(option) ?? throw new ArgumentException($"'{_parsed.CommandResult.Command.Name}' needs {option.Name}.");

    public double Require(Option<double?> option) =>
        Get(option) ?? throw new ArgumentException($"'{_parsed.CommandResult.Command.Name}' needs {option.Name}.");

    public double[] Column(string name)
    {
        var index = IndexOf(name);
        return [.. _rows.Select(r => Number(r, index))];
    }

    public string[] Cells(string name)
    {
        var index = IndexOf(name);
        return [.. _rows.Select(r => Cell(r, index))];
    }

    /// <summary>Where a row is, for a message.</summary>
    public string PlaceOf(int row) => string.Create(CultureInfo.InvariantCulture, $"data '{_table.Path}' line {_rows[row].Line}");

    /// <summary>Numbers separated by commas; null when the option is absent.</summary>
    public double[]? Numbers(Option<string?> option) => Get(option) is { } text
        ? [.. Split(text).Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new ArgumentException($"{option.Name}: '{part}' is no number."))]
        : null;

    /// <summary>
    /// Codes 0, 1, ... of a column of groups and their labels NAME=value, numbers in their order and text in its own; of several columns,
    /// separated by commas, each combination that occurs.
    /// </summary>
    public (int[] Codes, string[] Labels, double[] Values) Groups(string columns)
    {
        var names = Split(columns);
        var parts = Array.ConvertAll(names, OneColumn);
        var rows = Enumerable.Range(0, Count).Select(i => Array.ConvertAll(parts, p => p.Codes[i])).ToArray();
        var codes = new int[Count];
        var labels = new List<string>();
        var values = new List<double>();
        foreach (var group in Enumerable.Range(0, Count).GroupBy(i => string.Join(',', rows[i].Select(c => c.ToString("D9", CultureInfo.InvariantCulture)))).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            foreach (var i in group)
            {
                codes[i] = labels.Count;
            }

            var own = rows[group.First()];
            values.Add(names.Length == 1 ? parts[0].Values[own[0]] : labels.Count);
            labels.Add(string.Join(", ", names.Select((name, k) => $"{name}={parts[k].Levels[own[k]]}")));
        }

        return (codes, [.. labels], [.. values]);
    }

    /// <summary>Pairs of name=COLUMN.</summary>
    public (string Name, double[] Values)[] Risks() => [.. RisksAt(1).Select(r => (r.Name, r.Values[0]))];

    /// <summary>Pairs of name=COLUMN, or with --times name=COLUMN:COLUMN:..., a column a horizon.</summary>
    public (string Name, double[][] Values)[] RisksAt(int horizons) =>
        [.. Split(Require(SurvivalOptions.Risk)).Select(pair => (pair, RiskColumns(pair))).Select(p => p.Item2.Length == horizons
            ? (p.pair.Split('=', 2)[0], Array.ConvertAll(p.Item2, Column))
            : throw new ArgumentException(FormattableString.Invariant($"{SurvivalOptions.Risk.Name}: '{p.pair}' has {p.Item2.Length} columns for {horizons} horizons.")))];

    /// <summary>Names the line of the first patient without a time above 0, on behalf of a method that takes its logarithm.</summary>
    public void RequireTimesAboveZero() =>
        Require(Outcome.Times.ToArray(), SurvivalOptions.Time, (t, _) => t > 0, "has no logarithm: this model needs times above 0");

    /// <summary>The columns of the model, factors taken apart.</summary>
    /// <param name="covariates">The option that names them; of another than the usual one their values may be missing.</param>
    public CovariateDesign Design(Option<string?>? covariates = null)
    {
        var names = Split(Require(covariates ?? SurvivalOptions.Covariates));
        foreach (var option in (Option<string>[])[SurvivalOptions.Time, SurvivalOptions.Event])
        {
            // Follow-up predicts itself: such a model would look perfect and know nothing of a new patient.
            if (names.Contains(Get(option), StringComparer.Ordinal))
            {
                throw new ArgumentException($"{SurvivalOptions.Covariates.Name}: '{Get(option)}' is the column of {option.Name}, which cannot be a covariate.");
            }
        }

        return names.Length == 0
            ? throw new ArgumentException($"{SurvivalOptions.Covariates.Name} names no column.")
            : CovariateDesign.Of(names.Distinct(StringComparer.Ordinal), Split(Get(SurvivalOptions.Factors) ?? ""), name =>
            {
                var index = IndexOf(name);
                return [.. _rows.Select(r => Cell(r, index))];
            });
    }

    /// <summary>The columns of the model side by side, row-major.</summary>
    public double[] Matrix(CovariateDesign design) => design.Matrix(Count, (i, name) =>
        (Cell(_rows[i], IndexOf(name)), string.Create(CultureInfo.InvariantCulture, $"data '{_table.Path}' line {_rows[i].Line}, column '{name}'")));

    private (int[] Codes, string[] Levels, double[] Values) OneColumn(string name)
    {
        var index = IndexOf(name);
        var cells = _rows.Select(r => Cell(r, index)).ToArray();
        var distinct = cells.Distinct(StringComparer.Ordinal).ToArray();
        var numbers = distinct.Select(c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : double.NaN).ToArray();
        var numeric = !numbers.Any(double.IsNaN);
        int[] order = [.. Enumerable.Range(0, distinct.Length)];
        order = numeric ? [.. order.OrderBy(i => numbers[i])] : [.. order.OrderBy(i => distinct[i], StringComparer.Ordinal)];
        var codes = order.Select((at, code) => (distinct[at], code)).ToDictionary(p => p.Item1, p => p.code, StringComparer.Ordinal);
        return (
            Array.ConvertAll(cells, c => codes[c]),
            Array.ConvertAll(order, i => distinct[i]),
            numeric ? Array.ConvertAll(order, i => numbers[i]) : [.. Enumerable.Range(0, order.Length).Select(i => (double)i)]);
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private string[] Columns(Option option, string text) =>
        option == SurvivalOptions.Risk ? [.. Split(text).SelectMany(RiskColumns)]
        : option == SurvivalOptions.Formula ? [.. ModelFormula.Parse(text).Columns]
        : option == SurvivalOptions.Covariates || option == SurvivalOptions.Group || option == SurvivalOptions.Strata ? Split(text)
        : [text];

    private string[] RiskColumns(string pair) =>
        pair.Split('=', 2)[^1] is var columns && Get(SurvivalOptions.Times) is null ? [columns] : columns.Split(':');

    public static bool IsMissing(string cell) => cell.Length == 0 || cell is "NA" or "NaN";

    public static string Cell(CsvTable.CsvRow row, int index) => index < row.Cells.Count ? row.Cells[index] : string.Empty;

    private int IndexOf(string name)
    {
        var index = _table.IndexOf(name);
        return index >= 0 ? index : throw new TableFormatException($"data '{_table.Path}' has no column '{name}'{NearestNames.Hint(name, _table.Headers)}");
    }

    private double Number(CsvTable.CsvRow row, int index) =>
        double.TryParse(Cell(row, index), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new TableFormatException(string.Create(
                CultureInfo.InvariantCulture, $"data '{_table.Path}' line {row.Line}, column '{_table.Headers[index]}': '{Cell(row, index)}' is no number"));

    private int? StartOf(IReadOnlyList<Option> options) =>
        options.Contains(SurvivalOptions.Start) && _parsed.GetValue(SurvivalOptions.Start) is { } start ? IndexOf(start) : null;

    private SurvivalOutcome MakeOutcome(bool oneCause)
    {
        var cause = Get(SurvivalOptions.Cause);
        var events = EventCodesOf(oneCause && cause is not null);
        if (_parsed.GetResult(SurvivalOptions.Cause) is not null && cause is { } chosen && !events.Contains(chosen))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{SurvivalOptions.Cause.Name}: nobody has code {chosen} in column '{Get(SurvivalOptions.Event)}'; the codes that occur are {string.Join(", ", events.Distinct().Order())}."));
        }

        var times = Column(Get(SurvivalOptions.Time)!);
        if (Get(SurvivalOptions.Landmark) is { } landmark)
        {
            times = Get(SurvivalOptions.Start) is null
                ? Array.ConvertAll(times, t => t - landmark)
                : throw new ArgumentException($"{SurvivalOptions.Landmark.Name} does not go with {SurvivalOptions.Start.Name}.");
        }

        Require(times, SurvivalOptions.Time, (t, _) => t >= 0 && double.IsFinite(t), "is no time of follow-up, which must be finite and 0 or greater");
        if (Get(SurvivalOptions.CensorAt) is { } said)
        {
            var end = said - (Get(SurvivalOptions.Landmark) ?? 0);
            if (!(end > 0))
            {
                throw new ArgumentException($"{SurvivalOptions.CensorAt.Name} must be later than {SurvivalOptions.Landmark.Name}.");
            }

            events = [.. events.Select((e, i) => times[i] > end ? 0 : e)];
            times = Array.ConvertAll(times, t => Math.Min(t, end));
        }

        var outcome = new SurvivalOutcome(times, events);
        if (Get(SurvivalOptions.Start) is { } start)
        {
            var entries = Column(start);
            Require(entries, SurvivalOptions.Start, (entry, i) => entry >= 0 && entry < times[i], "is no time of entry, which must be 0 or greater and below the end of the row");
            outcome = outcome.WithEntries(entries);
        }

        if (Get(SurvivalOptions.Weights) is { } weights)
        {
            var values = Column(weights);
            Require(values, SurvivalOptions.Weights, (weight, _) => weight >= 0 && double.IsFinite(weight), "is no weight, which must be finite and 0 or greater");
            outcome = outcome.WithWeights(values);
        }

        if (oneCause && cause is null && outcome.Causes.Count > 1)
        {
            _remarks.Add($"Codes {string.Join(", ", outcome.Causes)} of column '{Get(SurvivalOptions.Event)}' count as one event; {SurvivalOptions.Cause.Name} takes one of them.");
        }

        return oneCause && cause is { } only ? outcome.WithCause(only) : outcome;
    }

    private int[] EventCodesOf(bool othersAreCensored)
    {
        var index = IndexOf(Get(SurvivalOptions.Event)!);
        var place = $"data '{_table.Path}', column '{_table.Headers[index]}'";
        int[] codes = [.. _rows.Select(r => EventCodeColumn.Parse(Cell(r, index)) ?? throw new TableFormatException(string.Create(
            CultureInfo.InvariantCulture, $"data '{_table.Path}' line {r.Line}, column '{_table.Headers[index]}': '{Cell(r, index)}' is no event code (0 or FALSE censored, 1 or TRUE, 2, ... the cause)")))];
        var said = Get(SurvivalOptions.CensoredCode);
        if (said is null && !othersAreCensored)
        {
            EventCodeColumn.RequireCensored(codes, place);
        }

        if (said is null && codes.Distinct().ToArray() is [> 0 and var only])
        {
            _remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Every row has code {only} in column '{_table.Headers[index]}': nobody is censored; if {only} stands for censored say {SurvivalOptions.CensoredCode.Name} {only}."));
        }

        return EventCodeColumn.WithCensored(codes, said, place);
    }

    /// <summary>Names the line of the first value that does not fit.</summary>
    private void Require(double[] values, Option column, Func<double, int, bool> fits, string fault)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!fits(values[i], i))
            {
                throw new TableFormatException(string.Create(
                    CultureInfo.InvariantCulture, $"data '{_table.Path}' line {_rows[i].Line}, column '{_parsed.GetResult(column)!.Tokens[0].Value}': {values[i]} {fault}"));
            }
        }
    }
}
