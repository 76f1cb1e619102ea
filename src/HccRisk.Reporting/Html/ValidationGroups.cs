using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>Performance by site and by subgroup.</summary>
internal static class ValidationGroups
{
    // Beyond so many, the sites with most patients are shown and the others to be opened.
    private const int MostSites = 30;

    public static ReportPart Sites(ValidationContext context)
    {
        var result = context.Result;
        return new ReportPart("by-site", "By site",
            SiteTables(context),
            context.Drawn.Select(m => Forest(
                context,
                m,
                [.. Largest(result.Sites).Select(s => Row(context, s, m)).Where(r => result.Sites.Count <= MostSites || Numbers.HasValue(r.Estimate!))],
                $"AUC at {context.Main} of {m.Name} by site{(result.Sites.Count > MostSites ? $": the {Numbers.Count(MostSites)} with most patients of {Numbers.Count(result.Sites.Count)}" : "")}. Dotted: all patients. Arrow: the interval goes on.",
                "")),
            Heterogeneity(context));
    }

    /// <summary>All sites, or those with most patients and the others to be opened.</summary>
    private static object[] SiteTables(ValidationContext context)
    {
        var sites = context.Result.Sites;
        var largest = Largest(sites);
        var caption = $"Performance by site, with {context.Interval}";
        return sites.Count <= MostSites ? [Table(context, caption, "Site", [("", sites)])] :
        [
            Table(context, $"{caption}: the {Numbers.Count(MostSites)} sites with most patients", "Site", [("", largest)]),
            new XElement("details",
                new XElement("summary", $"The other {Numbers.Count(sites.Count - MostSites)} sites"),
                Table(context, caption + ": the other sites", "Site", [("", [.. sites.Except(largest)])])),
        ];
    }

    private static IReadOnlyList<GroupValidation> Largest(IReadOnlyList<GroupValidation> sites) => sites.Count <= MostSites
        ? sites
        : [.. sites.Index().OrderByDescending(s => s.Item.Patients).ThenBy(s => s.Index).Take(MostSites).OrderBy(s => s.Index).Select(s => s.Item)];

    public static ReportPart Subgroups(ValidationContext context)
    {
        var result = context.Result;
        return new ReportPart("subgroups", "Subgroups",
            context.Drawn.Select(m => Forest(
                context,
                m,
                [.. result.Subgroups.SelectMany(s => s.Levels.Select(l => Row(context, l, m)).Prepend(new ForestRow(Name(s), "", null, P(s, m))))],
                $"AUC at {context.Main} of {m.Name} by subgroup, with the p-value of a test that the levels do not differ. Dotted: all patients. Arrow: the interval goes on.",
                "p of difference")),
            Table(context, $"Performance by subgroup, with {context.Interval}", "Subgroup", [.. result.Subgroups.Select(s => (Name(s), s.Levels))]),
            Interactions(context),
            context.Note("Subgroups are small and many: a difference calls for a look at another cohort, and no difference does not show that there is none. p-values are not adjusted for their number."),
            result.Subgroups.Any(s => s.Missing > 0)
                ? Markup.Note("In no level for want of a value: " + string.Join(", ", result.Subgroups.Where(s => s.Missing > 0).Select(s => $"{s.Name} {context.Cover.Count(s.Missing)}")) + ".")
                : null);
    }

    private static string Name(SubgroupValidation subgroup) => subgroup.Rule is { } rule ? $"{subgroup.Name} ({rule})" : subgroup.Name;

    private static string P(SubgroupValidation subgroup, ModelValidation model) =>
        subgroup.Interactions.FirstOrDefault(i => i.Model == model.Name && i.Measure == "AUC") is { Test: { } test } ? Numbers.PValue(test.PValue) : "";

    private static ForestRow Row(ValidationContext context, GroupValidation group, ModelValidation model) => new(
        group.Name.Length == 0 ? "(empty)" : group.Name,
        $"{context.Cover.Count(group.Patients)} ({context.Cover.Count(group.Events)})",
        group.Models.First(m => m.Model == model.Name).Auc);

    private static XElement? Forest(ValidationContext context, ModelValidation model, ForestRow[] rows, string caption, string remark)
    {
        if (!rows.Any(r => r.Estimate is { } estimate && Numbers.HasValue(estimate)))
        {
            return Markup.P($"{model.Name}: the AUC at {context.Main} is not estimable in any of them.");
        }

        var all = context.AtMain(model)?.Auc.Auc.Value;
        return context.Figures.Add(ForestPlot.Render(rows, $"AUC at {context.Main}", all, model.Name, remark), caption, wide: true);
    }

