using System.Globalization;
using HccRisk.Core.Errors;

namespace HccRisk.Cli.Commands.Validation;

/// <summary>Finds the models of a table of predictions, by what <c>--models</c> says or by the headings.</summary>
internal sealed class ModelFinder(PredictionTable table, IReadOnlySet<int> taken, int cause, string? unit, double[]? horizons)
{
    private const string Option = "--models";

    /// <summary>In place of a horizon: the column is a score, whatever its heading says.</summary>
    private const string AsScore = "score";

    /// <summary>What was decided on the way, for the reader.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Columns whose headings name a prediction and that have none.</summary>
    public List<string> LeftOut { get; } = [];

    /// <summary>The models that a text of NAME=COLUMN[@HORIZON][:COLUMN@HORIZON...], separated by commas, names; or prefixes of headings.</summary>
    public IReadOnlyList<ModelColumns> Named(string text)
    {
        var models = new List<ModelColumns>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            models.Add(pair.Length == 2
                ? new ModelColumns(pair[0], [.. pair[1].Split(':', StringSplitOptions.TrimEntries).Select(Column)])
                : OfHeading(part));
        }

        return models.Count > 0 ? models : throw new ArgumentException($"{Option} names no model.");
    }

    /// <summary>The models of all numeric columns whose headings name a prediction.</summary>
    public IReadOnlyList<ModelColumns> Found()
    {
        var names = Candidates().ToList();
        if (names.Count == 0)
        {
            throw new TableFormatException(
                $"predictions '{table.Path}': no column of numbers has a heading that names a prediction (risk, score, lp, cif, pred, prob, surv): "
                + $"name them with {Option} NAME=COLUMN@HORIZON (a risk) or NAME=COLUMN (a score)");
        }

        var groups = names.GroupBy(n => n.Name.Model, StringComparer.Ordinal).ToList();

        // Risks and a score without a name of its own ("lp") are one model only where there is one of each.
        if (groups.Count == 2 && groups.Exists(g => g.Key.Length == 0 && g.All(n => !IsRisk(n.Name))) && groups.SelectMany(g => g).GroupBy(n => IsRisk(n.Name)).Select(g => g.Select(n => Stem(n.Name)).Distinct().Count()).ToArray() is [1, 1])
        {
            groups = [.. names.GroupBy(_ => names.First(n => IsRisk(n.Name)).Name.Model, StringComparer.Ordinal)];
        }

        return [.. groups.SelectMany(g => Split(g.Key, [.. g]))];
    }

    /// <summary>The column of survival at the patients' own times, of the cause that is looked at; null without.</summary>
    public int? OwnSurvival()
    {
        var found = Enumerable.Range(0, table.Headings.Count)
            .Where(i => !taken.Contains(i))
            .Select(i => (Index: i, Name: ColumnName.Of(table.Headings[i])))
            .Where(n => n.Name.Kind == PredictionKind.OwnSurvival && table.Numbers(n.Index) is not null)
            .ToList();
        var fitting = found.Where(n => n.Name.Cause == cause).ToList();
        return (fitting.Count == 1 ? fitting : found.Where(n => n.Name.Cause is null).ToList()) is [var only] ? only.Index : null;
    }

    private static bool IsRisk(ColumnName name) => name.Kind is PredictionKind.Risk or PredictionKind.Survival && name.Horizon is not null;

    private static string Stem(ColumnName name) => FormattableString.Invariant($"{name.Kind} {name.Model}{(name.Horizon is null ? " " + name.Heading : "")}");

    private IEnumerable<(int Index, ColumnName Name)> Candidates()
    {
        for (var i = 0; i < table.Headings.Count; i++)
        {
            var name = ColumnName.Of(table.Headings[i]);
            if (taken.Contains(i) || name.Kind is null or PredictionKind.OwnSurvival)
            {
                continue;
            }

            // Words only ("high", "low") under a heading such as risk_group name no prediction; one word among numbers is a fault.
            if (!IsRisk(name) && table.HasNoNumber(i))
            {
                LeftOut.Add(FormattableString.Invariant($"column '{name.Heading}' has no number and is left out"));
                continue;
            }

            if (table.RequireNumbers(i, $" (or say with {Option} which columns are meant)").All(double.IsNaN))
            {
                LeftOut.Add(FormattableString.Invariant($"column '{name.Heading}' is empty and is left out"));
                continue;
            }

            if (name.Kind != PredictionKind.Score && name.Cause is { } other && cause > 0 && other != cause && IsRisk(name))
            {
                Notes.Add(FormattableString.Invariant($"column '{name.Heading}' is of cause {other} and is left out"));
                continue;
            }

            yield return (i, name);
        }
    }

    /// <summary>The columns of one name: all its risks with its only score make a model, other scores one each.</summary>
    private IEnumerable<ModelColumns> Split(string model, List<(int Index, ColumnName Name)> columns)
    {
        var risks = columns.Where(c => IsRisk(c.Name)).ToList();
        var others = columns.Except(risks).ToList();
        if (risks.Count > 0)
        {
            var name = model.Length > 0 ? model : Trimmed(risks[0].Name);
            var own = risks.Select(r => Of(r.Index, r.Name)).ToList();
            var score = others is [var only] && only.Name.Kind == PredictionKind.Score ? others : [];
            own.AddRange(score.Select(s => new PredictionColumn(s.Index, PredictionKind.Score, null)));
            others = [.. others.Except(score)];
            yield return new ModelColumns(name, own);
        }

        foreach (var (index, name) in others)
        {
            yield return new ModelColumns(name.Heading, [Of(index, name)]);
        }
    }

    private static string Trimmed(ColumnName name) => ColumnName.Words(name.Heading) is [var first, ..] ? first : name.Heading;

    /// <summary>A column as its heading says; one that is a probability without a horizon is the risk at the only horizon given, else a score.</summary>
    private PredictionColumn Of(int index, ColumnName name)
    {
        if (IsRisk(name))
        {
            return new PredictionColumn(index, name.Kind!.Value, Converted(name));
        }

        if (name.Kind == PredictionKind.Risk && horizons is [var at] && table.Numbers(index)!.All(v => double.IsNaN(v) || v is >= 0 and <= 1))
        {
            Notes.Add(FormattableString.Invariant($"column '{name.Heading}' lies between 0 and 1 and names no horizon: it is taken as the risk at {at}"));
            return new PredictionColumn(index, PredictionKind.Risk, at);
        }

        return new PredictionColumn(index, PredictionKind.Score, null);
    }

    private double Converted(ColumnName name)
    {
        var horizon = name.Horizon!.Value;
        if (name.Unit is null || unit is null || name.Unit == unit || DaysOf(unit) is not { } days)
        {
            return horizon;
        }

        var converted = Math.Round(horizon * DaysOf(name.Unit)!.Value / days, 6);
        Notes.Add(FormattableString.Invariant($"column '{name.Heading}' is for {horizon} {name.Unit}, which is {converted} {unit}"));
        return converted;
    }

    private static double? DaysOf(string unit) => unit switch
    {
        "days" => 1,
        "weeks" => 7,
        "months" => 365.25 / 12,
        "years" => 365.25,
        _ => null,
    };

    /// <summary>COLUMN, COLUMN@HORIZON, COLUMN@score, -COLUMN (less is more risk), 1-COLUMN@HORIZON (a survival probability).</summary>
    private PredictionColumn Column(string text)
    {
        var at = text.LastIndexOf('@');
        if (at > 0 && text[(at + 1)..].Equals(AsScore, StringComparison.OrdinalIgnoreCase))
        {
            var score = table.Require(text[..at].TrimStart('-'));
            table.RequireNumbers(score);
            return new PredictionColumn(score, PredictionKind.Score, null, text[0] == '-');
        }

        var (heading, horizon) = at < 0 ? (text, (double?)null) : (text[..at], Horizon(text, text[(at + 1)..]));
        var complement = heading.StartsWith("1-", StringComparison.Ordinal);
        var negated = !complement && heading.StartsWith('-');
        heading = complement ? heading[2..] : negated ? heading[1..] : heading;
        var index = table.Require(heading);
        if (taken.Contains(index))
        {
            throw new ArgumentException($"{Option}: '{table.Headings[index]}' is taken for the time, event, patient or site, and cannot be a prediction as well.");
        }

        table.RequireNumbers(index);
        if (negated && horizon is not null)
        {
            throw new ArgumentException($"{Option}: '{text}' is minus a risk; a survival probability is given as 1-COLUMN@HORIZON.");
        }

        var name = ColumnName.Of(table.Headings[index]);
        if (horizon is null && !negated && IsRisk(name))
        {
            horizon = Converted(name);
            complement |= name.Kind == PredictionKind.Survival;
        }

        if (complement && horizon is null)
        {
            throw new ArgumentException($"{Option}: '{text}' is a survival probability: say at which horizon, as 1-COLUMN@HORIZON.");
        }

        return horizon is null
            ? Of(index, name) is { Horizon: not null } single && !negated ? single : new PredictionColumn(index, PredictionKind.Score, null, negated)
            : new PredictionColumn(index, complement ? PredictionKind.Survival : PredictionKind.Risk, horizon);
    }

    private static double Horizon(string text, string number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var horizon) && horizon > 0 && double.IsFinite(horizon)
            ? horizon
            : throw new ArgumentException($"{Option}: '{text}' has the horizon '{number}', which is no number above 0.");

    /// <summary>A heading, or what the headings of a model's risks begin with.</summary>
    private ModelColumns OfHeading(string text)
    {
        if (table.Headings.Contains(text, StringComparer.OrdinalIgnoreCase) || text.Contains('@') || text.StartsWith('-') || text.StartsWith("1-", StringComparison.Ordinal))
        {
            return new ModelColumns(text.TrimStart('-').Split('@')[0], [Column(text)]);
        }

        int[] found = [.. Enumerable.Range(0, table.Headings.Count).Where(i =>
            !taken.Contains(i) && table.Headings[i].StartsWith(text, StringComparison.OrdinalIgnoreCase) && ColumnName.Of(table.Headings[i]).Horizon is not null)];
        return found.Length > 0 ? new ModelColumns(text, [.. found.Select(Prefixed)]) : new ModelColumns(text, [Column(text)]);
    }

    /// <summary>A column that ends in a horizon: a risk unless its heading says survival.</summary>
    private PredictionColumn Prefixed(int index)
    {
        table.RequireNumbers(index);
        var name = ColumnName.Of(table.Headings[index]);
        return new PredictionColumn(index, name.Kind == PredictionKind.Survival ? PredictionKind.Survival : PredictionKind.Risk, Converted(name));
    }
}
