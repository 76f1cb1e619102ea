using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>How far patients of other sites are from those that taught the models.</summary>
internal static class ShiftSection
{
    private const int MostFeatures = 12;

    public static bool Applies(StudyResult result) => result.Shifts.Count > 0 || result.Models.Any(m => m.Domains.Count > 0);

    public static XElement Build(ReportContext context)
    {
        var result = context.Result;
        return Markup.Section("shift", "Shift between sites, and patients unlike the development patients",
            result.Shifts.Count == 0 ? null : new object[]
            {
                Markup.Table("Features that differ between sites", ["Site", "Against", "Modality", "#Patients", "#Features", "#|SMD| from 0.1", "#from 0.25", "#from 0.5"],
                    result.Shifts.Select(s => Markup.Row(
                        Markup.RowHeader(s.Site), s.Against, s.Modality, Markup.Number($"{context.Cover.Count(s.Patients)} / {context.Cover.Count(s.Others)}"), Markup.Number(s.Features.Count),
                        Markup.Number(Numbers.Percent(s.Small, s.Features.Count)), Markup.Number(Numbers.Percent(s.Medium, s.Features.Count)), Markup.Number(Numbers.Percent(s.Large, s.Features.Count))))),
                Markup.Table($"The features that differ most (at most {Numbers.Count(MostFeatures)} a site and modality)", ["Feature", "#Standardised mean difference", "#Largest distance of distributions"],
                    result.Shifts.SelectMany(s => s.Features.Take(MostFeatures).Where(f => Math.Abs(f.Difference ?? 0) >= 0.1)
                        .Select(f => Markup.Row(
                            Markup.RowHeader(f.Feature),
                            Markup.Number(f.Difference is { } d ? Numbers.Fixed(d, 2) : "-"),
                            Markup.Number(f.Kolmogorov is { } k ? Numbers.Fixed(k, 2) : "-")))
                        .Prepend(Markup.Group($"{s.Site} against {s.Against}: {s.Modality}", 3)))),
                Markup.Note("SMD: standardised mean difference, above 0 where the site is higher."),
            },
            Domains(context));
    }

    private static object[] Domains(ReportContext context)
    {
        var rows =
            from model in context.Result.Models
            from domain in model.Domains
            from cohort in domain.Patients
            select Markup.Row(
                Markup.RowHeader(model.Name), domain.Modality, cohort.Key,
                Markup.Number(context.Cover.Share(domain.Flagged.GetValueOrDefault(cohort.Key), cohort.Value)), Markup.Number(Numbers.Percent(domain.FalsePositiveRate, 1)));
        XElement[] all = [.. rows];
        return all.Length == 0 ? [] :
        [
            new XElement("h3", "Patients unlike the development patients"),
            Markup.Table("Patients flagged as unlike the development patients", ["Model", "Modality", "Patients of", "#Flagged", "#Expected by chance"], all),
            Markup.Note("A patient is flagged beyond a squared distance learned on development patients; expected by chance is the share of development patients flagged by domains learned without them. Predictions for flagged patients are extrapolations."),
        ];
    }
}
