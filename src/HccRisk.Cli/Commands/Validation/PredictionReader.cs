using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Commands.Survival;
using HccRisk.Core.Errors;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Validation;

namespace HccRisk.Cli.Commands.Validation;

/// <summary>Reads what <c>hccrisk validate</c> is given, finds what it was not told, and says what it took.</summary>
internal sealed class PredictionReader
{
    private const string Any = "any";
    private const string None = "none";

    private readonly ParseResult _parsed;
    private readonly PredictionTable _table;
    private readonly List<ValidationSetting> _settings = [];
    private readonly HashSet<int> _taken = [];
    private readonly List<ValidationRemark> _remarks = [];
    private readonly int[] _outcome;
    private readonly int[] _rows;

    public PredictionReader(ParseResult parsed)
    {
        _parsed = parsed;
        _table = new PredictionTable(parsed.GetValue(ValidateOptions.Predictions)!, TableOptions.Of(parsed));
        var time = Column("time", ValidateOptions.Time, _table.FindTime(), "Follow-up time.") ?? throw Missing("a time", ValidateOptions.Time);
        var code = Column("event", ValidateOptions.Event, _table.FindEvent(), "Event codes: 0 censored, else the cause.") ?? throw Missing("an event", ValidateOptions.Event);
        _outcome = [time, code];
        var id = Column("patients", ValidateOptions.Id, _table.FindId(), "Identifiers, each once.");
        var site = parsed.GetValue(ValidateOptions.Site) == None ? null : Column("site", ValidateOptions.Site, _table.FindSite(), "Performance is shown by site.");
        var times = _table.RequireNumbers(time);
        _rows = [.. Enumerable.Range(0, _table.Count).Where(i => !double.IsNaN(times[i]) && _table.Text(i, code).Length > 0)];
        if (_rows.Length == 0)
        {
            throw new TableFormatException($"predictions '{_table.Path}' has no row with values in '{_table.Headings[time]}' and '{_table.Headings[code]}'");
        }

        if (_table.Count - _rows.Length is > 0 and var left)
        {
            _remarks.Add(new("missing follow-up", null, FormattableString.Invariant($"{left} of {_table.Count} rows have no time or no event code and are left out")));
        }

        var patients = Patients(id);
        var events = Events(code);
        var cause = Cause(events);
        var unit = Unit(time);
        var horizons = Numbers(ValidateOptions.Horizons);
        var models = Models(cause, unit, horizons);
        var subgroups = Columns(ValidateOptions.Subgroups);
        Options = new ValidationOptions
        {
            Cause = cause,
            Competing = Numbers(ValidateOptions.Competing)?.Select(c => (int)c).ToArray(),
            Horizons = horizons,
            MainHorizon = parsed.GetValue(ValidateOptions.MainHorizon),
            Unit = unit,
            Thresholds = Numbers(ValidateOptions.Thresholds),
            Level = parsed.GetValue(SurvivalOptions.Level),
            Bins = parsed.GetValue(ValidateOptions.Bins),
            Replicates = parsed.GetValue(ValidateOptions.Bootstrap),
            Seed = parsed.GetValue(SurvivalOptions.Seed),
        };
        Input = new ValidationInput
        {
            Outcome = new SurvivalOutcome(Times(time, times), events),
            Predictions = models,
            Patients = patients,
            Site = site is { } s ? Texts(s) : null,
            Subgroups = [.. subgroups.Select(Texts)],
            Baseline = [.. (parsed.GetValue(ValidateOptions.Baseline) is null ? subgroups : Columns(ValidateOptions.Baseline)).Select(Texts)],
            PriorSteps = [new ValidationFlow("rows of the file", _table.Count, events.Count(e => cause == 0 ? e > 0 : e == cause), 0)],
        };
    }

    public ValidationInput Input { get; }

    public ValidationOptions Options { get; }

    /// <summary>The result with what was read and found in front.</summary>
    public ValidationResult Complete(ValidationResult result)
    {
        ValidationRemark[] remarks = [.. result.Remarks.Select(r => r with { Remedy = r.Remedy is null ? null : CommandWords.Of(r.Remedy) })];
        return result with
        {
            Settings = [new("file", Path.GetFileName(_table.Path), SettingSource.Given, "Where the predictions were read from."), .. _table.Decisions.Select(d => new ValidationSetting("table", d, SettingSource.Found, "How the file was read.")), .. _settings, .. result.Settings.Select(Honest)],
            Remarks = [.. remarks.Where(r => r.Grave), .. _remarks, .. remarks.Where(r => !r.Grave)],
        };
    }

    /// <summary>A unit that a heading says was not given on the command line.</summary>
    private ValidationSetting Honest(ValidationSetting setting) =>
        setting is { Name: "unit", Source: SettingSource.Given } && _parsed.GetValue(ValidateOptions.Unit) is null
            ? setting with { Source = SettingSource.Found, Explanation = "By the heading of the time; horizons of another unit are converted to it." }
            : setting;

