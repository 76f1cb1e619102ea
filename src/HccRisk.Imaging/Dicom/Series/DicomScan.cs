namespace HccRisk.Imaging.Dicom.Series;

/// <summary>What a folder of DICOM files holds.</summary>
/// <param name="Path">The folder, or the file.</param>
/// <param name="Series">The series, by patient, study, number and identifier.</param>
/// <param name="Skipped">Files that belong to none, in ordinal order.</param>
public sealed record DicomScan(string Path, IReadOnlyList<DicomSeries> Series, IReadOnlyList<SkippedFile> Skipped)
{
    /// <summary>Chooses the series of images that is meant.</summary>
    /// <param name="series">
    /// Its SeriesInstanceUID, number, or description (case does not matter, <c>*</c> and <c>?</c> stand for any characters and any one
    /// character); null: the only one there is that is no localiser.
    /// </param>
    /// <returns>The series.</returns>
    /// <exception cref="ImageFormatException">There is none, or more than one; the message lists those there are with description and number of slices.</exception>
    public DicomSeries Select(string? series = null)
    {
        DicomSeries[] images = [.. Series.Where(one => one.Kind == DicomSeriesKind.Image)];
        if (images.Length == 0)
        {
            throw new ImageFormatException("DICOM", Path, "series", null, Skipped.Count > 0
                ? $"there is no series of images; {Skipped.Count} files were passed over, the first '{Skipped[0].Path}': {Skipped[0].Reason}"
                : "there is no series of images");
        }

        DicomSeries[] found = series is null
            ? images.Length == 1 ? images : [.. images.Where(one => !one.IsLocaliser)]
            : Match(images, series);
        return found.Length == 1
            ? found[0]
            : throw new ImageFormatException(
                "DICOM",
                Path,
                "series",
                series is null ? found.Length : $"'{series}'",
                (found.Length == 0 ? "no series of that identifier, number or description; there are " : "several series, choose one by identifier, number or description: ")
                + string.Join("; ", (found.Length == 0 ? images : found).Take(20)) + (images.Length > 20 ? "; ..." : ""));
    }

    private static DicomSeries[] Match(DicomSeries[] images, string series)
    {
        foreach (var matches in new Func<DicomSeries, bool>[]
        {
            one => one.Uid == series,
            one => one.Number is { } number && number.ToString(System.Globalization.CultureInfo.InvariantCulture) == series,
            one => string.Equals(one.Description, series, StringComparison.OrdinalIgnoreCase),
            one => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(series, one.Description),
        })
        {
            if (Array.FindAll(images, one => matches(one)) is { Length: > 0 } found)
            {
                return found;
            }
        }

        return [];
    }
}
