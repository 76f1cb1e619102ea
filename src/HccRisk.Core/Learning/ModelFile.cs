using System.IO.Compression;
using System.Security.Cryptography;
using HccRisk.Core.IO;
using Microsoft.ML;

namespace HccRisk.Core.Learning;

/// <summary>
/// A model file (an ML.NET zip) from somewhere else, checked before anything in it is used: its length and what it expands to are bounded, and it
/// has no assembly loaded but those of a list. A plain <c>ml.Model.Load</c> loads whatever assembly the file names.
/// </summary>
public sealed class ModelFile
{
    private const int MaximumName = 512;
    private const int MaximumDepth = 32;
    private const long RatioFrom = 16 << 20;

    private readonly byte[] _content;

    private ModelFile(string path, byte[] content) => (Path, _content, Sha256) = (path, content, Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its SHA-256, lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Reads a model file into memory and checks it; nothing in it runs.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What it may be and do; null: the defaults.</param>
    /// <returns>The file, as it was when it was checked.</returns>
    /// <exception cref="InvalidDataException">It is no model file, has another hash, is too large, or names an assembly that is not allowed; one line that names the file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static ModelFile Open(string path, ModelFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new ModelFileOptions();
        options.Validate();
        byte[] content;
        try
        {
            content = BoundedFile.ReadAllBytes(path, (int)options.MaxBytes);
        }
        catch (InvalidDataException e)
        {
            throw Unusable(path, e);
        }

        return Open(path, content, options);
    }

    /// <summary>Checks a model file that is in memory already; nothing in it runs.</summary>
    /// <param name="path">What it is called in messages.</param>
    /// <param name="content">Its bytes, which must not change.</param>
    /// <param name="options">What it may be and do; null: the defaults.</param>
    /// <returns>The file.</returns>
    /// <exception cref="InvalidDataException">As of the other overload.</exception>
    public static ModelFile Open(string path, byte[] content, ModelFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(content);
        options ??= new ModelFileOptions();
        options.Validate();
        try
        {
            var file = new ModelFile(path, content);
            if (content.Length > options.MaxBytes)
            {
                throw new InvalidDataException(FormattableString.Invariant($"it has more than the {options.MaxBytes} bytes that are read"));
            }

            if (options.Sha256 is { } expected && !expected.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidDataException($"its SHA-256 is {file.Sha256}, not the {expected.ToLowerInvariant()} that is asked for");
            }

            file.Check(options);
            return file;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw Unusable(path, e);
        }
    }

    /// <summary>The content of an entry that is no part of the ML.NET model.</summary>
    /// <param name="name">Its full name.</param>
    /// <returns>Its bytes; null when there is none of that name.</returns>
    public byte[]? ReadEntry(string name)
    {
        using var archive = new ZipArchive(new MemoryStream(_content, writable: false));
        return archive.GetEntry(name) is { } entry ? Expand(entry, Array.MaxLength) : null;
    }

    /// <summary>Loads the ML.NET model.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="inputSchema">The columns it reads.</param>
    /// <returns>The model.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or holds a function that nothing here knows or whose state cannot be read; one line that names the file.</exception>
    public ITransformer Load(MLContext context, out DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            var model = context.Model.Load(new MemoryStream(_content, writable: false), out inputSchema);
            LearnedModel.RequireReadable(model);
            return model;
        }
        catch (Exception e)
        {
            // Loaders of ML.NET read counts, offsets and names as they come: what a damaged file makes them throw has no common type.
            var cause = e;
            while (cause is System.Reflection.TargetInvocationException or AggregateException && cause.InnerException is { } inner)
            {
                cause = inner;
            }

            throw Unusable(Path, cause);
        }
    }

    private static InvalidDataException Unusable(string path, Exception cause) =>
        new($"'{path}' is not a model file that can be used: {cause.Message.ReplaceLineEndings(" ")}", cause);

    private void Check(ModelFileOptions options)
    {
        using var archive = new ZipArchive(new MemoryStream(_content, writable: false));
        if (archive.Entries.Count > options.MaxEntries)
        {
            throw new InvalidDataException(FormattableString.Invariant($"it has {archive.Entries.Count} entries, at most {options.MaxEntries} are read"));
        }

        var most = Math.Min(options.MaxBytes, Math.Max(RatioFrom, (long)options.MaxRatio * _content.Length));
        var left = most;
        foreach (var entry in archive.Entries)
        {
            if (entry.FullName.Length > MaximumName || entry.FullName.Count(c => c is '/' or '\\') > MaximumDepth)
            {
                throw new InvalidDataException(FormattableString.Invariant($"the name of an entry has more than {MaximumName} characters or {MaximumDepth} folders"));
            }

            var content = Expand(entry, left)
                ?? throw new InvalidDataException(FormattableString.Invariant($"its {_content.Length} bytes expand to more than the {most} that are read"));
            left -= content.Length;
            foreach (var name in ModelEntry.Assemblies(content).Where(n => !ModelAssemblies.Allows(n, options.AllowedAssemblies)))
            {
                throw new InvalidDataException($"'{entry.FullName}' has the assembly '{Shown(name)}' loaded, which is not on the list of those a model may use");
            }
        }
    }

    /// <summary>The bytes of an entry, counted as they come, for its stated length may lie; null when there are more than that.</summary>
    private static byte[]? Expand(ZipArchiveEntry entry, long most)
    {
        using var content = new MemoryStream();
        using var stream = entry.Open();
        var buffer = new byte[1 << 14];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            if (content.Length + read > most)
            {
                return null;
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    private static string Shown(string name) => new([.. name.Take(200).Select(c => char.IsControl(c) ? '?' : c)]);
}
