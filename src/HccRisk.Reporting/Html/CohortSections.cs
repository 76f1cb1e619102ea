using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>Who was analysed: flow, exclusions, sites, characteristics.</summary>
internal static class CohortSections
{
    public static IEnumerable<XElement> Build(ReportContext context) => [Flow(context), Sites(context), Characteristics(context)];

    private static XElement Flow(ReportContext context)
    {
        var result = context.Result;
        return Markup.Section("flow", "Flow of patients and exclusions",
            result.Flow.Count == 0
                ? Markup.P("The flow of patients was not recorded.")
                : context.Figures.Add(
                    CohortFlowDiagram.Render(
                        [.. result.Flow.Select(s => new FlowBox(s.Label, s.Before, s.Remaining))],
                        [.. result.Sites.Select(s => new FlowGroup($"{s.Site} ({s.Role})", s.Patients))]),
                    "Flow of patients from those screened to those analysed, by site.",
                    wide: true),
            new XElement("h3", "Exclusions"),
            result.Exclusions.Count == 0
                ? Markup.P("No patient was excluded.")
                : new object?[]
                {
                    Markup.Table("Exclusions by stage", ["Stage", "#Patients"],
                        result.Exclusions.GroupBy(e => e.Stage).Select(g => Markup.Row(
                            Markup.RowHeader(g.Key), Markup.Number(context.Cover.Count(g.Select(e => e.PatientId).Distinct().Count()))))),
                    context.Cover.ShowsPatients
                        ? Markup.Table("Every exclusion, with its reason", ["Patient", "Stage", "Reason"],
                            result.Exclusions.Select(e => Markup.Row(Markup.RowHeader(e.PatientId), e.Stage, e.Reason)))
                        : Markup.Note("This report names no patient: who was left out, and why, stands in exclusions.csv of the study."),
                },
            result.Models.Where(m => m.Flow.Count > 1).Select(m => ModelFlow(context, m)));
    }

    private static object[] ModelFlow(ReportContext context, ModelResult model) =>
    [
        new XElement("h3", $"Patients of model {model.Name}"),
        Markup.Table($"From the patients of the study to those of model {model.Name}", ["Step", "#Left out", "#Remaining"],
            model.Flow.Select(s => Markup.Row(Markup.RowHeader(s.Label), Markup.Number(context.Cover.Count(s.Before - s.Remaining)), Markup.Number(s.Remaining)))),
        context.Cover.ShowsPatients && model.Exclusions.Count > 0
            ? Markup.Table($"Patients of the study that model {model.Name} does not use", ["Patient", "Stage", "Reason"],
                model.Exclusions.Select(e => Markup.Row(Markup.RowHeader(e.PatientId), e.Stage, e.Reason)))
            : "",
    ];

    private static XElement Sites(ReportContext context)
    {
        var result = context.Result;
        if (result.Sites.Count == 0)
        {
            return Markup.Section("sites", "Sites", Markup.P("No site was recorded."));
        }

        var events = result.Sites.SelectMany(s => s.Events.Keys).Distinct().ToArray();
        return Markup.Section("sites", "Sites, events and follow-up",
            Markup.Table("First events and follow-up by site",
                ["Count", .. result.Sites.Select(s => $"#{s.Site} ({s.Role})")],
                [
                    Markup.Row([Markup.RowHeader("Patients"), .. result.Sites.Select(s => Markup.Number(s.Patients))]),
                    .. events.Select(e => Markup.Row(
                        [Markup.RowHeader(Capital(e)), .. result.Sites.Select(s => Markup.Number(context.Cover.Share(s.Events.GetValueOrDefault(e), s.Patients)))])),
                    Markup.Row(
                    [
                        Markup.RowHeader($"Median follow-up, {result.TimeUnit}"),
                        .. result.Sites.Select(s => Markup.Number(s.MedianFollowUp is { } m ? Numbers.Fixed(m, 1) : "not reached")),
                    ]),
                ]),
            Markup.Note("A patient counts once, under the first event. Median follow-up is by reverse Kaplan-Meier."),
            result.RefusedHorizons.Count == 0 ? null : Markup.List(result.RefusedHorizons.Select(r => r.Sentence(result.TimeUnit))),
            Sensitivity(context));
    }

