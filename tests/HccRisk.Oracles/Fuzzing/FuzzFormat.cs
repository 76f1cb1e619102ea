using System.Text;

namespace HccRisk.Oracles.Fuzzing;

/// <summary>Runs over damaged copies of whole files, each sealed again three times of four where it carries a checksum.</summary>
public static class FuzzFormat
{
    /// <summary>What text of JSON is made of.</summary>
    public static IReadOnlyList<string> JsonWords { get; } = ["{", "}", "[", "]", "null", "\"\"", ",", ":", "-1e999", "\\u0000", "//", "1e308", "\"type\":"];

    /// <summary>A run over files of bytes.</summary>
    /// <param name="format">What is read, for messages.</param>
    /// <param name="files">Sound files.</param>
    /// <param name="words">Pieces of text that the format's grammar knows; empty for none.</param>
    /// <param name="extension">How the files' names end.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="isRefusal">Whether an exception is one that the reader documents.</param>
    public static FuzzRun Of(string format, IEnumerable<byte[]> files, IEnumerable<string> words, string extension, Action<string> read, Func<Exception, bool> isRefusal)
    {
        var mutator = new Mutator([.. files], [.. words]);
        return new FuzzRun
        {
            Format = format,
            Extension = extension,
            // A store sealed again by somebody who means harm can keep its reader busy without end (SECURITY.md): the checksum is what guards.
            Make = number => number % 4 == 0 || extension is ".parquet" or ".h5" ? mutator.Make(number) : Reseal.Of(mutator.Make(number)),
            Read = (bytes, path) =>
            {
                File.WriteAllBytes(path, bytes);
                read(path);
            },
            IsRefusal = isRefusal,
            // PureHDF makes an array of the length that a file says, up to the 2 GiB of the longest, before it reads into it.
            MaxAllocated = extension == ".h5" ? 4L << 30 : 1L << 30,
        };
    }

    /// <summary>A run over files of text.</summary>
    /// <inheritdoc cref="Of"/>
    public static FuzzRun OfText(string format, IEnumerable<string> files, IEnumerable<string> words, string extension, Action<string> read, Func<Exception, bool> isRefusal) =>
        Of(format, files.Select(Encoding.UTF8.GetBytes), words, extension, read, isRefusal);

    /// <summary>The text that something saves to a file.</summary>
    public static string Saved(Action<string> save)
    {
        using var folder = new TemporaryFolder();
        save(folder["file"]);
        return File.ReadAllText(folder["file"]);
    }
}
