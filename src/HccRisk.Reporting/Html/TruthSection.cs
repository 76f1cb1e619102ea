using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.Estimates;

namespace HccRisk.Reporting.Html;

/// <summary>For a synthetic cohort, what could be reached and what was.</summary>
internal static class TruthSection
{
    public static XElement Build(StudyResult result, Figures figures)
    {
        var horizon = $"{Numbers.Plain(result.Horizon)} {result.TimeUnit}";
        var achieved = result.Models
            .SelectMany(m => (m.External.Count > 0 ? m.External : [m.Development]).Select(p => new NamedEstimate($"{m.Name}, {p.Cohort}", SummarySection.MainAuc(result, p))))
            .ToArray();
        var oracle = result.Truth.MaxBy(t => t.Population)!;
        return Markup.Section("truth", "Truth ladder of the synthetic cohort",
            Markup.P($"The cohort was drawn from a known model, so the AUC at {horizon} that a perfect reader of some of the variables reaches is known: in the population, and among the external patients drawn. A model cannot be expected to pass the rung of the variables it sees, but by chance."),
            figures.Add(TruthLadderPlot.Render([.. result.Truth.Select(t => new AttainableAuc(t.Name, t.Population, t.External))], achieved, "AUC at " + horizon), $"AUC at {horizon} of perfect readers (circles) and of the models (squares).", wide: true),
            Markup.Table($"AUC at {horizon} of perfect readers", ["Variables", "#Population", "#External patients"],
                result.Truth.Select(t => Markup.Row(Markup.RowHeader(t.Name), Markup.Number(Numbers.Fixed(t.Population, 3)),
                    Markup.Number(t.External is { } e ? Numbers.Fixed(e, 3) : "not computed")))),
            achieved.Length == 0 ? null : Markup.Table($"Share of what \"{oracle.Name}\" reaches", ["Model and cohort", $"AUC at {horizon}", "#Share of the population value", "#Share of the value among external patients"],
                achieved.Select(a => Markup.Row(Markup.RowHeader(a.Name), Markup.Cell(a.Value), Share(a.Value, oracle.Population), Share(a.Value, oracle.External)))),
            Markup.Note("Share: (AUC of the model - 0.5) / (AUC of the perfect reader - 0.5)."));
    }

    private static XElement Share(MetricEstimate auc, double? truth) => Markup.Number(
        Numbers.HasValue(auc) && truth is > 0.5 ? Numbers.Percent(auc.Value!.Value - 0.5, truth.Value - 0.5) : "not estimable");
}
