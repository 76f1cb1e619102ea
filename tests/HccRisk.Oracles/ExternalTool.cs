using System.Diagnostics;

namespace HccRisk.Oracles;

/// <summary>A program of another project, run as an oracle; <c>eng/setup --test</c> installs those the tests use.</summary>
public sealed class ExternalTool
{
    /// <summary>Against a program that hangs; no test fails for a slow machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(45);

    private readonly string _path;

    private ExternalTool(string path) => _path = path;

    /// <summary>Why a test that needs a program is skipped.</summary>
    public static string MissingReason(string name) => $"'{name}' is not on PATH: eng/setup --test installs it on Debian and Ubuntu";

    /// <summary>The program, or null when it is not on PATH.</summary>
    public static ExternalTool? TryFind(string name)
    {
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
        return path is null ? null : new ExternalTool(path);
    }

    /// <summary>Runs the program to its end.</summary>
    /// <returns>What it wrote to its standard output, its bytes as ISO 8859-1 characters.</returns>
    /// <exception cref="InvalidOperationException">It failed or hung.</exception>
    public string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(_path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.Latin1,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{_path}' did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"'{_path}' did not end within {Patience.TotalMinutes} minutes");
        }

        return process.ExitCode == 0
            ? output.Result
            : throw new InvalidOperationException($"'{_path} {string.Join(' ', arguments)}' ended with {process.ExitCode}: {errors.Result}");
    }
}
