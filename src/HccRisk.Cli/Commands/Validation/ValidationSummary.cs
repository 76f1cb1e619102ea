using System.Globalization;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Validation;

namespace HccRisk.Cli.Commands.Validation;

/// <summary>A validation on a terminal of 80 columns: what was taken, the main figures, and every remark.</summary>
internal static class ValidationSummary
{
    private const int Width = 80;
    private const int NameWidth = 14;

    /// <summary>Entries of a list that the terminal shows; the rest is in the tables.</summary>
    private const int MostShown = 30;

    public static void Write(TextWriter output, ValidationResult result, string folder)
    {
        var follow = result.FollowUp;
        Wrap(output, "", string.Create(
            CultureInfo.InvariantCulture,
            $"{follow.Patients} patients, {follow.Events} events{string.Concat(follow.Competing.Select(c => string.Create(CultureInfo.InvariantCulture, $", {c.Events} of competing code {c.Cause}")))}, median follow-up {Short(follow.Median.Time)}{(result.Unit.Length > 0 ? " " + result.Unit : "")}"));
        foreach (var remark in result.Remarks.Where(r => r.Grave))
        {
            Wrap(output, "  ! ", Sentence(remark));
        }

        output.WriteLine();
        output.WriteLine("Taken (not given on the command line)");
        First(output, [.. result.Settings.Where(s => s.Source != SettingSource.Given)], "settings.csv", setting =>
            Wrap(output, "  ", setting.Value.Length > 0 ? $"{setting.Name}: {setting.Value}. {setting.Explanation}" : $"{setting.Name}: {setting.Explanation}"));

        output.WriteLine();
        Horizons(output, result);
        output.WriteLine();
        Models(output, result);
        Differences(output, result);
        Groups(output, result);
        Remarks(output, result);
        output.WriteLine();
        output.WriteLine($"Report: {Path.Combine(folder, "report.html")}");
        output.WriteLine("result.json and the tables lie beside it.");
    }

