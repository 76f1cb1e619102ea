using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Cohorts.Scanning;

/// <summary>Whose a file without PatientID is.</summary>
/// <remarks>
/// In this order: a folder on its path, from the innermost out, that is a known identifier; a known identifier its name begins with, the
/// longest; the only patient whose DICOM files lie in its first folder; that folder's name, unless it is a general one such as
/// <c>slides</c>; its own name up to the first underscore. Known are the identifiers of DICOM files and of the clinical table.
/// </remarks>
internal sealed class FileOwner
{
    private readonly string _root;
    private readonly HashSet<string> _known;
    private readonly string[] _byLength;
    private readonly Dictionary<string, string> _soleOfFolder;

    internal FileOwner(string root, IEnumerable<string> known, IEnumerable<DicomSeries> series)
    {
        _root = root;
        _known = new HashSet<string>(known.Where(id => id.Length > 0), StringComparer.Ordinal);
        _byLength = [.. _known.OrderByDescending(id => id.Length).ThenBy(id => id, StringComparer.Ordinal)];
        _soleOfFolder = series
            .Where(one => one.PatientId.Length > 0)
            .SelectMany(one => one.Files.Select(file => (Folder: FirstFolder(root, file), one.PatientId)))
            .Where(pair => pair.Folder is not null)
            .Distinct()
            .GroupBy(pair => pair.Folder!, StringComparer.Ordinal)
            .Where(group => group.Count() == 1)
            .ToDictionary(group => group.Key, group => group.First().PatientId, StringComparer.Ordinal);
    }

    /// <summary>The folder below the root; null for a file in the root itself.</summary>
    internal static string? FirstFolder(string root, string file) =>
        Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar) is [var first, _, ..] ? first : null;

    internal string Of(string file)
    {
        var parts = Path.GetRelativePath(_root, file).Split(Path.DirectorySeparatorChar);
        if (parts[..^1].Reverse().FirstOrDefault(_known.Contains) is { } folder)
        {
            return folder;
        }

        var stem = FileNaming.Stem(file);
        if (Array.Find(_byLength, id => stem.StartsWith(id, StringComparison.Ordinal) && (stem.Length == id.Length || !char.IsLetterOrDigit(stem[id.Length]))) is { } named)
        {
            return named;
        }

        return parts.Length > 1 && _soleOfFolder.TryGetValue(parts[0], out var sole) ? sole
            : parts.Length > 1 && !FileNaming.IsGeneric(parts[0]) ? parts[0]
            : stem.Split('_')[0];
    }
}
