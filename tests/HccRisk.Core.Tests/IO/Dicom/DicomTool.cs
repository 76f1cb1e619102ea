using System.Diagnostics;
using Xunit;

namespace HccRisk.Core.Tests.IO.Dicom;

/// <summary>Runs the command-line tools of dcmtk and GDCM, our oracles.</summary>
internal static class DicomTool
{
    public static string MissingReason(string tool) => $"'{tool}' is not on PATH (Debian packages dcmtk and libgdcm-tools; eng/setup --test installs them)";

    public static bool Exists(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));

    public static void Run(string tool, params string[] arguments)
    {
        Assert.SkipUnless(Exists(tool), MissingReason(tool));
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(60_000), $"{tool} takes longer than a minute");
        Assert.True(process.ExitCode == 0, $"{tool} {string.Join(' ', arguments)}: {output.Result}{error.Result}");
    }
}
