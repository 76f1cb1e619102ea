using HccRisk.Core.Storage;
using HccRisk.Studies.Results;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>
/// The report of a study, or of a validation of predictions, as one HTML file: plots are embedded as SVG, the font is embedded, nothing is loaded from a network and no script
/// runs. The same result gives the same bytes on every machine and in every culture. Every text of the result is encoded.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="result">What the study found.</param>
    /// <param name="path">The file; replaced in one step when it exists. Its folder must exist.</param>
    /// <param name="options">What may be shown of patients; null for the defaults.</param>
    public static void Write(StudyResult result, string path, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => Write(result, stream, options));
    }

    /// <summary>Writes the report as UTF-8 and leaves the stream open.</summary>
    /// <param name="result">What the study found.</param>
    /// <param name="stream">Where the report goes.</param>
    /// <param name="options">What may be shown of patients; null for the defaults.</param>
    public static void Write(StudyResult result, Stream stream, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(stream);
        HtmlDocument.Write(HtmlPage.Of(StudyPage.Build(result, options)), stream);
    }

    /// <summary>
    /// Writes the page of the patients: what each model says of each of them, and the inputs that make it where the study was asked to explain
    /// (<see cref="Studies.Running.StudyRunOptions.Explain"/>). It names patients.
    /// </summary>
    /// <param name="result">What the study found.</param>
    /// <param name="path">The file; replaced in one step when it exists. Its folder must exist.</param>
    /// <param name="title">Heading of the page; null for the title of the study.</param>
    public static void WritePatients(StudyResult result, string path, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => HtmlDocument.Write(HtmlPage.Of(PatientPage.Build(result, title)), stream));
    }

    /// <summary>Writes the page of a validation of predictions.</summary>
    /// <param name="result">What the validation found.</param>
    /// <param name="path">The file; replaced in one step when it exists. Its folder must exist.</param>
    /// <param name="options">Title, and what may be shown of patients; null for the defaults.</param>
    public static void Write(ValidationResult result, string path, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => Write(result, stream, options));
    }

    /// <summary>Writes the page of a validation of predictions as UTF-8 and leaves the stream open.</summary>
    /// <param name="result">What the validation found.</param>
    /// <param name="stream">Where the page goes.</param>
    /// <param name="options">Title, and what may be shown of patients; null for the defaults.</param>
    public static void Write(ValidationResult result, Stream stream, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(stream);
        HtmlDocument.Write(HtmlPage.Of(ValidationPage.Build(result, options)), stream);
    }
}
