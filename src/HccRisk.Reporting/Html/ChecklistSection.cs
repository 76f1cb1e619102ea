using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Reporting.Checklists;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>Reporting checklists, answered from the record; what only people know is left open and marked.</summary>
internal static class ChecklistSection
{
    private const int LongestValue = 260;

    /// <param name="result">What the study found, without identifiers of patients unless they are asked for.</param>
    /// <param name="anchors">The sections there are: an answer points to no other.</param>
    public static IEnumerable<XElement> Build(StudyResult result, IReadOnlyCollection<string> anchors) =>
        Checklist.Fill(result).GroupBy(r => r.Instrument).Where(g => g.Any(r => r.Status != ItemStatus.NotApplicable)).Select(g => Build([.. g], anchors));

    private static XElement Build(ChecklistRow[] rows, IReadOnlyCollection<string> anchors)
    {
        var weighed = rows.All(r => r.Weight is not null);
        string Count(ItemStatus status) => Numbers.Count(rows.Count(r => r.Status == status));
        return Markup.Section("checklist-" + StudyNumbers.Key(rows[0].Instrument), "Checklist " + rows[0].Instrument,
            Markup.P($"{rows[0].Instrument} ({rows[0].Version}), {Numbers.Count(rows.Length)} items: {Count(ItemStatus.Filled)} filled from the record of this study, {Count(ItemStatus.Partial)} in part, {Count(ItemStatus.Human)} left open for people, {Count(ItemStatus.NotApplicable)} not applicable. "
                + "Every answer is a value of result.json; filled says that the record holds it, not that it is good. Item texts are shortened: read the checklist itself."),
            weighed ? Markup.P($"The weights are those of the tool of {rows[0].Instrument}. Items that the record fills weigh {Weight(rows.Where(r => r.Status == ItemStatus.Filled))} of {Weight(rows.Where(r => r.Status != ItemStatus.NotApplicable))}: no score is given here, for whether an answer is a yes is for people to say.") : null,
            Markup.Table("Items of " + rows[0].Instrument, ["Item", "Asks for", .. weighed ? ["#Weight"] : Array.Empty<string>(), "Status", "What the record says", "Section"],
                rows.Select(r => Markup.Row(
                    Markup.RowHeader(r.Item),
                    r.Text,
                    weighed ? Markup.Number(Numbers.Fixed(r.Weight!.Value, 3)) : null,
                    Status(r.Status),
                    new XElement("td", new XAttribute("class", r.Value.Length > 0 ? "m" : "open"), r.Value.Length > 0 ? Short(r.Value) : r.Status == ItemStatus.NotApplicable ? "-" : "to be written"),
                    new XElement("td", r.Anchor is { } anchor && anchors.Contains(anchor) ? new XElement("a", new XAttribute("href", "#" + anchor), anchor) : "-")))));
    }

    private static string Weight(IEnumerable<ChecklistRow> rows) => Numbers.Fixed(rows.Sum(r => r.Weight ?? 0), 3);

    private static XElement Status(ItemStatus status) => new("td", new XAttribute("class", status == ItemStatus.Human ? "open" : "s"), status switch
    {
        ItemStatus.Filled => "filled",
        ItemStatus.Partial => "in part",
        ItemStatus.NotApplicable => "not applicable",
        _ => "open",
    });

    private static string Short(string value) => value.Length <= LongestValue ? value : value[..LongestValue] + " ...";
}
