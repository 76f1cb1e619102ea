using System.Security.Cryptography;
using System.Text;
using HccRisk.Core.Cohorts;
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

    public static Cohort Find(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        string[] slides = [.. Directory.EnumerateFiles(folder).Where(x => Extensions.Contains(Path.GetExtension(x))).Order(StringComparer.Ordinal)];
        return slides.Length > 0 ? Of(slides) : throw new StudyProtocolException($"There is no slide in '{folder}'; slides end with {string.Join(", ", Extensions)}.");
    }

    public static Cohort Of(IReadOnlyList<string> slides)
    {
        var names = slides.Select(x => Path.GetFileNameWithoutExtension(x)).CountBy(x => x, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return Cohort.OfFiles(slides.Select(path => KeyValuePair.Create(
            names[Path.GetFileNameWithoutExtension(path)] == 1 ? Path.GetFileNameWithoutExtension(path) : Distinct(path),
            (IReadOnlyList<PatientFile>)[new PatientFile(PatientFileKind.Slide, "slide", Path.GetFullPath(path))])));
    }

    private static string Distinct(string path) =>
        $"{Path.GetFileNameWithoutExtension(path)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(path))))[..8]}";
}
