using System.Globalization;
using HccRisk.Cohorts.Privacy;

namespace HccRisk.Cohorts.Scanning;

/// <summary>Numbers for the files of an export, which stand for their names in what a scan writes: <c>file 17</c> is the 17th path in ordinal order.</summary>
/// <param name="root">The folder, a full path.</param>
/// <param name="files">Full paths of all files in it, in ordinal order.</param>
internal sealed class ExportPlaces(string root, string[] files)
{
    private readonly string _start = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;

    /// <summary>The files in the order of their numbers, from 1.</summary>
    public IReadOnlyList<string> Files => files;

    /// <summary>What stands for a file.</summary>
    public string Of(string path) => Array.BinarySearch(files, path, StringComparer.Ordinal) is >= 0 and var at ? Numbered(at) : "a file";

    /// <summary>A key of a file that stays when other files come and go: a hash of its path below the root.</summary>
    public string Key(string path) => "image-" + Tables.FeatureProvenance.Hash(Path.GetRelativePath(root, path).Replace('\\', '/'))[..8];

    /// <summary>A text with places instead of full paths.</summary>
    public string Hide(string text)
    {
        for (var at = text.IndexOf(_start, StringComparison.Ordinal); at >= 0; at = text.IndexOf(_start, at, StringComparison.Ordinal))
        {
            var (length, place) = At(text, at);
            var quoted = at > 0 && text[at - 1] is '\'' or '"' && at + length < text.Length && text[at + length] == text[at - 1];
            var (from, to) = quoted ? (at - 1, at + length + 1) : (at, at + length);
            text = $"{text[..from]}[{place}]{text[to..]}";
            at = from;
        }

        return FilePlaces.HidePaths(text);
    }

    /// <summary>The file whose path begins at a place of a text, however it goes on; a path that is no file ends with the quotation or the word.</summary>
    private (int Length, string Place) At(string text, int start)
    {
        var found = Array.BinarySearch(files, text[start..], StringComparer.Ordinal);
        // A file whose path the text continues sorts just before the text.
        for (var i = found >= 0 ? found : ~found - 1; i >= 0 && files[i].StartsWith(_start, StringComparison.Ordinal) && i > ~found - 4; i--)
        {
            if (string.CompareOrdinal(text, start, files[i], 0, files[i].Length) == 0)
            {
                return (files[i].Length, Numbered(i));
            }
        }

        var end = start > 0 && text[start - 1] is '\'' or '"' ? text.IndexOf(text[start - 1], start) : text.IndexOfAny([' ', ',', ';', ':'], start + _start.Length);
        return ((end < 0 ? text.Length : end) - start, "a file");
    }

    private static string Numbered(int index) => string.Create(CultureInfo.InvariantCulture, $"file {index + 1}");
}
