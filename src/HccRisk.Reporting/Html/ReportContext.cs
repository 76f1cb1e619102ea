using HccRisk.Plots;
using HccRisk.Reporting.Privacy;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>What every section of a study's report reads.</summary>
/// <param name="Result">What the study found, without identifiers of patients unless they are asked for.</param>
/// <param name="Inline">Its numbers for running text.</param>
/// <param name="Figures">Where figures go.</param>
/// <param name="Cover">What may be shown of patients.</param>
internal sealed record ReportContext(StudyResult Result, StudyNumbers Inline, Figures Figures, PatientCover Cover)
{
    /// <summary>"24 months".</summary>
    public string Horizon => $"{Numbers.Plain(Result.Horizon)} {Result.TimeUnit}";

    public static ReportContext Of(StudyResult result, ReportOptions options)
    {
        var cover = PatientCover.For(result, options);
        return new ReportContext(cover.Of(result), new StudyNumbers(result), new Figures(result.Synthetic), cover);
    }
}
