using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Core.IO;
using HccRisk.Core.Storage;

namespace HccRisk.Radiomics;

/// <summary>Radiomics options as a JSON file: the <c>radiomics</c> part of a study file by itself.</summary>
public static class RadiomicsOptionsFile
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Reads options: names and enumerations in camelCase, comments allowed, what is not named keeps its default.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">The file is not such JSON, has an unknown name, or an option is out of range; the message names the file and the fault.</exception>
    public static RadiomicsOptions Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            var options = JsonText.Read<RadiomicsOptions>(path, Json);
            options.Validate();
            return options;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw new ArgumentException($"radiomics options '{path}': {e.Message}", e);
        }
    }

    /// <summary>Writes options as JSON that <see cref="Load"/> reads.</summary>
    /// <param name="options">The options.</param>
    /// <param name="path">The file; an existing one is replaced.</param>
    public static void Save(RadiomicsOptions options, string path)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        AtomicFile.WriteText(path, JsonSerializer.Serialize(options, Json).ReplaceLineEndings("\n") + "\n");
    }
}
