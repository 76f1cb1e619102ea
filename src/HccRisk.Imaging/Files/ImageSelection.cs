using System.Text.Json;
using HccRisk.Core.IO;
using HccRisk.Core.Storage;
using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Imaging.Files;

/// <summary>Which of the volumes in a DICOM folder is meant.</summary>
/// <remarks>
/// It may be kept in a file that stands for the image wherever a path is asked for, such as in a manifest: <c>name.dicom.json</c> with
/// <c>{"path": "folder", "series": "1.2.3", "volume": 2}</c>, the path relative to the file.
/// </remarks>
public sealed record ImageSelection
{
    /// <summary>How the names of selection files end.</summary>
    public const string Extension = ".dicom.json";

    /// <summary>SeriesInstanceUID, number or description (see <see cref="DicomScan.Select"/>); null (default): the only series of images.</summary>
    public string? Series { get; init; }

    /// <summary>Which volume of a series of several, from 1 in the order of time; null (default): the only one.</summary>
    public int? Volume { get; init; }

    /// <summary>Reads a selection file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The full path of the folder or DICOM file it names, and the selection.</returns>
    /// <exception cref="ImageFormatException">The file is not of that form.</exception>
    public static (string Path, ImageSelection Selection) Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var json = JsonDocument.Parse(BoundedFile.ReadAllBytes(path, JsonText.MaximumBytes));
            var root = json.RootElement;
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            var target = Text(root, "path") ?? throw new ImageFormatException("DICOM selection", path, "path", null, "is missing");
            return (Path.GetFullPath(Path.Combine(folder, target)), new ImageSelection
            {
                Series = Text(root, "series"),
                Volume = root.TryGetProperty("volume", out var volume) && volume.ValueKind != JsonValueKind.Null ? volume.GetInt32() : null,
            });
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new ImageFormatException("DICOM selection", path, "content", null, $"an object with path, series and volume was expected: {JsonText.Explain(e)}", e);
        }
    }

    /// <summary>Writes a selection file.</summary>
    /// <param name="path">The file, its name ending with <see cref="Extension"/>.</param>
    /// <param name="imagePath">The folder or DICOM file; written relative to the selection file.</param>
    public void Write(string path, string imagePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(imagePath);
        if (!path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{path}' does not end with {Extension}", nameof(path));
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        AtomicFile.Write(path, stream =>
        {
            using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            writer.WriteStartObject();
            writer.WriteString("path", Path.GetRelativePath(folder, Path.GetFullPath(imagePath)).Replace('\\', '/'));
            if (Series is not null)
            {
                writer.WriteString("series", Series);
            }

            if (Volume is { } volume)
            {
                writer.WriteNumber("volume", volume);
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>Whether a path is, by its name, that of a selection file.</summary>
    /// <param name="path">A path; the file need not exist.</param>
    public static bool IsFile(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}
