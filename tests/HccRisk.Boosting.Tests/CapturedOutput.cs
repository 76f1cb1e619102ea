using System.Runtime.InteropServices;

namespace HccRisk.Boosting.Tests;

/// <summary>Everything that the process writes to its standard output and error, native code included, while it lives.</summary>
internal sealed partial class CapturedOutput : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly int[] _saved;

    public CapturedOutput()
    {
        _ = FlushAll(0);
        using var stream = new FileStream(_file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var handle = (int)stream.SafeFileHandle.DangerousGetHandle();
        _saved = [Duplicate(1), Duplicate(2)];
        _ = Redirect(handle, 1);
        _ = Redirect(handle, 2);
    }

    public string Read()
    {
        _ = FlushAll(0);
        return File.ReadAllText(_file);
    }

    public void Dispose()
    {
        _ = FlushAll(0);
        for (var i = 0; i < _saved.Length; i++)
        {
            _ = Redirect(_saved[i], i + 1);
            _ = Close(_saved[i]);
        }

        File.Delete(_file);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int handle);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Redirect(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "fflush")]
    private static partial int FlushAll(nint stream);
}
