namespace HccRisk.Oracles;

/// <summary>Puts something in the place of a file that the system refuses to read, and the file back at the end.</summary>
public sealed class UnreadableFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream? _held;

    /// <param name="path">The file.</param>
    /// <param name="how">held: another program has it; loop: a link to itself (ELOOP); failing: what answers a read with an error of the device (EIO).</param>
    public UnreadableFile(string path, string how)
    {
        _path = path;
        if (how == "held")
        {
            _held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return;
        }

        File.Move(path, path + ".away");
        File.CreateSymbolicLink(path, how == "loop" ? path : "/proc/self/mem");
    }

    /// <summary>Whether this system can do it.</summary>
    public static bool IsPossible(string how) => how == "held" || OperatingSystem.IsLinux();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_held is not null)
        {
            _held.Dispose();
            return;
        }

        File.Delete(_path);
        File.Move(_path + ".away", _path);
    }
}
