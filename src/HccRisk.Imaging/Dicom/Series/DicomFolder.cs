using HccRisk.Core.Concurrency;
using HccRisk.Core.Storage;

namespace HccRisk.Imaging.Dicom.Series;

/// <summary>Finds the series in a folder of DICOM files, by their headers alone.</summary>
public static class DicomFolder
{
    private const string SegmentationClass = "1.2.840.10008.5.1.4.1.1.66.4";
    private const string LabelMapClass = "1.2.840.10008.5.1.4.1.1.66.7";
    private const string StructureSetClass = "1.2.840.10008.5.1.4.1.1.481.3";

    /// <summary>Reads the headers of all files in a folder, those of its sub-folders too, and groups them by SeriesInstanceUID.</summary>
    /// <param name="path">The folder, or one file. Names and extensions of the files do not matter.</param>
    /// <param name="progress">Told how many files have been read.</param>
    /// <param name="cancellationToken">Checked before each file.</param>
    /// <returns>The series, and the files that belong to none with the reason.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or file.</exception>
    public static DicomScan Scan(string path, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] files = File.Exists(path) ? [path]
            : Directory.Exists(path) ? Directory.GetFiles(path, "*", SearchOption.AllDirectories)
            : throw new DirectoryNotFoundException($"there is no folder or file '{path}'");
        return Scan(path, files, progress, cancellationToken);
    }

    /// <summary>Reads the headers of the files given and groups them by SeriesInstanceUID.</summary>
    /// <param name="name">What the scan is called in messages, such as their folder.</param>
    /// <param name="files">The files.</param>
    /// <param name="progress">Told how many files have been read.</param>
    /// <param name="cancellationToken">Checked before each file.</param>
    /// <returns>The series, and the files that belong to none with the reason.</returns>
    public static DicomScan Scan(string name, IEnumerable<string> files, IProgress<int>? progress = null, CancellationToken cancellationToken = default) =>
        Scan(name, files, inspect: null, progress, cancellationToken);

    /// <summary>The same, showing each header of a series to somebody while it is at hand.</summary>
    /// <param name="name">What the scan is called in messages.</param>
    /// <param name="files">The files.</param>
    /// <param name="inspect">Shown SeriesInstanceUID and header, from several threads; null for nobody.</param>
    /// <param name="progress">Told how many files have been read.</param>
    /// <param name="cancellationToken">Checked before each file.</param>
    public static DicomScan Scan(
        string name, IEnumerable<string> files, Action<string, DicomDataset>? inspect, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(files);
        string[] paths = [.. files.Order(StringComparer.Ordinal)];
        var found = new Entry[paths.Length];
        var done = 0;
        ParallelRuns.For(
            paths.Length,
            i =>
            {
                found[i] = Read(paths[i], inspect);
                progress?.Report(Interlocked.Increment(ref done));
            },
            cancellationToken);
        return new DicomScan(
            name,
            [.. found.Where(entry => entry.Uid is not null)
                .GroupBy(entry => entry.Uid!, StringComparer.Ordinal)
                .Select(group => Series(group.Key, [.. group]))
                .OrderBy(series => series.PatientId, StringComparer.Ordinal)
                .ThenBy(series => series.StudyUid, StringComparer.Ordinal)
                .ThenBy(series => series.Number ?? int.MaxValue)
                .ThenBy(series => series.Uid, StringComparer.Ordinal)],
            [.. found.Where(entry => entry.Uid is null).Select(entry => new SkippedFile(entry.Path, entry.Reason) { Unreadable = entry.Unreadable })]);
    }

    private static DicomSeries Series(string uid, Entry[] entries) => new(
        entries[0].Dataset!,
        uid,
        entries[0].Kind,
        [.. entries.Select(entry => entry.Path)],
        [.. entries.SelectMany(entry => entry.Slices)],
        [.. entries.SelectMany(entry => entry.Referenced).Distinct(StringComparer.Ordinal)]);

    private static Entry Read(string path, Action<string, DicomDataset>? inspect)
    {
        try
        {
            var file = DicomFile.Read(path, DicomReadOptions.HeaderOnly);
            var dataset = file.Dataset;
            if (dataset.FindString(DicomTags.SeriesInstanceUid) is not { } uid)
            {
                return new Entry(path, null, $"has no SeriesInstanceUID", DicomSeriesKind.Other, null, [], []);
            }

            var kind = dataset.FindString(DicomTags.SopClassUid) switch
            {
                SegmentationClass or LabelMapClass => DicomSeriesKind.Segmentation,
                StructureSetClass => DicomSeriesKind.StructureSet,
                _ => dataset.Contains(DicomTags.Rows) ? DicomSeriesKind.Image : DicomSeriesKind.Other,
            };
            var entry = new Entry(
                path, uid, "", kind, dataset, kind == DicomSeriesKind.Image ? SliceHeaderReader.Read(file) : [], kind == DicomSeriesKind.Image ? [] : References.Series(dataset));
            inspect?.Invoke(uid, dataset);
            return entry;
        }
        catch (Exception e) when (e is DicomFormatException or IOException or UnauthorizedAccessException)
        {
            return new Entry(path, null, e.Message, DicomSeriesKind.Other, null, [], []) { Unreadable = PassingFailure.Is(e) ? e : null };
        }
    }

    private sealed record Entry(
        string Path, string? Uid, string Reason, DicomSeriesKind Kind, DicomDataset? Dataset, SliceHeader[] Slices, IReadOnlyList<string> Referenced)
    {
        public Exception? Unreadable { get; init; }
    }
}
