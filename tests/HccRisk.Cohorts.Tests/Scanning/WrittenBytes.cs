using System.IO.Compression;
using System.Text;

namespace HccRisk.Cohorts.Tests.Scanning;

/// <summary>Every byte of every file in a folder, gzip unpacked, as text.</summary>
internal static class WrittenBytes
{
    public static IEnumerable<(string Name, string Text)> Of(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => (Path.GetRelativePath(folder, path), Path.GetRelativePath(folder, path) + "\n" + Text(path)));

    private static string Text(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes is [0x1F, 0x8B, ..])
        {
            using var unpacked = new MemoryStream();
            using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            gzip.CopyTo(unpacked);
            bytes = unpacked.ToArray();
        }

        return Encoding.UTF8.GetString(bytes) + Encoding.Latin1.GetString(bytes);
    }
}
