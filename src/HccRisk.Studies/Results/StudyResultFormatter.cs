using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;

namespace HccRisk.Studies.Results;

/// <summary>What each model achieves on each cohort at the main horizon, and the models against each other.</summary>
internal sealed class StudyResultFormatter : NotebookFormatter<StudyResult>
{
    protected override string Html(StudyResult value)
    {
        var at = FormattableString.Invariant($" {value.Horizon} {value.TimeUnit}");
        var table = new NotebookTable($"{value.Title} (95% intervals)", "model", "patients of", "patients", "events", "Uno C", "AUC" + at, "Brier" + at, "O/E" + at);
        foreach (var model in value.Models)
        {
            foreach (var part in model.External.Prepend(model.Development))
            {
                var m = part.Metrics;
                table.Add(
                    model.Name,
                    part.Cohort,
                    Printed.Number(m.Patients),
                    Printed.Number(m.Events),
                    Cell(m.Concordance),
                    Cell(m.Auc.FirstOrDefault(a => a.Time == value.Horizon)?.Auc),
                    Cell(m.Brier.FirstOrDefault(b => b.Time == value.Horizon)?.Brier),
                    Cell(m.Calibration.FirstOrDefault(c => c.Time == value.Horizon)?.ObservedExpected));
            }
        }

        var pairs = new NotebookTable("models against each other, on the same patients (95% intervals)", "model", "against", "patients of", "measure", "difference");
        foreach (var pair in value.Comparisons)
        {
            foreach (var difference in pair.Differences.Where(d => d.Time is null || d.Time == value.Horizon))
            {
                pairs.Add(pair.Model, pair.Reference, pair.Cohort, difference.Time is null ? difference.Measure : difference.Measure + at, Difference(difference.Comparison));
            }
        }

        return table.ToHtml() + (value.Comparisons.Count > 0 ? pairs.ToHtml() : string.Empty)
            + string.Concat(value.Notes.Select(NotebookHtml.Line));
    }

    protected override string Text(StudyResult value) => Printed.Lines(value.Models.SelectMany(
        model => model.External.Prepend(model.Development).Select(part => $"{model.Name}, {part.Cohort}: {part.Metrics.Concordance}")).Prepend(value.Title));

    private static string Cell(MetricEstimate? estimate) => estimate?.Value is not { } value ? "-"
        : estimate.Lower is { } lower && estimate.Upper is { } upper ? $"{Printed.Share(value)} ({Printed.Share(lower)} to {Printed.Share(upper)})" : Printed.Share(value);

    private static string Difference(MetricComparison comparison) =>
        comparison.Difference.Value is null ? "-" : $"{Cell(comparison.Difference)}, {Printed.P(comparison.PValue)}";
}
