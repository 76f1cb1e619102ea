using System.Text;

namespace HccRisk.Core.Storage;

/// <summary>Writes files so that a stop at any moment leaves the old file or the new one, never half of one.</summary>
/// <remarks>
/// The content goes to a temporary file of a name of its own (ending in <c>.tmp</c>) in the same folder, is flushed to the disk, and gets the
/// final name in one step; after a failure the temporary file is removed. The folder's entry is not flushed: a power failure right after a
/// write may bring back the old file, whole. A link is followed, the permissions of a file that is replaced are kept, and a device
/// (<c>/dev/stdout</c>) is written as it is. Every file that a library or command of this family leaves behind is written here.
/// </remarks>
public static class AtomicFile
{
    private const int BufferSize = 1 << 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a file from a stream.</summary>
    /// <param name="path">The file; its folder must exist, and an existing file is replaced in one step.</param>
    /// <param name="write">Writes the content to a stream that can be read and sought.</param>
    /// <exception cref="IOException">It cannot be written; what was there stays.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Write(path, write, static (stream, content) => content(stream));
    }

    /// <summary>Writes a file from a stream and a content that may be a span.</summary>
    /// <typeparam name="T">Type of the content.</typeparam>
    /// <param name="path">The file; its folder must exist, and an existing file is replaced in one step.</param>
    /// <param name="content">What to write.</param>
    /// <param name="write">Writes the content to a stream that can be read and sought.</param>
    /// <exception cref="IOException">It cannot be written; what was there stays.</exception>
    public static void Write<T>(string path, T content, Action<Stream, T> write)
        where T : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(write);
        var (temporary, target) = PathsOf(path);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, temporary == target ? FileAccess.Write : FileAccess.ReadWrite, FileShare.None, BufferSize))
            {
                write(stream, content);
            }

            Complete(temporary, target);
        }
        catch
        {
            Discard(temporary, target);
            throw;
        }
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <param name="path">The file; its folder must exist, and an existing file is replaced in one step.</param>
    /// <param name="text">The text, written as it is.</param>
    /// <exception cref="IOException">It cannot be written; what was there stays.</exception>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        WriteBytes(path, Utf8.GetBytes(text));
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="path">The file; its folder must exist, and an existing file is replaced in one step.</param>
    /// <param name="content">The bytes.</param>
    /// <exception cref="IOException">It cannot be written; what was there stays.</exception>
    public static void WriteBytes(string path, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        Write(path, content, static (stream, bytes) => stream.Write(bytes));
    }

    /// <summary>Has a library that writes to a path of its own write a file.</summary>
    /// <param name="path">The file; its folder must exist, and an existing file is replaced in one step.</param>
    /// <param name="write">Writes and closes the file whose path it is given; the extension is not that of <paramref name="path"/>.</param>
    /// <exception cref="IOException">It cannot be written; what was there stays.</exception>
    public static void WriteNamed(string path, Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var (temporary, target) = PathsOf(path);
        try
        {
            write(temporary);
            Complete(temporary, target);
        }
        catch
        {
            Discard(temporary, target);
            throw;
        }
    }

    /// <summary>Where a file is written and where it belongs: the same place for a device, which giving its name to a file would destroy.</summary>
    private static (string Temporary, string Target) PathsOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var target = Path.GetFullPath(path);
        if (!OperatingSystem.IsWindows() && (target.StartsWith("/dev/", StringComparison.Ordinal) || target.StartsWith("/proc/", StringComparison.Ordinal)))
        {
            return (target, target);
        }

        if (new FileInfo(target).LinkTarget is not null)
        {
            target = File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
        }

        if (Path.GetDirectoryName(target) is { } folder && !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no folder '{folder}'.");
        }

        if (Directory.Exists(target))
        {
            throw new IOException($"'{path}' cannot be written: it is a folder.");
        }

        return ($"{target}.{Guid.NewGuid().ToString("N")[..12]}.tmp", target);
    }

    private static void Complete(string temporary, string target)
    {
        if (temporary == target)
        {
            return;
        }

        using (var file = File.OpenHandle(temporary, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(file);
        }

        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
        }

        File.Move(temporary, target, overwrite: true);
    }

    private static void Discard(string temporary, string target)
    {
        if (temporary != target)
        {
            File.Delete(temporary);
        }
    }
}
