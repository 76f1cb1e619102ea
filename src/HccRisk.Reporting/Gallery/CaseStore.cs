using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.IO;
using HccRisk.Core.Storage;
using HccRisk.Pathomics.Stores;

namespace HccRisk.Reporting.Gallery;

/// <summary>
/// What was found of patients, beside their pictures: a record a patient, called by a hash of what it was made from, written after its pictures. A run that was stopped goes on
/// from there.
/// </summary>
internal sealed class CaseStore(string folder, GalleryOptions options)
{
    /// <summary>Goes up when the same files would be shown in another way.</summary>
    private const int Version = 2;

    private const int KeyDigits = 24;
    private const string Extension = ".json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private readonly string _settings = FormattableString.Invariant($"gallery/{Version} mpp={options.MicronsPerPixel} store={options.Tiles?.Header.FingerprintHash} ")
        + JsonSerializer.Serialize(options.Slides, Json);

    /// <summary>What a patient's record and pictures are called: where its files are, their sizes and times, and how they are shown.</summary>
    public string KeyOf(Patient patient)
    {
        var text = new StringBuilder(_settings);
        foreach (var file in patient.Files)
        {
            var (length, ticks) = ImageContent.Measure(file.Path);
            text.Append(CultureInfo.InvariantCulture, $"\n{file.Kind}|{file.Name}|{file.Label}|{file.Scale}|{file.Path}|{length}|{ticks}|{Judged(file)}");
            if (file.Annotation is { } annotation)
            {
                (length, ticks) = ImageContent.Measure(annotation.Path);
                text.Append(CultureInfo.InvariantCulture, $"|{annotation.Path}|{annotation.Classification}|{length}|{ticks}");
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..KeyDigits];
    }

    /// <summary>Whether the tile store says why tiles of a slide were kept; who reads the slide says what is wrong where that cannot be read.</summary>
    private string Judged(PatientFile file)
    {
        try
        {
            return file.Kind == PatientFileKind.Slide && File.Exists(file.Path) && options.Tiles?.FindJudged(file.Path) is not null ? "judged" : "unknown";
        }
        catch (Exception e) when (e is TileStoreException or IOException)
        {
            return "unreadable";
        }
    }

    /// <returns>The record; null when there is none that can be read, or a picture is gone.</returns>
    public GalleryCase? Find(string key)
    {
        try
        {
            return StoredFile.ReadAllBytes(PathOf(key)) is { } bytes && JsonText.Parse<GalleryCase>(bytes, Json) is { Items: not null } found
                && found.Items.All(i => i.Picture is null || File.Exists(Path.Combine(folder, i.Picture)))
                ? found
                : null;
        }
        catch (InvalidDataException)
        {
            // It is made again.
            return null;
        }
    }

    /// <summary>Keeps a record; one with a fault that may pass is made again by the next run.</summary>
    public void Keep(string key, GalleryCase found)
    {
        if (!found.Items.Any(i => i.Passing))
        {
            AtomicFile.WriteBytes(PathOf(key), JsonSerializer.SerializeToUtf8Bytes(found, Json));
        }
    }

    /// <summary>Takes away what earlier runs made and this page does not show; other files stay.</summary>
    public void Clean(IReadOnlySet<string> keys)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            var name = Path.GetFileName(path);
            if (name.Length > KeyDigits && name[KeyDigits] is '.' or '-' && name[..KeyDigits].All(char.IsAsciiHexDigitLower) && !keys.Contains(name[..KeyDigits]))
            {
                File.Delete(path);
            }
        }
    }

    private string PathOf(string key) => Path.Combine(folder, key + Extension);
}
