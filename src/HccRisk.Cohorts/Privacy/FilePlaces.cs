using System.Globalization;
using System.Text.RegularExpressions;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;

namespace HccRisk.Cohorts.Privacy;

/// <summary>
/// Says in texts where a file stands in the manifest instead of what it is called: names of files and folders are often names of
/// people.
/// </summary>
/// <remarks>
/// <c>'/data/Anna Muster/art.nii.gz' is damaged</c> becomes <c>[mri 'arterial', manifest line 12] is damaged</c>; a file of a DICOM
/// folder also has its number in the ordinal order of the paths in it. Hidden are full paths, names of files, also without extension
/// when quoted, quoted names of the folders above, and at last any other absolute path. Identifier, series and block of the patient
/// stay, for they name rows and columns.
/// </remarks>
public sealed partial class FilePlaces
{
    private const string Unknown = "a file";
    internal static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    private readonly List<(string Name, bool Quoted, string Place)> _names = [];

    private FilePlaces(IEnumerable<(string Path, string Place)> files, IReadOnlySet<string> kept)
    {
        foreach (var (path, place) in files)
        {
            Add(path, place);
        }

        // One name of several files tells none of them.
        _names = [.. _names.Where(n => n.Name.Length > 0 && !(n.Quoted && kept.Contains(n.Name)))
            .GroupBy(n => n.Name, StringComparer.OrdinalIgnoreCase)
            .Select(g => (g.Key, g.All(n => n.Quoted), g.Select(n => n.Place).Distinct(StringComparer.Ordinal).Count() == 1 ? g.First().Place : Unknown))
            .OrderByDescending(n => n.Key.Length)];
    }

    /// <summary>The places of a patient's files.</summary>
    /// <param name="patient">The patient. Folders are listed, nothing is opened but selection files.</param>
    public static FilePlaces Of(Patient patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var kept = patient.Files.Select(f => f.Name).Append(patient.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new FilePlaces(patient.Files.SelectMany(PathsOf), kept);
    }

    private static IEnumerable<(string Path, string Place)> PathsOf(PatientFile file) =>
        file.Annotation is { } annotation ? [(file.Path, file.Place), (annotation.Path, "annotation of " + file.Place)] : [(file.Path, file.Place)];

    /// <summary>The places of some files.</summary>
    /// <param name="files">The path of each, and what stands for it.</param>
    public static FilePlaces Of(params IReadOnlyList<(string Path, string Place)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new FilePlaces(files.Select(f => (Path.GetFullPath(f.Path), f.Place)), new HashSet<string>(StringComparer.Ordinal));
    }

    /// <summary>A text with absolute paths of whatever files left out.</summary>
    /// <param name="text">The text.</param>
    public static string HidePaths(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AbsolutePath().Replace(text, $"[{Unknown}]");
    }

    /// <summary>A text with places instead of names.</summary>
    /// <param name="text">The text, such as the message of an error.</param>
    public string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // What is put in is not looked through again: it is added at the end.
        var places = new List<string>();
        foreach (var (name, quoted, place) in _names)
        {
            if (text.Contains(name, StringComparison.OrdinalIgnoreCase))
            {
                var plain = Regex.Escape(name);
                var pattern = quoted ? $"(?<quote>['\"]){plain}\\k<quote>" : $"(?<quote>['\"]){plain}(?:[/\\\\][^'\"]*)?\\k<quote>|(?<![\\p{{L}}\\p{{N}}_]){plain}(?:[/\\\\][^\\s'\":;,]*)?(?![\\p{{L}}\\p{{N}}_])";
                var mark = $"\uE000{places.Count.ToString(CultureInfo.InvariantCulture)}\uE001";
                places.Add(place);
                text = Regex.Replace(text, pattern, mark, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            }
        }

        text = HidePaths(text);
        for (var i = 0; i < places.Count; i++)
        {
            text = text.Replace($"\uE000{i.ToString(CultureInfo.InvariantCulture)}\uE001", $"[{places[i]}]", StringComparison.Ordinal);
        }

        return text;
    }

    // Quoted with whatever is in it, or as far as no space comes.
    [GeneratedRegex(@"(?<quote>['""])(?:/|[A-Za-z]:[/\\]|\\\\)[^'""]+\k<quote>|(?<![\p{L}\p{N}_./\\<])(?:(?:/[^\s/'"":;,()\[\]<>]+){2,}|[A-Za-z]:[/\\][^\s'"":;,]+|\\\\[^\s'"":;,]+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AbsolutePath();

    private void Add(string path, string place)
    {
        AddFile(path, place);
        for (var above = Path.GetDirectoryName(path); !string.IsNullOrEmpty(above); above = Path.GetDirectoryName(above))
        {
            _names.Add((Path.GetFileName(above), true, "a folder"));
            _names.Add((Path.GetDirectoryName(above) is null ? "" : above, false, Unknown));
        }

        if (Directory.Exists(path))
        {
            var number = 0;
            foreach (var inner in Directory.EnumerateFiles(path, "*", Everything).Order(StringComparer.Ordinal))
            {
                var numbered = string.Create(CultureInfo.InvariantCulture, $"{place}, file {++number}");
                AddFile(inner, numbered);
                _names.Add((Path.GetRelativePath(path, inner), false, numbered));
            }
        }
        else if (ImageSelection.IsFile(path) && File.Exists(path) && Selected(path) is { } selected)
        {
            Add(selected, place);
        }
    }

    private void AddFile(string path, string place)
    {
        _names.Add((path, false, place));
        var name = Path.GetFileName(path);
        _names.Add((name, !name.Contains('.', StringComparison.Ordinal), place));
        for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            _names.Add((name[..dot], true, place));
            // Some formats keep a folder beside the file.
            _names.Add((Path.Combine(Path.GetDirectoryName(path) ?? "", name[..dot]), false, place));
        }
    }

    private static string? Selected(string path)
    {
        try
        {
            return ImageSelection.Read(path).Path;
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
