namespace HccRisk.Core.IO;

/// <summary>Reads whole files that must not be larger than what they are for.</summary>
public static class BoundedFile
{
    /// <summary>Reads a file whose content is held in memory; a device or pipe without an end is given up at the limit.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximum">The most bytes it may have, at least 1.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="InvalidDataException">It has more; the message does not name the file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static byte[] ReadAllBytes(string path, int maximum)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 1);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        if (file.CanSeek && file.Length > maximum)
        {
            throw TooLong(maximum);
        }

        using var content = new MemoryStream(file.CanSeek ? (int)file.Length : 0);
        var buffer = new byte[1 << 16];
        for (var read = file.Read(buffer); read > 0; read = file.Read(buffer))
        {
            if (content.Length + read > maximum)
            {
                throw TooLong(maximum);
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    /// <summary>Reads a text file in UTF-8, or in UTF-16 or UTF-32 with a byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximum">The most bytes it may have, at least 1.</param>
    /// <returns>Its text.</returns>
    /// <exception cref="InvalidDataException">It has more; the message does not name the file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static string ReadAllText(string path, int maximum)
    {
        using var reader = new StreamReader(new MemoryStream(ReadAllBytes(path, maximum), writable: false), detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    private static InvalidDataException TooLong(int maximum) => new(FormattableString.Invariant($"it has more than the {maximum} bytes that are read"));
}
