using HccRisk.Cohorts;
using HccRisk.Core.IO;
using HccRisk.Imaging.Files;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Output;

/// <summary>
/// The files a command reads and those it writes: none it writes may be one it reads, nor be written twice, nor lie in a folder that is not there.
/// Paths are compared in full, links followed.
/// </summary>
internal sealed class OutputFiles
{
    private static readonly StringComparer Paths = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    private readonly Dictionary<string, string> _read = new(Paths);
    private readonly Dictionary<string, string> _written = new(Paths);
    private readonly HashSet<string> _made = new(Paths);

    /// <summary>A file that is read, or a folder: of that, every DICOM file.</summary>
    /// <param name="option">The option or argument that names it, or what it is.</param>
    /// <param name="path">The file; null when the option is absent.</param>
    public OutputFiles Reads(string option, string? path)
    {
        if (path is { Length: > 0 })
        {
            _read.TryAdd(Real(path), option);
        }

        return this;
    }

    /// <summary>The files of every patient; their paths may name people, and so each is called by its place in the manifest.</summary>
    public OutputFiles Reads(string option, IEnumerable<Patient> patients)
    {
        foreach (var file in patients.SelectMany(p => p.Files))
        {
            Reads($"{option} ({file.Place})", file.Path).Reads($"{option} (annotation of {file.Place})", file.Annotation?.Path);
        }

        return this;
    }

    /// <summary>A network: its weights and the manifest beside them.</summary>
    public OutputFiles ReadsBackbone(string option, string? path) => path is null ? this
        : Reads(option, Path.ChangeExtension(path, ".onnx")).Reads(option, Path.ChangeExtension(path, ".json"));

    /// <summary>A file that is written.</summary>
    /// <param name="option">The option that names it, or its folder and it.</param>
    /// <param name="path">The file; null when the option is absent.</param>
    /// <exception cref="StudyProtocolException">It is a file that is read, or is written already, or a folder, or its folder is not there.</exception>
    public OutputFiles Writes(string option, string? path)
    {
        if (path is not { Length: > 0 })
        {
            return this;
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder) && !_made.Contains(Path.TrimEndingDirectorySeparator(folder)))
        {
            throw new StudyProtocolException($"{option} is '{path}': there is no folder '{Path.GetDirectoryName(path)}', make it first.");
        }

        return Add(option, path);
    }

    private OutputFiles Add(string option, string path)
    {
        if (Directory.Exists(path))
        {
            throw new StudyProtocolException($"{option} is '{path}', a folder: name a file, such as one in it.");
        }

        var real = Real(path);
        if (ReaderOf(real) is { } input)
        {
            throw new StudyProtocolException($"{option} would overwrite '{path}', which is read as {input}: name another.");
        }

        return _written.TryAdd(real, option) ? this : throw new StudyProtocolException($"{_written[real]} and {option} would both write '{path}': name another.");
    }

    /// <summary>Files that are written into a folder, which is made where it is not there.</summary>
    /// <exception cref="StudyProtocolException">One of them may not be written, or the folder is a file.</exception>
    public OutputFiles Writes(string option, string folder, IEnumerable<string> names)
    {
        if (File.Exists(folder))
        {
            throw new StudyProtocolException($"{option} is '{folder}', a file: name a folder.");
        }

        if (folder.Length > 0)
        {
            _made.Add(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        }

        return names.Aggregate(this, (files, name) => files.Add($"{option} ({name})", Path.Combine(folder, name)));
    }

    private string? ReaderOf(string real)
    {
        if (_read.TryGetValue(real, out var input) || !File.Exists(real))
        {
            return input;
        }

        // Results may lie in a folder that is read, beside its images.
        for (var folder = Path.GetDirectoryName(real); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (_read.TryGetValue(folder, out input))
            {
                return ImageFile.IsDicom(real) ? input : null;
            }
        }

        return null;
    }

    // Links that lead in a circle are told by whoever opens them.
    private static string Real(string path) => ReferencedFiles.WithoutLinks(path) ?? Path.GetFullPath(path);
}
