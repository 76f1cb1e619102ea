using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Core.Tables;

namespace HccRisk.Cli.Commands.Schemas;

/// <summary>A schema with comments, guessed from the headings and cells of a table. What is only a guess is said to be one.</summary>
internal sealed class SchemaGuess
{
    private const int MostCategories = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly Table _table;
    private static readonly string[] OutcomeWords =
    [
        "recur", "relapse", "rezidiv", "death", "dead", "died", "deceas", "tod_", "verstorben", "surviv", "follow", "vital", "event", "censor", "progress", "last_",
        "os_", "rfs_", "dfs_", "time_to", "复发", "死亡", "随访", "生存",
    ];

    private readonly List<(string Comment, Dictionary<string, object?>? Column)> _columns = [];
    private readonly HashSet<string> _dates = new(StringComparer.Ordinal);
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);
    private bool _limits;

    private readonly TableReadOptions _options;

    private SchemaGuess(Table table, TableReadOptions options) => (_table, _options) = (table, options);

    /// <summary>JSON with comments, as <see cref="CohortSchema.Load"/> reads it.</summary>
    public static string Of(Table table, TableReadOptions options) => new SchemaGuess(table, options).Text();

    private string Text()
    {
        var id = IdColumn();
        if (id < 0)
        {
            _columns.Add(("UNSURE: no column has one text for each patient; patients are numbered by their rows.", new() { ["name"] = "row_number", ["kind"] = "id", ["required"] = false }));
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var site = false;
        for (var i = 0; i < _table.Headers.Count; i++)
        {
            var header = _table.Headers[i];
            if (header.Length == 0 || !seen.Add(header))
            {
                _columns.Add(($"column {i + 1} '{header}' is left out: {(header.Length == 0 ? "it has no heading" : "its heading is there already but for case")}.", null));
            }
            else if (i == id)
            {
                _columns.Add(("the patient: one text a row.", new() { ["name"] = header, ["kind"] = "id" }));
            }
            else if (!site && Is(header, "site", "hospital", "centre", "center", "klinik", "医院", "中心"))
            {
                site = true;
                _columns.Add(($"the hospital: {Counts(Levels(i))}.", new() { ["name"] = header, ["kind"] = "site" }));
            }
            else
            {
                _columns.Add(NoOutcomeAmongFeatures(header, Column(i)));
            }
        }

        var (endpoint, said) = Endpoint();
        var used = endpoint?.Columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        var text = new StringBuilder();
        text.AppendLine("// A guess from the table: read it, and change what is wrong. Lines that say UNSURE need a decision of yours.");
        text.AppendLine("// Unless said otherwise a column is a feature known before surgery; \"availability\": \"post\" is for what pathology tells.");
        text.AppendLine("{").AppendLine("  \"name\": \"cohort\",").AppendLine($"  {TableLine()}").AppendLine("  \"columns\": [");
        foreach (var (comment, column) in _columns)
        {
            text.AppendLine($"    // {comment.ReplaceLineEndings(" ")}");
            if (column is not null && !used.Contains((string)column["name"]!))
            {
                text.AppendLine($"    {JsonSerializer.Serialize(column, Json)},");
            }
            else if (column is not null)
            {
                text.AppendLine($"    // '{column["name"]}' is read by the endpoint below.");
            }
        }

        text.AppendLine("  ],").AppendLine($"  // {said}");
        text.AppendLine($"  \"endpoint\": {JsonSerializer.Serialize(endpoint, Json)}").AppendLine("}");
        return text.ToString().ReplaceLineEndings("\n");
    }

    private string TableLine() =>
        $"\"table\": {JsonSerializer.Serialize(_limits ? _options with { Limits = DetectionLimit.AtLimit } : _options, Json)},{(_limits ? " // UNSURE: cells such as <20 are taken at the limit." : "")}";

    private (string Comment, Dictionary<string, object?>? Column) Column(int i)
    {
        var header = _table.Headers[i];
        var cells = _table.Column(i);
        var levels = Levels(i);
        var missing = Enumerable.Range(0, _table.Count).Count(cells.IsMissing);
        var column = new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = header };
        var known = CohortSchema.Hcc.Columns.FirstOrDefault(c => string.Equals(c.Name, header, StringComparison.OrdinalIgnoreCase));
        if (known is { Availability: Availability.Post })
        {
            column["availability"] = Availability.Post;
        }

        if (missing > 0)
        {
            column["imputable"] = true;
        }

        var gaps = missing > 0 ? $" {missing} of {_table.Count} are missing." : "";
        if (levels.Count == 0)
        {
            return ($"column '{header}' is left out: it is empty.", null);
        }

        if (IsDate(cells, out var open))
        {
            _dates.Add(header);
            (column["kind"], column["role"]) = (ColumnKind.Date, ColumnRole.Eligibility);
            return ($"dates.{gaps}{open}", column);
        }

        if (levels.All(l => l.Text is "0" or "1") || levels.All(l => YesNo.Of(l.Text) is not null))
        {
            _codes.Add(header);
            column["kind"] = ColumnKind.Binary;
            return ($"no or yes: {Counts(levels)}.{gaps}", column);
        }

        if (cells.IsNumeric)
        {
            return Number(i, column, known, gaps);
        }

        if (known is { Kind: ColumnKind.Categorical } && levels.All(l => known.Categories.Contains(l.Text, StringComparer.OrdinalIgnoreCase)))
        {
            (column["kind"], column["categories"]) = (ColumnKind.Categorical, known.Categories);
            return ($"{Counts(levels)}.{gaps} UNSURE: {known.Description}, by its name and categories.", column);
        }

        if (levels.Count is < 2 or > MostCategories || levels.Count * 2 > _table.Count + 2)
        {
            return ($"column '{header}' is left out: {levels.Count} different texts, such as '{levels[0].Text}'. UNSURE: if it should be numbers or dates, some cells are not.", null);
        }

        (column["kind"], column["categories"]) = (levels.Count == 2 ? ColumnKind.Binary : ColumnKind.Categorical, levels.Select(l => l.Text).ToArray());
        return ($"{Counts(levels)}.{gaps} UNSURE: the first is {(levels.Count == 2 ? "0 and the second 1" : "the reference")}; order them as you mean it.", column);
    }

    private (string Comment, Dictionary<string, object?>? Column) Number(int i, Dictionary<string, object?> column, CohortColumn? known, string gaps)
    {
        var header = _table.Headers[i];
        var cells = _table.Column(i);
        column["kind"] = ColumnKind.Numeric;
        _numbers.Add(header);
        double[] values;
        var limits = Enumerable.Range(0, _table.Count).Count(row => cells.LimitSide(row) is -1 or 1);
        _limits |= limits > 0;
        try
        {
            values = [.. Enumerable.Range(0, _table.Count).Select(row => cells.TryNumber(row, out var value) ? value : double.NaN).Where(double.IsFinite)];
        }
        catch (TableFormatException e)
        {
            return ($"numbers.{gaps} UNSURE: {e.Message}", column);
        }

        if (values.Length == 0 || values.All(v => v >= 0 && v <= byte.MaxValue && v == Math.Floor(v)))
        {
            _codes.Add(header);
        }

        var limited = limits > 0 ? $" {limits} are limits of detection." : "";
        if (values.Length == 0)
        {
            return ($"numbers, each a limit of detection.{gaps}", column);
        }

        var (low, high) = (values.Min(), values.Max());
        var seen = FormattableString.Invariant($"numbers from {low} to {high}.") + gaps + limited;
        if (known is { Kind: ColumnKind.Numeric } && low >= known.Minimum && high <= known.Maximum)
        {
            if (known.Unit is { } unit)
            {
                column["unit"] = unit;
            }

            (column["minimum"], column["maximum"]) = (known.Minimum, known.Maximum);
            return ($"{seen} UNSURE: {known.Description}, taken to be {(known.Unit is null ? "without a unit" : $"in {known.Unit}")} since all values are plausible so.", column);
        }

        var (floor, top) = (low >= 0 ? 0 : TenTimes(low), high > 0 ? TenTimes(high) : 0);
        (column["minimum"], column["maximum"]) = (floor, top);
        var doubt = known is { Kind: ColumnKind.Numeric } ? $" It is called as {known.Description}, whose values in {known.Unit ?? "numbers"} are {known.Minimum} to {known.Maximum}: these are not all." : "";
        return (string.Create(CultureInfo.InvariantCulture, $"{seen}{doubt} UNSURE: the unit is not known; the range {floor} to {top} goes to ten times what is there."), column);
    }

    private static double TenTimes(double value) => double.Parse((10 * value).ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private bool IsDate(TableColumn cells, out string open)
    {
        open = "";
        if (cells.IsNumeric)
        {
            return false;
        }

        try
        {
            return Enumerable.Range(0, _table.Count).All(row => cells.IsMissing(row) || cells.TryDate(row, out _, out _));
        }
        catch (TableFormatException e)
        {
            open = $" UNSURE: {e.Message}";
            return true;
        }
    }

    // What happened after surgery must never predict it: a column with such a name is kept from the models until somebody says otherwise.
    private static (string Comment, Dictionary<string, object?>? Column) NoOutcomeAmongFeatures(string header, (string Comment, Dictionary<string, object?>? Column) guess)
    {
        if (guess.Column is not { } column || column.ContainsKey("role") || CohortSchema.Hcc.Columns.Any(c => string.Equals(c.Name, header, StringComparison.OrdinalIgnoreCase))
            || !(Is(header, OutcomeWords) || header.Equals("status", StringComparison.OrdinalIgnoreCase) || header.ToUpperInvariant() is "OS" or "RFS" or "DFS" or "TTR"))
        {
            return guess;
        }

        column["role"] = ColumnRole.Outcome;
        return ($"{guess.Comment} UNSURE: by its name an outcome, so no model reads it; without \"role\" it would be a feature.", column);
    }

    private (EndpointDefinition? Endpoint, string Said) Endpoint()
    {
        var study = new AggressiveRecurrenceEndpoint();
        if (study.MissingColumns(name => _table.Headers.Contains(name, StringComparer.Ordinal)).Count == 0)
        {
            return (study, "The endpoint of the reference study: all its columns are here.");
        }

        string? Date(params string[] words) => _dates.FirstOrDefault(d => Is(d, words));
        var (start, recurred, died, seen) = (Date("surgery", "resection", "operation", "手术"), Date("recurrence", "relapse", "rezidiv", "复发"), Date("death", "died", "死亡"), Date("last", "follow", "随访"));
        if (start is not null && recurred is not null && seen is not null && new[] { start, recurred, seen }.Distinct().Count() == 3)
        {
            return (new DatedEndpoint { StartColumn = start, EventColumn = recurred, CompetingColumn = died, LastVisitColumn = seen }, "UNSURE: time and event from these dates.");
        }

        var time = _numbers.FirstOrDefault(n => Is(n, "time", "follow", "months", "days", "随访"));
        var code = _codes.FirstOrDefault(n => n != time && Is(n, "event", "status", "recurrence", "recurred", "relapse", "dead", "death", "复发"));
        if (time is null || code is null)
        {
            return (null, "UNSURE: no columns with time and event, or dates of surgery, recurrence and last visit, were found: without an endpoint there is no study.");
        }

        var unit = Is(time, "day") ? "days" : Is(time, "week") ? "weeks" : Is(time, "year") ? "years" : "months";
        return (new RecordedEndpoint { TimeColumn = time, EventColumn = code, TimeUnit = unit }, $"UNSURE: time is '{time}' in {unit}, the event is '{code}' (0 or no is censored).");
    }

    private int IdColumn()
    {
        int[] unique = [.. Enumerable.Range(0, _table.Headers.Count).Where(i => _table.Headers[i].Length > 0 && Levels(i).Count == _table.Count)];
        var named = Array.FindIndex(unique, i => Is(_table.Headers[i], "patient", "subject", "mrn", "pid", "case", "编号", "病历") || _table.Headers[i].Equals("id", StringComparison.OrdinalIgnoreCase));
        return named >= 0 ? unique[named] : Array.Find([.. unique, -1], i => i < 0 || !_table.Column(i).IsNumeric && !IsDate(_table.Column(i), out _));
    }

    private List<(string Text, int Count)> Levels(int i)
    {
        var cells = _table.Column(i);
        return [.. Enumerable.Range(0, _table.Count).Where(row => !cells.IsMissing(row)).GroupBy(cells.Text, StringComparer.OrdinalIgnoreCase).Select(g => (g.Key, g.Count()))];
    }

    private static string Counts(List<(string Text, int Count)> levels) =>
        string.Join(", ", levels.Take(MostCategories).Select(l => $"{l.Text} x {l.Count}")) + (levels.Count > MostCategories ? ", ..." : "");

    private static bool Is(string header, params string[] words) => words.Any(w => header.Contains(w, StringComparison.OrdinalIgnoreCase));
}
