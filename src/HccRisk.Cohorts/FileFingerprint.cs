using System.Globalization;
using System.Security.Cryptography;
using HccRisk.Cohorts.Tables;

namespace HccRisk.Cohorts;

/// <summary>Whether two files, or two folders of slices, may be copies: three looks, each dearer and surer than the one before. Null when it cannot be read.</summary>
internal static class FileFingerprint
{
    private const int Blocks = 8;
    private const int BlockLength = 4096;

    /// <summary>Number of files and size of the first.</summary>
    public static string? Size(string path) => Read(path, files => string.Create(CultureInfo.InvariantCulture, $"{files.Length} {LinkedFile.At(files[0]).Length}"));

    /// <summary>Eight blocks of the first file, evenly spaced.</summary>
    public static string? Sample(string path) => Read(path, files =>
    {
        using var stream = File.OpenRead(files[0]);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[BlockLength];
        for (var i = 0; i < Blocks; i++)
        {
            stream.Position = Math.Max(0, (stream.Length - BlockLength) * i / (Blocks - 1));
            hash.AppendData(block, 0, stream.ReadAtLeast(block, BlockLength, throwOnEndOfStream: false));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    });

    /// <summary>All bytes of all files.</summary>
    public static string? Whole(string path) => Read(path, files => string.Concat(files.Select(file =>
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexString(SHA256.HashData(stream));
    })));

    private static string? Read(string path, Func<string[], string> key)
    {
        try
        {
            string[] files = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal)] : File.Exists(path) ? [path] : [];
            return files.Length == 0 ? null : key(files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever reads the file for its content says what is wrong with it.
            return null;
        }
    }
}