    private TableFormatException Missing(string what, Option option) => new(
        $"predictions '{_table.Path}' has no heading that names {what}: name the column with {option.Name}; the headings are "
        + $"{string.Join(", ", _table.Headings.Take(20).Select(h => $"'{h}'"))}{(_table.Headings.Count > 20 ? ", ..." : "")}");

    private int? Column(string name, Option<string?> option, int? found, string explanation)
    {
        var given = _parsed.GetValue(option) is { } heading ? _table.Require(heading) : (int?)null;
        if ((given ?? found) is { } column)
        {
            _taken.Add(column);
            _settings.Add(new ValidationSetting(name, $"column '{_table.Headings[column]}'", given is null ? SettingSource.Found : SettingSource.Given, explanation));
        }

        return given ?? found;
    }

    private int[] Columns(Option<string?> option)
    {
        int[] columns = [.. (_parsed.GetValue(option) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(_table.Require).Distinct()];
        if (columns.FirstOrDefault(_outcome.Contains, -1) is >= 0 and var outcome)
        {
            throw new ArgumentException($"{option.Name}: '{_table.Headings[outcome]}' is the follow-up itself, which is not known when the risk is predicted.");
        }

        if (columns.Length > 0)
        {
            var names = string.Join(", ", columns.Select(c => _table.Headings[c]));
            _settings.Add(new ValidationSetting(option.Name.TrimStart('-'), names, SettingSource.Given, "Columns of the file."));
        }

        return columns;
    }

    private double[]? Numbers(Option<string?> option) => _parsed.GetValue(option) is { } text
        ? [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t => double.Parse(t, NumberStyles.Float, CultureInfo.InvariantCulture))]
        : null;

    private PatientColumn Texts(int column) => new(_table.Headings[column], [.. _rows.Select(i => _table.Text(i, column))]);

    private double[] Times(int column, double[] times)
    {
        foreach (var i in _rows)
        {
            if (!(times[i] >= 0) || !double.IsFinite(times[i]))
            {
                throw new TableFormatException(FormattableString.Invariant(
                    $"predictions '{_table.Path}' line {_table.LineOf(i)}, column '{_table.Headings[column]}': {times[i]} is no time of follow-up, which must be finite and 0 or greater"));
            }
        }

        return Array.ConvertAll(_rows, i => times[i]);
    }

    /// <summary>Identifiers, each once; the line where there is none.</summary>
    private string[] Patients(int? column)
    {
        var names = Array.ConvertAll(_rows, i => column is { } c && _table.Text(i, c) is { Length: > 0 } name ? name : FormattableString.Invariant($"line {_table.LineOf(i)}"));
        if (column is not { } of)
        {
            return names;
        }

        if (_rows.Count(i => _table.Text(i, of).Length == 0) is > 0 and var without)
        {
            _remarks.Add(new("missing identifiers", null, FormattableString.Invariant(
                $"{without} of {_rows.Length} rows have no value in '{_table.Headings[of]}': whether they repeat a patient cannot be seen")));
        }

        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (row, name) in _rows.Zip(names))
        {
            if (!lines.TryAdd(name, row))
            {
                throw new TableFormatException(FormattableString.Invariant(
                    $"predictions '{_table.Path}', column '{_table.Headings[of]}': patient '{name}' is in lines {_table.LineOf(lines[name])} and {_table.LineOf(row)} ({names.Length - names.Distinct(StringComparer.Ordinal).Count()} of {names.Length} rows repeat a patient): give one row a patient, for rows of one patient are not independent"));
            }
        }

