using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace HccRisk.Oracles.Fuzzing;

/// <summary>
/// Runs <see cref="FuzzRun"/>s of native readers in processes of their own: a crash ends that process, and is a fault of the file it read. The
/// process is this test program itself, started for one test.
/// </summary>
public static class FuzzProcess
{
    private const string Variable = "HCCRISK_FUZZ_CHILD";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(60);

    /// <summary>Reads files in other processes, so many at a time; within such a process, reads its share.</summary>
    /// <param name="run">How files are made and read; its threads are one.</param>
    /// <param name="test">Full name of the test method that calls this, <c>Namespace.Class.Method</c>.</param>
    /// <param name="count">How many files.</param>
    /// <param name="share">How many one process reads. Default 5,000.</param>
    /// <returns>A line a process with its counts.</returns>
    /// <exception cref="InvalidOperationException">A fault or a crash, with the file that shows it.</exception>
    public static IReadOnlyList<string> Run(Func<Action<long>?, FuzzRun> run, string test, long count, long share = 5000)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } asked)
        {
            var parts = asked.Split('|');
            using var progress = new FileStream(parts[2], FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            var line = run(number => Note(progress, number)).Run(Number(parts[1]), Number(parts[0]));
            File.WriteAllText(parts[2] + ".txt", line);
            return [line];
        }

        var folder = Directory.CreateTempSubdirectory("hccrisk-fuzz-");
        var lines = new List<string>();
        for (long first = 0; first < count; first += share)
        {
            lines.Add(Child(run(null), test, first, Math.Min(share, count - first), Path.Combine(folder.FullName, "at")));
        }

        folder.Delete(recursive: true);
        return lines;
    }

    private static string Child(FuzzRun run, string test, long first, long count, string progress)
    {
        var program = Environment.ProcessPath!;
        var managed = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string[] arguments = ["-noLogo", "-noColor", "-method", test];
        var start = new ProcessStartInfo(program, managed ? [Environment.GetCommandLineArgs()[0], .. arguments] : arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{first}|{count}|{progress}");
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
        }

        if (process is { HasExited: true, ExitCode: 0 } && File.Exists(progress + ".txt"))
        {
            var line = File.ReadAllText(progress + ".txt");
            File.Delete(progress + ".txt");
            return line;
        }

        var at = File.Exists(progress) && File.ReadAllBytes(progress) is { Length: 8 } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : -1;
        var kept = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"hccrisk-fuzz-{run.Format}-{at}{run.Extension}"));
        if (at >= 0)
        {
            File.WriteAllBytes(kept, run.Make(at));
        }

        throw new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture, $"{run.Format}: the process ended with {process.ExitCode} at file {at} ('{kept}'): {output.Result} {error.Result}"));
    }

    private static void Note(FileStream progress, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        progress.Position = 0;
        progress.Write(bytes);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
