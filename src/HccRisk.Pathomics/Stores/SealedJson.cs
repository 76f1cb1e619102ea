using System.Text;
using System.Text.Json;
using HccRisk.Core.IO;
using HccRisk.Core.Storage;

namespace HccRisk.Pathomics.Stores;

/// <summary>Small records of a store as JSON objects whose last property is a seal.</summary>
internal static class SealedJson
{
    public static void Write<T>(string path, T value, JsonSerializerOptions json)
    {
        var record = JsonSerializer.SerializeToNode(value, json)!.AsObject();
        record.Add(FileSeal.Entry, FileSeal.Blank);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes(record.ToJsonString(json)));
            FileSeal.Set(stream);
        });
    }

    /// <returns>The record; null when there is no such file.</returns>
    /// <exception cref="TileStoreException">It is damaged, or whole but not such a record.</exception>
    /// <exception cref="UnreadableStoreException">It cannot be read now.</exception>
    public static T? Read<T>(string path, JsonSerializerOptions json)
        where T : class
    {
        if (StoredFile.ReadAllBytes(path) is not { } bytes)
        {
            return null;
        }

        if (FileSeal.FaultOf(bytes) is { } fault)
        {
            throw new TileStoreException($"'{path}' {fault}.") { Damage = (path, fault) };
        }

        try
        {
            return JsonText.Parse<T>(bytes, json);
        }
        catch (InvalidDataException error)
        {
            throw new TileStoreException($"'{path}' is whole but not a record that this version reads: {error.Message}", error);
        }
    }
}
