using System.Security.Cryptography;
using System.Text;

namespace HccRisk.Cohorts.Tables;

/// <summary>
/// What tells one image or slide from another: its content, wherever its files lie, and what hints at it without reading. A folder, a selection and
/// formats of several files (NIfTI pairs, NRRD with data of their own, MIRAX) count with all their files.
/// </summary>
public static class ImageContent
{
    /// <summary>Size and time of all files: when neither has changed, the content has most probably not.</summary>
    /// <param name="path">The file or folder.</param>
    /// <returns>Bytes of all files, -1 when the one that is named is absent; the latest modification in ticks of UTC, 0 when absent.</returns>
    public static (long Length, long ModifiedTicks) Measure(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileInfo[] files = [.. InputFiles.Of(path).Select(file => LinkedFile.At(file.Path)).Where(file => file.Exists)];
        return files.Length == 0 ? (-1, 0) : (files.Sum(file => file.Length), files.Max(file => file.LastWriteTimeUtc.Ticks));
    }

    /// <summary>A hash of the content of all files and of what each is called within the image.</summary>
    /// <param name="path">The file or folder; absent files count as absent.</param>
    /// <param name="cancellationToken">Checked between files.</param>
    /// <returns>64 hexadecimal digits of a SHA-256.</returns>
    /// <exception cref="IOException">A file is there but cannot be read.</exception>
    public static string HashOf(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var text = new StringBuilder();
        foreach (var (name, file) in InputFiles.Of(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            text.Append(name).Append('|').Append(Digest(file) ?? "absent").Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string? Digest(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
