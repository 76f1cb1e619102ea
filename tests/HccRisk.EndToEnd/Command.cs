using System.Diagnostics;
using System.Text;

namespace HccRisk.EndToEnd;

/// <summary>Runs a program to its end and keeps what it printed.</summary>
internal static class Command
{
    /// <summary>Against a program that hangs; no test fails for a slow machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(60);

    /// <summary>Runs <c>dotnet</c>.</summary>
    public static Task<CommandResult> DotNetAsync(string folder, CancellationToken cancellation, params string[] arguments) =>
        RunAsync(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", folder, cancellation, arguments);

    /// <summary>Runs a program with standard input closed; a program that outlives the limit is ended.</summary>
    /// <param name="program">The program's path, or its name on PATH.</param>
    /// <param name="folder">Its current directory.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<CommandResult> RunAsync(
        string program, string folder, CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the outer test run set for its own MSBuild must not reach the inner one, and no build server may be left behind.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();

        var output = new StringBuilder();
        var errors = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(limited.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CommandResult(process.ExitCode, output.ToString(), errors.ToString());
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            text.Append(line).Append('\n');
        }
    }
}