    private static void Horizons(TextWriter output, ValidationResult result)
    {
        output.WriteLine("Horizon     at risk  events  unknown  observed risk (CI)   Brier, no covariates");
        foreach (var horizon in result.Horizons)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Short(horizon.Time),-10}{(horizon.TooFew ? "*" : " ")}{horizon.AtRisk,8}{horizon.Events,8}{horizon.Unknown,9}  {Interval(horizon.Observed),-20} {Number(horizon.NullBrier)}"));
        }

        if (result.Horizons.Any(h => h.TooFew))
        {
            output.WriteLine(FormattableString.Invariant($"  * fewer than {HorizonFollowUp.FewestAtRisk} at risk"));
        }
    }

    private static void Models(TextWriter output, ValidationResult result)
    {
        Wrap(output, "", FormattableString.Invariant($"Models at {result.MainHorizon}, with {100 * result.Level:0.#} % intervals"));
        output.WriteLine($"{"",-NameWidth}  {"C",-18}  {"AUC",-18}  O/E");
        foreach (var model in result.Models)
        {
            var at = model.Horizons.First(h => h.Time == result.MainHorizon);
            output.WriteLine($"{Name(model.Name)}  {Interval(model.Harrell),-18}  {Interval(at.Auc.Auc),-18}  {Interval(at.Calibration?.ObservedExpected)}");
        }

        if (!result.Models.Any(m => m.HasRisks))
        {
            return;
        }

        output.WriteLine($"{"",-NameWidth}  {"slope",-18}  {"Brier",-7}{"IPA",-22}  ICI");
        foreach (var model in result.Models.Where(m => m.HasRisks))
        {
            var at = model.Horizons.First(h => h.Time == result.MainHorizon);
            output.WriteLine($"{Name(model.Name)}  {Interval(at.Calibration?.Slope),-18}  {Number(at.Brier?.Brier),-7}{Interval(at.Brier?.Accuracy),-22}  {Number(at.Curve?.Ici)}");
        }
    }

    private static void Differences(TextWriter output, ValidationResult result)
    {
        var shown = result.Differences.Where(d => d.Reference is not null && (d.Time is null || d.Time == result.MainHorizon)).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Differences on the same patients");
        First(output, shown, "differences.csv", difference =>
        {
            var p = difference.Comparison.PValue is { } value ? P(value) : "";
            output.WriteLine($"  {difference.Measure,-9}  {Name(difference.Model)} - {Name(difference.Reference!)}  {Interval(difference.Comparison.Difference, "+0.000;-0.000"),-23} {p}".TrimEnd());
        });
    }

    private static void Groups(TextWriter output, ValidationResult result)
    {
        var groups = result.Sites.Select(s => (Title: "site", Group: s))
            .Concat(result.Subgroups.SelectMany(s => s.Levels.Select(l => (Title: s.Name, Group: l)))).ToList();
        if (groups.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("By site and subgroup    n    events  model           C                   O/E");
        var rows = groups.SelectMany(g => g.Group.Models.Select((model, k) => (g.Title, g.Group, Model: model, Head: k == 0))).ToList();
        First(output, rows, "sites.csv and subgroups.csv", row =>
        {
            var group = row.Group;
            var head = row.Head ? string.Create(CultureInfo.InvariantCulture, $"{Cut($"{row.Title} {group.Name}", 20),-20} {group.Patients,7} {group.Events,6}") : "";
            output.WriteLine($"{head,-35}  {Name(row.Model.Model)}  {Interval(row.Model.Harrell),-18}  {Number(row.Model.ObservedExpected)}".TrimEnd());
        });
        First(output, [.. result.Heterogeneity.Where(h => h.ISquared is not null)], "heterogeneity.csv", h => Wrap(output, "  ", string.Create(
            CultureInfo.InvariantCulture,
            $"{h.Model}, {h.Measure} over {h.Sites} sites: {Interval(h.Pooled)}, I2 {100 * h.ISquared:0} %, a new site {h.PredictionLower:0.00} to {h.PredictionUpper:0.00}")));
        var effects = result.Subgroups.SelectMany(s => s.Interactions.Where(i => i is { Measure: "effect", Test: not null }).Select(i => (s.Name, Test: i))).ToList();
        First(output, effects, "interactions.csv", effect => Wrap(
            output, "  ", FormattableString.Invariant($"{effect.Test.Model}: does its effect differ between levels of {effect.Name}? {P(effect.Test.Test!.PValue)}")));
    }

    private static void Remarks(TextWriter output, ValidationResult result)
    {
        var remarks = result.Remarks.Where(r => !r.Grave).ToList();
        if (remarks.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Remarks");
        First(output, remarks, "remarks.csv", remark => Wrap(output, "  - ", Sentence(remark)));
    }

    private static void First<T>(TextWriter output, IReadOnlyList<T> entries, string table, Action<T> write)
    {
        foreach (var entry in entries.Take(MostShown))
        {
            write(entry);
        }

        if (entries.Count > MostShown)
        {
            output.WriteLine(FormattableString.Invariant($"  ... and {entries.Count - MostShown} more, in {table}"));
        }
    }

    private static string Sentence(ValidationRemark remark) => remark.Remedy is null ? remark.Text : $"{remark.Text}. {remark.Remedy}";

    private static string Name(string name) => Cut(name, NameWidth).PadRight(NameWidth);

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 2)] + "..";

    private static string P(double value) => value < 0.0005 ? "p < 0.001" : FormattableString.Invariant($"p {value:0.000}");

    private static string Short(double? value) => value?.ToString("G6", CultureInfo.InvariantCulture) ?? "not reached";

    private static string Number(MetricEstimate? estimate) => estimate?.Value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";

    private static string Interval(MetricEstimate? estimate, string format = "0.000") => estimate switch
    {
        { Value: { } value, Lower: { } lower, Upper: { } upper } => string.Create(
            CultureInfo.InvariantCulture, $"{value.ToString(format, CultureInfo.InvariantCulture)} ({lower:0.00} to {upper:0.00})"),
        { Value: { } value } => value.ToString(format, CultureInfo.InvariantCulture),
        _ => "-",
    };

    private static void Wrap(TextWriter output, string indent, string text)
    {
        var line = indent;
        var empty = true;
        foreach (var word in text.Split(' '))
        {
            if (!empty && line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line);
                (line, empty) = (new string(' ', indent.Length), true);
            }

            line += empty ? word : " " + word;
            empty = false;
        }

        output.WriteLine(line);
    }
}
