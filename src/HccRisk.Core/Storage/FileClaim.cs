namespace HccRisk.Core.Storage;

/// <summary>
/// The sole right to something among processes and threads: a file held open without sharing. However a process ends, the system gives the right back; what is left then is an empty
/// file. On file systems without locks everybody gets it: whoever holds it writes in one step, what another would write too.
/// </summary>
public sealed class FileClaim : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private FileClaim(FileStream file) => _file = file;

    /// <summary>Takes the right if nobody has it.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <returns>
    /// The right; null when another has it. Its file is removed when it is given back, and so a third may get the right while the second still holds the removed file: look
    /// again whether there is anything to do.
    /// </returns>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static FileClaim? TryTake(string path) => TryTake(path, remove: true);

    /// <summary>Waits until nobody has the right, at most some time. Its file stays.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="most">The time; null for 30 seconds.</param>
    /// <exception cref="IOException">Another still has it, or the file cannot be made.</exception>
    public static FileClaim Take(string path, TimeSpan? most = null)
    {
        for (var left = (most ?? TimeSpan.FromSeconds(30)) / Pause; ; left--)
        {
            if (TryTake(path, remove: false) is { } claim)
            {
                return claim;
            }

            if (left < 1)
            {
                throw new IOException($"'{path}' is held by another process.");
            }

            Thread.Sleep(Pause);
        }
    }

    /// <summary>Gives the right back.</summary>
    public void Dispose() => _file.Dispose();

    private static FileClaim? TryTake(string path, bool remove)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new FileClaim(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, remove ? FileOptions.DeleteOnClose : FileOptions.None));
        }
        catch (IOException error) when (IsHeld(error))
        {
            return null;
        }
    }

    /// <summary>EAGAIN of Linux and of macOS, and the sharing and lock violations of Windows.</summary>
    private static bool IsHeld(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021);
}
