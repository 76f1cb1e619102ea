using System.CommandLine;
using System.Globalization;
using HccRisk.Core.Errors;
using HccRisk.Core.Tables;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The columns a command uses, read from its table: rows with a missing value in any of them are left out, as in R.</summary>
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
    private readonly Table _table;
    private readonly FollowUpDates? _dates;
    private readonly int[] _rows;
    private readonly HashSet<string> _remarks = [];
    private SurvivalOutcome? _outcome;
    private SurvivalOutcome? _allCauses;

    public SurvivalInput(ParseResult parsed, IReadOnlyList<Option> options)
    {
        _parsed = parsed;
        var dates = FollowUpDates.NamesOf(parsed);
        List<string> names = dates is null ? [parsed.GetValue(SurvivalOptions.Time)!, parsed.GetValue(SurvivalOptions.Event)!] : [];
        foreach (var option in SurvivalOptions.OfColumns.Where(options.Contains))
        {
            if (parsed.GetValue(option) is { } text)
            {
                names.AddRange(Columns(option, text));
            }
        }

        _table = SurvivalTable.Read(parsed.GetValue(SurvivalOptions.Data)!, "data", TableOptions.Of(parsed), names.Concat(dates ?? []).Concat(FurtherColumns(parsed)));
        _dates = dates is null ? null : new FollowUpDates(parsed, _table);
        TableColumn[] used = [.. names.Select(IndexOf).Distinct().Select(_table.Column)];
        _rows = [.. Enumerable.Range(0, _table.Count).Where(r => !Array.Exists(used, c => c.IsMissing(r)) && _dates?.IsMissing(r) != true)];
        Omitted = _table.Count - _rows.Length;
        if (parsed.GetValue(SurvivalOptions.Landmark) is { } landmark)
        {
            var all = _rows.Length;
            var times = Times();
            _rows = [.. _rows.Where((_, i) => times[i] > landmark)];
            Before = all - _rows.Length;
        }

        if (parsed.GetValue(SurvivalOptions.CensorAt) is { } end && StartOf(options) is { } late)
        {
            // Who enters at the end of follow-up or later is never seen.
            var all = _rows.Length;
            var entries = Column(late);
            _rows = [.. _rows.Where((_, i) => entries[i] < end)];
            Unseen = all - _rows.Length;
        }

        if (StartOf(options) is { } start)
        {
            var all = _rows.Length;
            var (entries, ends) = (Column(start), Times());
            _rows = [.. _rows.Where((_, i) => ends[i] != entries[i])];
            Instant = all - _rows.Length;
        }

        if (_rows.Length == 0)
        {
            throw new TableFormatException($"{_table.Name} has no row with values in all of {string.Join(", ", used.Select(c => c.Header).Concat(dates ?? []).Select(h => $"'{h}'"))}");
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

    public int Count => _rows.Length;

    /// <summary>Where each is in the file: its row below the headings, from 1.</summary>
    public int[] RowNumbers => Array.ConvertAll(_rows, r => SurvivalTable.NumberOf(_table, r));

    public double Level => Get(SurvivalOptions.Level);

    /// <summary>What a reader should know of how the columns were taken.</summary>
    public IReadOnlyCollection<string> Remarks => _remarks;

    /// <summary>What was decided of the file that a person may have meant otherwise.</summary>
    public IReadOnlyList<string> Decisions => [.. _table.Decisions.Select(d => $"{_table.Name}: {d}.")];

    /// <summary>What the reader of tables need not find out.</summary>
    public TableReadOptions TableReading => TableOptions.Of(_parsed);

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

    public double[] Column(string name) => SurvivalTable.Numbers(_table, Header(name), _rows);

    /// <summary>Whether no value of a column is a number.</summary>
    public bool IsText(string name)
    {
        var column = _table.Column(IndexOf(name));
        return !Array.Exists(_rows, r => column.TryNumber(r, out _));
    }

    public string[] Cells(string name) => Array.ConvertAll(_rows, _table.Column(IndexOf(name)).PlainText);

    /// <summary>Where a row is, for a message.</summary>
    public string PlaceOf(int row) => string.Create(CultureInfo.InvariantCulture, $"{_table.Name} line {_table.LineOf(_rows[row])}");

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
        if (parts is [var (only, levels, numbers)])
        {
            return (only, Array.ConvertAll(levels, l => $"{names[0]}={l}"), numbers);
        }

        var rows = Enumerable.Range(0, Count).Select(i => Array.ConvertAll(parts, p => p.Codes[i])).ToArray();
        var codes = new int[Count];
        var labels = new List<string>();
        foreach (var group in Enumerable.Range(0, Count).GroupBy(i => string.Join(',', rows[i].Select(c => c.ToString("D9", CultureInfo.InvariantCulture)))).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            foreach (var i in group)
            {
                codes[i] = labels.Count;
            }

            var own = rows[group.First()];
            labels.Add(string.Join(", ", names.Select((name, k) => $"{name}={parts[k].Levels[own[k]]}")));
        }

        return (codes, [.. labels], [.. Enumerable.Range(0, labels.Count).Select(i => (double)i)]);
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
        foreach (var option in (Option<string?>[])[SurvivalOptions.Time, SurvivalOptions.Event, SurvivalOptions.StartDate, SurvivalOptions.EventDates, SurvivalOptions.LastDate])
        {
            // Follow-up predicts itself: such a model would look perfect and know nothing of a new patient.
            if (Get(option) is { } own && Split(own).Any(o => names.Contains(o, StringComparer.Ordinal)))
            {
                throw new ArgumentException($"{SurvivalOptions.Covariates.Name}: '{Get(option)}' is the column of {option.Name}, which cannot be a covariate.");
            }
        }

        return names.Length == 0
            ? throw new ArgumentException($"{SurvivalOptions.Covariates.Name} names no column.")
            : CovariateDesign.Of(names.Distinct(StringComparer.Ordinal), Split(Get(SurvivalOptions.Factors) ?? ""), _table, _rows);
    }

    /// <summary>The columns of the model side by side, row-major.</summary>
    public double[] Matrix(CovariateDesign design) => design.Matrix(_table, _rows);

    private (int[] Codes, string[] Levels, double[] Values) OneColumn(string name)
    {
        var column = _table.Column(IndexOf(name));
        var (found, distinct) = column.Levels(_rows);
        var first = new int[distinct.Length];
        for (var i = found.Length - 1; i >= 0; i--)
        {
            first[found[i]] = _rows[i];
        }

        var numbers = Array.ConvertAll(first, r => column.TryNumber(r, out var value) ? value : double.NaN);
        var numeric = !numbers.Any(double.IsNaN);
        int[] order = [.. Enumerable.Range(0, distinct.Length)];
        order = numeric ? [.. order.OrderBy(i => numbers[i])] : [.. order.OrderBy(i => distinct[i], StringComparer.Ordinal)];
        var codes = new int[order.Length];
        for (var code = 0; code < order.Length; code++)
        {
            codes[order[code]] = code;
        }

        return (
            Array.ConvertAll(found, c => codes[c]),
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

    private int IndexOf(string name) => SurvivalTable.IndexOf(_table, name);

    /// <summary>The heading of a name; itself where it is of a side of limits.</summary>
    private string Header(string name) => _table.IndexOf(name) is var index and >= 0 ? _table.Headers[index] : name;

    /// <summary>Columns of options of single commands that rows may lack.</summary>
    private static string[] FurtherColumns(ParseResult parsed) =>
        parsed.GetValue(ForestCommand.Covariates) is { } text ? Split(text) : [];

    private double[] Times() => _dates is null ? Column(Get(SurvivalOptions.Time)!) : Array.ConvertAll(_rows, _dates.Time);

    private string? StartOf(IReadOnlyList<Option> options) =>
        options.Contains(SurvivalOptions.Start) ? _parsed.GetValue(SurvivalOptions.Start) : null;

    private SurvivalOutcome MakeOutcome(bool oneCause)
    {
        var cause = Get(SurvivalOptions.Cause);
        var events = EventCodesOf(oneCause && cause is not null);
        if (_parsed.GetResult(SurvivalOptions.Cause) is not null && cause is { } chosen && !events.Contains(chosen))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{SurvivalOptions.Cause.Name}: nobody has code {chosen} in column '{EventName}'; the codes that occur are {string.Join(", ", events.Distinct().Order())}."));
        }

        var times = Times();
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
            _remarks.Add($"Codes {string.Join(", ", outcome.Causes)} of column '{EventName}' count as one event; {SurvivalOptions.Cause.Name} takes one of them.");
        }

        return oneCause && cause is { } only ? outcome.WithCause(only) : outcome;
    }

    private string EventName => _dates?.EventName ?? Get(SurvivalOptions.Event)!;

    private int[] EventCodesOf(bool othersAreCensored)
    {
        if (_dates is not null)
        {
            return Array.ConvertAll(_rows, _dates.Code);
        }

        var column = _table.Column(IndexOf(EventName));
        var place = $"{_table.Name}, column '{column.Header}'";
        var (cells, levels) = column.Levels(_rows);
        var known = new int?[levels.Length];
        var codes = new int[cells.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = known[cells[i]] ??= EventCodeColumn.Parse(levels[cells[i]])
                ?? throw column.Fault(_rows[i], "is no event code (0 or FALSE censored, 1 or TRUE, 2, ... the cause)");
        }

        int[] distinct = [.. known.OfType<int>().Distinct()];
        var said = Get(SurvivalOptions.CensoredCode);
        if (said is null && !othersAreCensored)
        {
            EventCodeColumn.RequireCensored(distinct, place);
        }

        if (said is null && distinct is [> 0 and var only])
        {
            _remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Every row has code {only} in column '{column.Header}': nobody is censored; if {only} stands for censored say {SurvivalOptions.CensoredCode.Name} {only}."));
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
                    CultureInfo.InvariantCulture, $"{PlaceOf(i)}, column '{(_parsed.GetResult(column) is { Tokens: [var token, ..] } ? token.Value : EventName)}': {values[i]} {fault}"));
            }
        }
    }
}