        return names;
    }

    private int[] Events(int column)
    {
        var place = $"predictions '{_table.Path}', column '{_table.Headings[column]}'";
        var codes = Array.ConvertAll(_rows, i => EventCodeColumn.Parse(_table.Text(i, column)) ?? throw new TableFormatException(FormattableString.Invariant(
            $"{place}, line {_table.LineOf(i)}: '{_table.Text(i, column)}' is no event code (0 or FALSE censored, 1 or TRUE, 2, ... the cause)")));
        var said = _parsed.GetValue(SurvivalOptions.CensoredCode);
        if (said is null)
        {
            EventCodeColumn.RequireCensored(codes, place);
        }

        var found = codes.Distinct().Order().ToArray();
        var source = said is null ? SettingSource.Default : SettingSource.Given;
        _settings.Add(new ValidationSetting("censored code", said ?? "0", source, $"Codes that occur: {string.Join(", ", found)}."));
        return EventCodeColumn.WithCensored(codes, said, place);
    }

    private int Cause(int[] events)
    {
        var text = _parsed.GetValue(ValidateOptions.Cause);
        int[] causes = [.. events.Where(e => e > 0).Distinct().Order()];
        var cause = text switch
        {
            null => causes is [var only] ? only : 1,
            _ when text.Equals(Any, StringComparison.OrdinalIgnoreCase) => 0,
            _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code > 0
                ? code
                : throw new ArgumentException($"{ValidateOptions.Cause.Name}: '{text}' is neither an event code of 1 or more nor '{Any}'."),
        };
        _settings.Add(new ValidationSetting(
            "cause",
            cause == 0 ? Any : cause.ToString(CultureInfo.InvariantCulture),
            text is null ? SettingSource.Default : SettingSource.Given,
            causes.Length > 1 && cause > 0 ? "The event of interest; the other codes are competing events." : "The event of interest."));
        return cause;
    }

    private string? Unit(int time)
    {
        var headed = ColumnName.UnitIn(_table.Headings[time]);
        if (_parsed.GetValue(ValidateOptions.Unit) is not { } given)
        {
            return headed;
        }

        if (headed is not null && headed != given)
        {
            _remarks.Add(new("unit", null, $"{ValidateOptions.Unit.Name} says {given}, the heading '{_table.Headings[time]}' says {headed}: {given} is taken", null, Grave: true));
        }

        return given;
    }

    private IReadOnlyList<Prediction> Models(int cause, string? unit, double[]? horizons)
    {
        var finder = new ModelFinder(_table, _taken, cause, unit, horizons);
        var text = _parsed.GetValue(ValidateOptions.Models);
        var models = text is null ? finder.Found() : finder.Named(text);
        var survival = OwnSurvival(finder, models);
        foreach (var model in models)
        {
            string[] own = survival.TryGetValue(model.Name, out var column) ? [$"survival at the own time '{_table.Headings[column]}'"] : [];
            _settings.Add(new ValidationSetting(
                $"model '{model.Name}'",
                string.Join(", ", model.Columns.Select(Describe).Concat(own)),
                text is null ? SettingSource.Found : SettingSource.Given,
                "Columns that its predictions are read from."));
        }

        _remarks.AddRange(finder.LeftOut.Select(text => new ValidationRemark("columns left out", null, text)));
        _settings.AddRange(finder.Notes.Select(n => new ValidationSetting("columns", "", SettingSource.Found, n)));
        return [.. models.Select(m => Read(m, survival.TryGetValue(m.Name, out var own) ? own : null))];
    }

    private string Describe(PredictionColumn column) => column.Kind switch
    {
        PredictionKind.Risk => FormattableString.Invariant($"risk at {column.Horizon} '{_table.Headings[column.Index]}'"),
        PredictionKind.Survival => FormattableString.Invariant($"risk at {column.Horizon} 1 - '{_table.Headings[column.Index]}'"),
        _ => $"score {(column.Negated ? "-" : "")}'{_table.Headings[column.Index]}'",
    };

    private Dictionary<string, int> OwnSurvival(ModelFinder finder, IReadOnlyList<ModelColumns> models)
    {
        if (_parsed.GetValue(ValidateOptions.Survival) is not { } text)
        {
            return models.Count == 1 && finder.OwnSurvival() is { } found ? new() { [models[0].Name] = found } : [];
        }

        var named = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            var model = pair.Length == 2 ? pair[0] : models is [var only] ? only.Name : throw new ArgumentException(
                $"{ValidateOptions.Survival.Name}: there are {models.Count} models; write NAME={part}.");
            if (models.All(m => m.Name != model))
            {
                throw new ArgumentException($"{ValidateOptions.Survival.Name}: there is no model '{model}'{Core.Naming.NearestNames.Hint(model, models.Select(m => m.Name))}.");
            }

            named[model] = _table.Require(pair[^1]);
        }

        return named;
    }

    private Prediction Read(ModelColumns model, int? own)
    {
        var scores = model.Columns.Where(c => c.Kind == PredictionKind.Score).ToList();
        if (scores.Count > 1)
        {
            throw new ArgumentException(
                $"Model '{model.Name}' has {scores.Count} scores: {string.Join(", ", scores.Select(s => $"'{_table.Headings[s.Index]}'"))}; give each a name of its own.");
        }

        return new Prediction(model.Name)
        {
            Risks = [.. model.Columns.Where(c => c.Horizon is not null).OrderBy(c => c.Horizon).Select(c => new HorizonRisk(c.Horizon!.Value, Values(c)))],
            Score = scores is [var score] ? Values(score) : null,
            OwnSurvival = own is { } column ? Array.ConvertAll(_rows, i => _table.RequireNumbers(column)[i]) : null,
        };
    }

    private double[] Values(PredictionColumn column)
    {
        var numbers = _table.RequireNumbers(column.Index);
        return Array.ConvertAll(_rows, i => column.Kind == PredictionKind.Survival ? 1 - numbers[i] : column.Negated ? -numbers[i] : numbers[i]);
    }
}
