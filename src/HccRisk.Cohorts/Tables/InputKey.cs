using System.Globalization;
using System.Text;

namespace HccRisk.Cohorts.Tables;

/// <summary>What a row was computed from, as hashes: of the content of the files, and of what can be told without reading them.</summary>
internal static class InputKey
{
    /// <summary>Options, patient, and place, size and modification time of every file.</summary>
    public static string StampOf(Patient patient, IEnumerable<PatientFile> files, string optionsHash) => Of(patient, files, optionsHash, image =>
        string.Join('\n', InputFiles.Of(image).Select(file => (Place: Path.GetFullPath(file.Path), File: LinkedFile.At(file.Path))).Select(f => f.File.Exists
            ? string.Create(CultureInfo.InvariantCulture, $"{f.Place}|{f.File.Length}|{f.File.LastWriteTimeUtc.Ticks}")
            : f.Place + "|absent")));

    /// <summary>Options, patient, and content of every file: the same wherever the files lie.</summary>
    /// <exception cref="IOException">A file that is there cannot be read.</exception>
    public static string ContentOf(Patient patient, IEnumerable<PatientFile> files, string optionsHash, CancellationToken cancellationToken) =>
        Of(patient, files, optionsHash, image => ImageContent.HashOf(image, cancellationToken));

    private static string Of(Patient patient, IEnumerable<PatientFile> files, string optionsHash, Func<string, string> describe)
    {
        var text = new StringBuilder(optionsHash).Append('\n').Append(patient.Id).Append('\n');
        foreach (var file in files)
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.Kind}|{file.Name}|{file.Label}{ScaleOf(file)}\n{describe(file.Path)}\n");
            if (file.Annotation is { } annotation)
            {
                text.Append(CultureInfo.InvariantCulture, $"annotation|{annotation.Classification}\n{describe(annotation.Path)}\n");
            }
        }

        return FeatureProvenance.Hash(text.ToString());
    }

    private static string ScaleOf(PatientFile file) =>
        file.Scale is { } scale ? string.Create(CultureInfo.InvariantCulture, $"|{scale.MicronsPerPixel:R} um") : "";
}
