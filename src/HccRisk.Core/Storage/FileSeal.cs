using System.Security.Cryptography;
using System.Text;

namespace HccRisk.Core.Storage;

/// <summary>
/// A checksum that a file carries within itself, in whatever place its format has for a text: the words <c>hccrisk-sha256:</c> and 64 hexadecimal
/// digits, the SHA-256 of the whole file with those digits taken as zeros. Other software reads the file as before; a single changed bit
/// anywhere, the checksum included, is noticed.
/// </summary>
/// <remarks>
/// It sits in the key-value metadata of Parquet files, an attribute of HDF5 files, the comment of ZIP archives and the last property of JSON
/// files. Of several such words the last one counts.
/// </remarks>
public static class FileSeal
{
    /// <summary>Name of the metadata entry, attribute or property that holds the seal.</summary>
    public const string Entry = "hccrisk.seal";

    private const int Digits = 64;
    private const int ChunkSize = 1 << 18;

    /// <summary>The text that a file is written with before it is sealed.</summary>
    public static string Blank { get; } = "hccrisk-sha256:" + new string('0', Digits);

    private static ReadOnlySpan<byte> Mark => "hccrisk-sha256:"u8;

    /// <summary>Puts the checksum in the place of <see cref="Blank"/>.</summary>
    /// <param name="file">A finished file that can be read, written and sought.</param>
    /// <exception cref="InvalidOperationException">The last seal in the file is not blank, or there is none: it was not made to be sealed.</exception>
    public static void Set(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var said = new byte[Digits];
        var at = Find(file);
        if (at < 0 || !Read(file, at, said) || !said.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(Blank).AsSpan(Mark.Length)))
        {
            throw new InvalidOperationException("The file has no blank seal.");
        }

        var digest = Encoding.ASCII.GetBytes(Digest(file, at));
        file.Position = at;
        file.Write(digest);
        file.Flush();
    }

    /// <summary>Checks a file.</summary>
    /// <param name="file">A file that can be read and sought; read whole, and left at an unspecified position.</param>
    /// <returns>Null when every byte is as it was written, else what is wrong, as a clause without a subject.</returns>
    /// <exception cref="IOException">The file cannot be read: nothing is known about its content.</exception>
    public static string? FaultOf(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var said = new byte[Digits];
        var at = Find(file);
        if (at < 0 || !Read(file, at, said))
        {
            return "carries no checksum: it was cut short, changed, or written by other software or an earlier version";
        }

        var found = Digest(file, at);
        return said.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(found))
            ? null
            : $"does not match its checksum: its SHA-256 is {found[..16]}..., {Encoding.ASCII.GetString(said)[..16].ReplaceLineEndings("?")}... was written";
    }

    /// <summary>Checks a file in memory.</summary>
    /// <param name="content">All of its bytes.</param>
    /// <returns>Null when every byte is as it was written, else what is wrong, as a clause without a subject.</returns>
    public static string? FaultOf(byte[] content)
    {
        using var stream = new MemoryStream(content, writable: false);
        return FaultOf(stream);
    }

    /// <summary>Where the digits of the last seal begin; -1 when there is none. Most formats have it near the end.</summary>
    private static long Find(Stream file)
    {
        var chunk = new byte[ChunkSize + Mark.Length - 1];
        for (var end = file.Length; end > 0; end = Math.Max(0, end - ChunkSize))
        {
            var start = Math.Max(0, end - ChunkSize);
            var count = (int)Math.Min(chunk.Length, file.Length - start);
            file.Position = start;
            file.ReadExactly(chunk, 0, count);
            if (chunk.AsSpan(0, count).LastIndexOf(Mark) is var at and >= 0)
            {
                return start + at + Mark.Length;
            }
        }

        return -1;
    }

    private static bool Read(Stream file, long at, byte[] digits)
    {
        file.Position = at;
        return file.ReadAtLeast(digits, digits.Length, throwOnEndOfStream: false) == digits.Length;
    }

    private static string Digest(Stream file, long blankAt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[ChunkSize];
        file.Position = 0;
        for (long start = 0; ;)
        {
            var count = file.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            if (count == 0)
            {
                return Convert.ToHexStringLower(hash.GetHashAndReset());
            }

            var from = Math.Clamp(blankAt - start, 0, count);
            var to = Math.Clamp(blankAt + Digits - start, 0, count);
            chunk.AsSpan((int)from, (int)(to - from)).Fill((byte)'0');
            hash.AppendData(chunk, 0, count);
            start += count;
        }
    }
}
