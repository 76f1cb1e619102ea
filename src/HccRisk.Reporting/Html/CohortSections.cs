using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>Who was analysed: flow, exclusions, sites, characteristics.</summary>
internal static class CohortSections
{
    public static IEnumerable<XElement> Build(StudyResult result, Figures figures) =>
        [Flow(result, figures), Sites(result), Characteristics(result)];

    private static XElement Flow(StudyResult result, Figures figures) => Markup.Section("flow", "Flow of patients and exclusions",
        result.Flow.Count == 0
            ? Markup.P("The flow of patients was not recorded.")
            : figures.Add(CohortFlowDiagram.Render(
                [.. result.Flow.Select(s => new FlowBox(s.Label, s.Before, s.Remaining))], [.. result.Sites.Select(s => new FlowGroup($"{s.Site} ({s.Role})", s.Patients))]), "Flow of patients from those screened to those analysed, by site.", wide: true),
        new XElement("h3", "Exclusions"),
        result.Exclusions.Count == 0
            ? Markup.P("No patient was excluded.")
            : new object[]
            {
                Markup.Table("Exclusions by stage", ["Stage", "#Patients"],
                    result.Exclusions.GroupBy(e => e.Stage).Select(g => Markup.Row(Markup.RowHeader(g.Key), Markup.Number(g.Select(e => e.PatientId).Distinct().Count())))),
                Markup.Table("Every exclusion, with its reason", ["Patient", "Stage", "Reason"],
                    result.Exclusions.Select(e => Markup.Row(Markup.RowHeader(e.PatientId), e.Stage, e.Reason))),
            });

    private static XElement Sites(StudyResult result)
    {
        if (result.Sites.Count == 0)
        {
            return Markup.Section("sites", "Sites", Markup.P("No site was recorded."));
        }

        var events = result.Sites.SelectMany(s => s.Events.Keys).Distinct().ToArray();
        return Markup.Section("sites", "Sites",
            Markup.Table("Sites, first events and follow-up",
                ["Site", "Role", "#Patients", .. events.Select(e => "#" + Capital(e)), $"#Median follow-up ({result.TimeUnit})"],
                result.Sites.Select(s => Markup.Row(
                    [
                        Markup.RowHeader(s.Site), s.Role, Markup.Number(s.Patients),
                        .. events.Select(e => s.Events.TryGetValue(e, out var n) ? Markup.Number($"{Numbers.Count(n)} ({Numbers.Percent(n, s.Patients)})") : Markup.Number("0")),
                        Markup.Number(s.MedianFollowUp is { } m ? Numbers.Fixed(m, 1) : "not reached"),
                    ]))),
            Markup.Note("A patient counts once, under the first event. Median follow-up is by reverse Kaplan-Meier."));
    }

    private static XElement Characteristics(StudyResult result)
    {
        if (result.Characteristics.Count == 0)
        {
            return Markup.Section("characteristics", "Characteristics of the patients", Markup.P("No characteristic was recorded."));
        }

        var sites = result.Sites.Select(s => s.Site).Concat(result.Characteristics.SelectMany(c => c.BySite.Keys)).Distinct().ToArray();
        var counts = result.Sites.ToDictionary(s => s.Site, s => s.Patients);
        var external = result.Characteristics.Any(c => c.StandardizedDifference is not null);
        string[] columns =
        [
            "Characteristic", "Available",
            .. sites.Select(s => counts.TryGetValue(s, out var n) ? $"#{s} (n = {Numbers.Count(n)})" : "#" + s),
            "#Missing", "#Standardised difference",
        ];
        return Markup.Section("characteristics", "Characteristics of the patients",
            Markup.Table("Characteristics by site", columns, result.Characteristics.Select(c => Markup.Row(
                [
                    Markup.RowHeader(c.Unit is { Length: > 0 } unit ? $"{c.Name}, {unit}" : c.Name),
                    c.Availability + "-operative",
                    .. sites.Select(s => Markup.Number(c.BySite.TryGetValue(s, out var text) ? text : "not recorded")),
                    Markup.Number(c.Missing),
                    Markup.Number(c.StandardizedDifference is { } d ? Numbers.Fixed(d, 2) + (d > 0.2 ? " *" : "") : "-"),
                ]))),
            Markup.Note("Median (first to third quartile) or number (percent). "
                + (external
                    ? "Standardised difference: absolute standardised mean difference between development and external patients; * above 0.2."
                    : "There is no external site: no standardised difference.")));
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
