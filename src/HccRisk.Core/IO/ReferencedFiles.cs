namespace HccRisk.Core.IO;

/// <summary>
/// Which files a file may name. The voxels of a detached NRRD header or of a NIfTI pair are read only where the header's own folder (or one
/// below it) really holds them: a header is data from somewhere else, and must not have any file of this machine read as an image.
/// </summary>
public static class ReferencedFiles
{
    /// <summary>What to say of a file that must not be read.</summary>
    public const string Refusal = "it lies outside the header's folder, which only a caller who trusts the header may allow (--allow-outside-data)";

    private const int MaximumLinks = 40;

    private static readonly AsyncLocal<int> Allowed = new();

    /// <summary>Whether headers may name files anywhere, here and now. Default false.</summary>
    public static bool AnywhereAllowed => Allowed.Value > 0;

    /// <summary>
    /// Lets headers name files anywhere until the result is disposed, in the calling flow and the tasks and threads it starts, and nowhere else.
    /// For data whose origin is trusted.
    /// </summary>
    /// <returns>Ends the permission.</returns>
    public static IDisposable AllowAnywhere()
    {
        Allowed.Value++;
        return new Permission();
    }

    /// <summary>Whether a path stays in a folder or below it once every symbolic link and <c>..</c> is followed; neither has to exist.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">The path; a relative one is taken from the folder.</param>
    /// <returns>The answer; false too for a path through more than 40 symbolic links.</returns>
    public static bool StaysInside(string folder, string path)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var root = Path.GetFullPath(folder);
        return WithoutLinks(root) is { } outer
            && WithoutLinks(Path.GetFullPath(Path.Combine(root, path))) is { } inner
            && inner.StartsWith(
                Path.EndsInDirectorySeparator(outer) ? outer : outer + Path.DirectorySeparatorChar,
                OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    /// <summary>Whether a header may have another file read.</summary>
    public static bool MayRead(string header, string path) =>
        AnywhereAllowed || StaysInside(Path.GetDirectoryName(Path.GetFullPath(header)) ?? string.Empty, path);

    /// <summary>The full path without symbolic links, of the file itself and of the folders it is in.</summary>
    /// <param name="path">A path; nothing needs to be there.</param>
    /// <returns>The path; null when links lead in a circle.</returns>
    public static string? WithoutLinks(string path)
    {
        path = Path.GetFullPath(path);
        var real = Path.GetPathRoot(path)!;
        var rest = new Stack<string>();
        Push(rest, path[real.Length..]);
        for (var links = 0; rest.TryPop(out var part);)
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaximumLinks)
            {
                return null;
            }

            var targetRoot = Path.GetPathRoot(target)!;
            real = targetRoot.Length > 0 ? targetRoot : real;
            Push(rest, target[targetRoot.Length..]);
        }

        return real;
    }

    private static void Push(Stack<string> rest, string path)
    {
        var parts = path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts.Where(p => p != ".").Reverse())
        {
            rest.Push(part);
        }
    }

    private sealed class Permission : IDisposable
    {
        private bool _ended;

        public void Dispose()
        {
            if (!_ended)
            {
                _ended = true;
                Allowed.Value--;
            }
        }
    }
}
