using HccRisk.Core.Storage;
using HccRisk.Plots;
using HccRisk.Reporting.Html;
using HccRisk.Studies.Results;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting;

/// <summary>
/// The figures of a report as files for a journal: <c>figure-1.svg</c>, <c>figure-1.png</c> (300 dots an inch) and <c>figure-1.csv</c> (every number drawn), by the
/// numbers they have in the report of the same options.
/// </summary>
public static class FigureFiles
{
    /// <summary>Writes the figures of a study's report.</summary>
    /// <param name="result">What the study found.</param>
    /// <param name="folder">Where to; made when it is absent.</param>
    /// <param name="options">Those of the report; null for the defaults.</param>
    /// <returns>Number of figures.</returns>
    public static int Write(StudyResult result, string folder, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Write(StudyPage.Build(result, options), folder);
    }

    /// <summary>Writes the figures of the page of a validation.</summary>
    /// <param name="result">What the validation found.</param>
    /// <param name="folder">Where to; made when it is absent.</param>
    /// <param name="options">Those of the page; null for the defaults.</param>
    /// <returns>Number of figures.</returns>
    public static int Write(ValidationResult result, string folder, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Write(ValidationPage.Build(result, options), folder);
    }

    private static int Write(PageContent page, string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        foreach (var (index, image) in page.Figures.Index())
        {
            var path = Path.Combine(folder, Figures.NameOf(index + 1));
            AtomicFile.WriteText(path + ".svg", image.Svg);
            AtomicFile.Write(path + ".png", stream => stream.Write(image.Png.Span));
            AtomicFile.WriteText(path + ".csv", image.Csv);
        }

        return page.Figures.Count;
    }
}