    private static XElement Table(ValidationContext context, string caption, string head, IReadOnlyList<(string Heading, IReadOnlyList<GroupValidation> Groups)> parts)
    {
        var risks = context.Result.Models.Any(m => m.HasRisks);
        var named = context.Result.Models.Count > 1;
        var columns = (risks ? 7 : 4) + (named ? 1 : 0);
        var rows = new List<XElement>();
        foreach (var (heading, groups) in parts)
        {
            if (heading.Length > 0)
            {
                rows.Add(Markup.Group(heading, columns));
            }

            foreach (var group in groups)
            {
                rows.AddRange(group.Models.Select(m => Markup.Row(
                [
                    Markup.RowHeader(group.Name.Length == 0 ? "(empty)" : group.Name), named ? m.Model : null,
                    Markup.Number($"{context.Cover.Count(group.Patients)} ({context.Cover.Count(group.Events)})"),
                    .. Measures(m, risks),
                ])));
            }
        }

        return Markup.Table(caption,
            [
                head, .. named ? ["Model"] : Array.Empty<string>(), "#Patients (events)", $"AUC at {context.Main}", "Harrell's C",
                .. risks ? ["Observed / expected", "Calibration slope", "Brier score"] : Array.Empty<string>(),
            ],
            rows);
    }

    /// <summary>The measures of a group; where all are refused for one reason, that alone.</summary>
    private static object?[] Measures(GroupPerformance group, bool risks)
    {
        (MetricEstimate? Estimate, int Digits)[] all = [(group.Auc, 2), (group.Harrell, 2), .. risks ? [(group.ObservedExpected, 2), (group.Slope, 2), (group.Brier, 3)] : Array.Empty<(MetricEstimate?, int)>()];
        return all[0].Estimate?.NotEstimable is { } reason && Array.TrueForAll(all, e => e.Estimate is null || e.Estimate.NotEstimable == reason)
            ? [new XElement("td", new XAttribute("class", "none"), new XAttribute("colspan", Numbers.Count(all.Length)), "not estimable: " + reason)]
            : [.. all.Select(e => Markup.Estimate(e.Estimate, e.Digits))];
    }

    private static object[] Heterogeneity(ValidationContext context)
    {
        var found = context.Result.Heterogeneity;
        return found.Count == 0 ? [] :
        [
            new XElement("h3", "How much sites differ"),
            Markup.Table($"Performance over sites by random effects, with {context.Interval}",
                ["Model", "Measure", "#Sites", "Mean of sites", "Where a new site may lie", "#I-squared", "#p of no difference"],
                found.Select(h => Markup.Row(
                    Markup.RowHeader(h.Model), h.Measure, Markup.Number(h.Sites), Markup.Estimate(h.Pooled),
                    h is { PredictionLower: { } low, PredictionUpper: { } high } ? Numbers.Range(low, high, 2) : "not estimable",
                    Markup.Number(h.ISquared is { } i ? Numbers.Percent(i, 1) : "-"),
                    Markup.PValue(h.Test?.PValue)))),
            Markup.Note("With few sites the variance between them is hardly known: the range of a new site says so by its width."),
        ];
    }

    private static object[] Interactions(ValidationContext context)
    {
        string[] measures = [.. context.Result.Subgroups.SelectMany(s => s.Interactions).Select(i => i.Measure).Distinct()];
        var named = context.Result.Models.Count > 1;
        var rows =
            from subgroup in context.Result.Subgroups
            from tests in subgroup.Interactions.GroupBy(i => i.Model)
            select Markup.Row(
            [
                Markup.RowHeader(subgroup.Name), named ? tests.Key : null,
                .. measures.Select(m => tests.FirstOrDefault(t => t.Measure == m) switch
                {
                    null => Markup.Number("-"),
                    { Test: { } t } => Markup.PValue(t.PValue),
                    var none => new XElement("td", new XAttribute("class", "none"), none.NotEstimable),
                }),
            ]);
        XElement[] all = [.. rows];
        return all.Length == 0 ? [] :
        [
            Markup.Table("p-values of tests that the levels of a subgroup do not differ",
                [
                    "Subgroup", .. named ? ["Model"] : Array.Empty<string>(),
                    .. measures.Select(m => "#" + (m == "effect" ? "Effect of the marker" : m.Replace(" C", "'s C", StringComparison.Ordinal))),
                ],
                all),
        ];
    }
}