    private static object[] Sensitivity(ReportContext context)
    {
        var others = context.Result.SensitivityEndpoints;
        return others.Count == 0 ? [] :
        [
            new XElement("h3", "Other readings of the endpoint"),
            Markup.Table("What the endpoint would count otherwise", ["Reading", "What it answers", "#Patients whose outcome differs", "Events"],
                others.Select(s => Markup.Row(
                    Markup.RowHeader(s.Name),
                    s.Description,
                    Markup.Number(context.Cover.Count(s.Changed)),
                    s.Obstacle ?? string.Join("; ", s.Events.Select(e => $"{e.Key} {context.Cover.Count(e.Value)}"))))),
            .. Judged(context.Result),
        ];
    }

    private static object[] Judged(StudyResult result)
    {
        var at = $"{Numbers.Plain(result.Horizon)} {result.TimeUnit}";
        return result.SensitivityEvaluations.Count == 0 ? [] :
        [
            Markup.Table($"Models by other readings of the endpoint, with 95% CI", ["Reading", "Model", "Patients of", "#Patients (events)", "Harrell's C", $"AUC at {at}", "Observed / expected"],
                result.SensitivityEvaluations.Select(s => Markup.Row(
                    Markup.RowHeader(s.Endpoint), s.Refitted ? s.Model + ", refitted" : s.Model, s.Cohort, Markup.Number($"{Numbers.Count(s.Patients)} ({Numbers.Count(s.Events)})"),
                    Markup.Estimate(s.Harrell), Markup.Estimate(s.Auc, absent: "not judged"), Markup.Estimate(s.ObservedExpected)))),
            Markup.Note("Not refitted: the predictions are those of the main endpoint, and only what they are held against has changed."),
        ];
    }

    private static XElement Characteristics(ReportContext context)
    {
        var result = context.Result;
        if (result.Characteristics.Count == 0)
        {
            return Markup.Section("characteristics", "Characteristics of the patients", Markup.P("No characteristic was recorded."));
        }

        string[] sites = [.. result.Sites.Select(s => s.Site).Concat(result.Characteristics.SelectMany(c => c.BySite.Keys)).Distinct()];
        var counts = result.Sites.ToDictionary(s => s.Site, s => s.Patients);
        var all = counts.Values.Sum();
        var external = result.Characteristics.Any(c => c.StandardizedDifference is not null);
        var overall = sites.Length > 1 && result.Characteristics.Any(c => c.Overall.Length > 0);
        string[] columns =
        [
            "Characteristic",
            .. overall ? [$"#All (n = {Numbers.Count(all)})"] : Array.Empty<string>(),
            .. sites.Select(s => counts.TryGetValue(s, out var n) ? $"#{s} (n = {Numbers.Count(n)})" : "#" + s),
            "#Missing",
            .. external ? ["#Standardised difference"] : Array.Empty<string>(),
        ];
        var rows = new List<XElement>();
        foreach (var time in result.Characteristics.GroupBy(c => c.Availability))
        {
            rows.Add(Markup.Group($"Known {(time.Key == "Pre" ? "before" : "after")} surgery", columns.Length));
            rows.AddRange(time.Select(c => Markup.Row(
            [
                Markup.RowHeader(Label(c)),
                .. overall ? [Markup.Number(context.Cover.Characteristic(c.Overall))] : Array.Empty<object?>(),
                .. sites.Select(s => Markup.Number(c.BySite.TryGetValue(s, out var text) ? context.Cover.Characteristic(text) : "not recorded")),
                Markup.Number(Missing(context, c)),
                .. external ? [Markup.Number(c.StandardizedDifference is { } d ? Numbers.Fixed(d, 2) + (d > 0.2 ? " *" : "") : "-")] : Array.Empty<object?>(),
            ])));
        }

        return Markup.Section("characteristics", "Characteristics of the patients",
            Markup.Table("Characteristics of the patients by site", columns, rows),
            Markup.Note("Median (first to third quartile) or number (percent of those known). "
                + (result.Characteristics.Any(c => c.MissingBySite.Count > 1) ? $"Missing: all, and in brackets {string.Join(" / ", sites)}. " : "")
                + (external
                    ? "Standardised difference: absolute standardised mean difference between development and external patients; * above 0.2."
                    : "There is no external site: no standardised difference.")));
    }

    private static string Label(CharacteristicRow row)
    {
        var label = row.Label.Length > 0 ? row.Label : row.Name;
        return row.Unit is { Length: > 0 } unit ? $"{label}, {unit}" : label;
    }

    private static string Missing(ReportContext context, CharacteristicRow row) => row.MissingBySite.Count < 2 || row.Missing == 0
        ? context.Cover.Count(row.Missing)
        : $"{context.Cover.Count(row.Missing)} ({string.Join(" / ", row.MissingBySite.Values.Select(context.Cover.Count))})";

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
