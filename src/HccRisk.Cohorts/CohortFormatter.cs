using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Cohorts;

/// <summary>The sites with their patients and events, who was left out, and what a reader should know.</summary>
internal sealed class CohortFormatter : NotebookFormatter<Cohort>
{
    protected override string Html(Cohort value)
    {
        var codes = value.Patients.Select(p => p.Outcome?.Event ?? 0).Where(e => e > 0).Distinct().Order().ToArray();
        var table = new NotebookTable(Text(value), ["site", "patients", "with images", "with slides", .. codes.Select(c => FormattableString.Invariant($"event {c}")), "median time"]);
        foreach (var site in value.Sites)
        {
            Patient[] here = [.. value.Patients.Where(p => p.Site == site)];
            double[] times = [.. here.Select(p => p.Outcome?.Time ?? double.NaN).Where(double.IsFinite).Order()];
            table.Add(
            [
                site,
                Printed.Number(here.Length),
                Printed.Number(here.Count(p => p.FilesOf(PatientFileKind.Mri).Any())),
                Printed.Number(here.Count(p => p.FilesOf(PatientFileKind.Slide).Any())),
                .. codes.Select(c => Printed.Number(here.Count(p => p.Outcome?.Event == c))),
                Printed.Number(times.Length == 0 ? null : (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2),
            ]);
        }

        return table.ToHtml() + string.Concat(value.Notes.Select(NotebookHtml.Line));
    }

    protected override string Text(Cohort value) => FormattableString.Invariant($"cohort '{value.Schema.Name}': {value.Count} patients, {value.Exclusions.Count} left out");
}
