using System.Security.Cryptography;
using System.Text;
using HccRisk.Cohorts;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary>
/// Slides without patients as a cohort: each slide stands for itself, under the name of its file; slides of one name also carry a hash of their path.
/// </summary>
internal static class SlideFolder
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".svs", ".tif", ".tiff", ".ndpi", ".mrxs", ".scn", ".bif", ".vms", ".vmu", ".svslide",
    };

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };

    /// <summary>Every slide of a folder and of the folders in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="skipped">The other files but the CSV, relative to it; those in the folder of an MRXS slide belong to it and are not listed.</param>
    /// <param name="scales">CSV with what is known of slides (<see cref="SlideTable"/>); null when there is none.</param>
    public static Cohort Find(string folder, string? scales, out IReadOnlyList<string> skipped)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        string[] files = [.. Directory.EnumerateFiles(folder, "*", Everywhere).Order(StringComparer.Ordinal)];
        string[] slides = [.. files.Where(IsSlide)];
        var parts = slides.Where(x => x.EndsWith(".mrxs", StringComparison.OrdinalIgnoreCase)).Select(x => Path.ChangeExtension(x, null)).ToHashSet(StringComparer.Ordinal);
        skipped = [.. files.Where(x => !IsSlide(x) && !parts.Contains(Path.GetDirectoryName(x)!) && (scales is null || Path.GetFullPath(x) != Path.GetFullPath(scales))).Select(x => Path.GetRelativePath(folder, x))];
        return slides.Length > 0 ? Of(slides, scales, folder) : throw new StudyProtocolException($"There is no slide in '{folder}'; slides end with {string.Join(", ", Extensions)}.");

        // macOS leaves companions of that name on foreign disks; they are no slides.
        static bool IsSlide(string path) => Extensions.Contains(Path.GetExtension(path)) && !Path.GetFileName(path).StartsWith("._", StringComparison.Ordinal);
    }

    /// <summary>Slides that are named one by one.</summary>
    /// <param name="slides">Their paths.</param>
    /// <param name="scales">CSV with what is known of slides (<see cref="SlideTable"/>); null when there is none.</param>
    /// <param name="folder">The folder that was searched; null when none was.</param>
    /// <param name="annotation">Where on all of them to look; what the table says goes before it.</param>
    public static Cohort Of(IReadOnlyList<string> slides, string? scales, string? folder = null, GivenAnnotation? annotation = null)
    {
        var given = scales is null ? null : SlideTable.Read(scales, [.. slides.Select(Path.GetFullPath)], folder);
        var names = slides.Select(x => Path.GetFileNameWithoutExtension(x)).CountBy(x => x, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return Cohort.OfFiles(slides.Select(path => KeyValuePair.Create(
            names[Path.GetFileNameWithoutExtension(path)] == 1 ? Path.GetFileNameWithoutExtension(path) : Distinct(path),
            (IReadOnlyList<PatientFile>)[FileOf(Path.GetFullPath(path))])));

        PatientFile FileOf(string path)
        {
            var known = given?.GetValueOrDefault(path) ?? default;
            return new PatientFile(PatientFileKind.Slide, "slide", path) { Scale = known.Scale, Annotation = known.Annotation ?? annotation };
        }
    }

    private static string Distinct(string path) =>
        $"{Path.GetFileNameWithoutExtension(path)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(path))))[..8]}";
}
