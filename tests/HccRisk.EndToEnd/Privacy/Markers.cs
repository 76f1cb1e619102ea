using System.IO.Compression;
using System.Text;
using Parquet;

namespace HccRisk.EndToEnd.Privacy;

/// <summary>Looks for words in everything below a folder: names of files and folders, their bytes, and what is packed in them.</summary>
internal static class Markers
{
    private const int MostNested = 3;

    /// <summary>Where a word was found, as <c>word in place</c>; upper and lower case are not told apart.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="words">ASCII words.</param>
    public static async Task<string[]> FindAsync(string folder, params string[] words)
    {
        var found = new List<string>();
        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, path);
            Search(Encoding.UTF8.GetBytes(name), $"the name {name}", words, found);
            if (File.Exists(path))
            {
                await SearchFileAsync(await File.ReadAllBytesAsync(path), name, words, found, MostNested);
            }
        }

        return [.. found];
    }

    private static async Task SearchFileAsync(byte[] bytes, string place, string[] words, List<string> found, int deeper)
    {
        Search(bytes, place, words, found);
        if (deeper == 0)
        {
            return;
        }

        if (bytes.AsSpan().StartsWith("PK"u8))
        {
            await using var archive = new ZipArchive(new MemoryStream(bytes));
            foreach (var entry in archive.Entries)
            {
                Search(Encoding.UTF8.GetBytes(entry.FullName + entry.Comment), $"{place}: the name {entry.FullName}", words, found);
                await using var stream = await entry.OpenAsync();
                await SearchFileAsync(await BytesAsync(stream), $"{place}: {entry.FullName}", words, found, deeper - 1);
            }
        }
        else if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            await using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            await SearchFileAsync(await BytesAsync(stream), place + ", unpacked", words, found, deeper - 1);
        }
        else if (bytes.AsSpan().StartsWith("PAR1"u8))
        {
            // As another reader sees it, whatever the compression is.
            await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes));
            var text = new StringBuilder().AppendJoin('\n', reader.CustomMetadata.Select(m => m.Key + m.Value)).AppendJoin('\n', reader.Schema.Fields.Select(f => f.Name));
            for (var g = 0; g < reader.RowGroupCount; g++)
            {
                using var group = reader.OpenRowGroupReader(g);
                foreach (var field in reader.Schema.GetDataFields().Where(f => f.ClrType == typeof(string)))
                {
                    var values = new string?[checked((int)group.RowCount)];
                    await group.ReadAsync(field, values.AsMemory());
                    text.AppendJoin('\n', values);
                }
            }

            Search(Encoding.UTF8.GetBytes(text.ToString()), place + ", read", words, found);
        }
    }

    private static async Task<byte[]> BytesAsync(Stream stream)
    {
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }

    private static void Search(byte[] bytes, string place, string[] words, List<string> found)
    {
        // A byte a character, then UTF-16: with the zeros left out both read alike.
        var text = Encoding.Latin1.GetString(bytes);
        var wide = Encoding.Latin1.GetString([.. bytes.Where(b => b != 0)]);
        found.AddRange(words.Where(w => text.Contains(w, StringComparison.OrdinalIgnoreCase) || wide.Contains(w, StringComparison.OrdinalIgnoreCase)).Select(w => $"{w} in {place}"));
    }
}
