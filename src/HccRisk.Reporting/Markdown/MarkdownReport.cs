using HccRisk.Core.Storage;
using HccRisk.Reporting.Html;
using HccRisk.Studies.Results;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Markdown;

/// <summary>
/// The same report as <see cref="HtmlReport"/> as Markdown: the same sections, sentences and tables, from the same source. Figures are links to
/// <c>figures/figure-1.svg</c> and so on, which <see cref="FigureFiles"/> writes.
/// </summary>
public static class MarkdownReport
{
    /// <summary>Writes the report of a study.</summary>
    /// <param name="result">What the study found.</param>
    /// <param name="path">The file; replaced in one step when it exists. Its folder must exist.</param>
    /// <param name="options">Title, and what may be shown of patients; null for the defaults.</param>
    public static void Write(StudyResult result, string path, ReportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteText(path, Text(result, options));
    }

    /// <summary>Writes the page of a validation of predictions.</summary>
    /// <param name="result">What the validation found.</param>
    /// <param name="path">The file; replaced in one step when it exists. Its folder must exist.</param>
    /// <param name="options">Title, and what may be shown of patients; null for the defaults.</param>
    public static void Write(ValidationResult result, string path, ReportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteText(path, Text(result, options));
    }

    /// <summary>The report of a study.</summary>
    /// <param name="result">What the study found.</param>
    /// <param name="options">Title, and what may be shown of patients; null for the defaults.</param>
    /// <returns>Markdown with tables, lines set apart by a line feed.</returns>
    public static string Text(StudyResult result, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return MarkdownDocument.Of(StudyPage.Build(result, options));
    }

    /// <summary>The page of a validation of predictions.</summary>
    /// <param name="result">What the validation found.</param>
    /// <param name="options">Title, and what may be shown of patients; null for the defaults.</param>
    /// <returns>Markdown with tables, lines set apart by a line feed.</returns>
    public static string Text(ValidationResult result, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return MarkdownDocument.Of(ValidationPage.Build(result, options));
    }
}
