using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nrrd;

namespace HccRisk.Cohorts.Tables;

/// <summary>The files that an image or slide consists of: a folder's, a selection's series, the other half of a pair, the data of a header.</summary>
internal static class InputFiles
{
    /// <summary>Every file, the one that is named first; an absent one is listed too.</summary>
    /// <param name="path">A file or folder.</param>
    /// <returns>What each is called within the image, which does not depend on where it lies, and its path; in an order of their own.</returns>
    public static IReadOnlyList<(string Name, string Path)> Of(string path)
    {
        if (Directory.Exists(path))
        {
            return InFolder(path);
        }

        return [(Path.GetExtension(path), path), .. Companions(path)];
    }

    private static IReadOnlyList<(string Name, string Path)> InFolder(string path) =>
        [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(path, file).Replace('\\', '/'), Path: file))
            .OrderBy(file => file.Name, StringComparer.Ordinal)];

    private static IEnumerable<(string Name, string Path)> Companions(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        if (ImageSelection.IsFile(path))
        {
            return Selected(path) is { } target ? Of(target) : [];
        }

        var stem = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(stem).ToLowerInvariant() switch
        {
            ".hdr" => Beside(stem, ".img", ".img.gz", ".IMG"),
            ".img" => Beside(stem, ".hdr", ".hdr.gz", ".HDR"),
            ".nhdr" => DataOf(path).Select((file, i) => (FormattableString.Invariant($"data {i}"), file)),
            ".mrxs" when Path.ChangeExtension(path, null) is var folder && Directory.Exists(folder) => InFolder(folder),
            _ => [],
        };
    }

    private static IEnumerable<(string Name, string Path)> Beside(string stem, params string[] extensions) =>
        extensions.Select(extension => (extension, Path.ChangeExtension(stem, null) + extension)).Where(file => File.Exists(file.Item2));

    // What is wrong with a header or selection is for its reader to say.
    private static string? Selected(string path)
    {
        try
        {
            return ImageSelection.Read(path).Path;
        }
        catch (ImageFormatException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> DataOf(string path)
    {
        try
        {
            return NrrdFile.DataFiles(path);
        }
        catch (Exception e) when (e is ImageFormatException or EndOfStreamException or InvalidDataException)
        {
            return [];
        }
    }
}
