using HccRisk.EndToEnd.Packaging;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.EndToEnd.Notebooks;

/// <summary>.NET Interactive in a folder of its own, installed when first asked for.</summary>
public sealed class InteractiveTool : IDisposable
{
    private const string Version = "1.0.712001";

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<CommandResult>> _installed;

    public InteractiveTool() => _installed = new(() => Command.DotNetAsync(
        _folder.Path, CancellationToken.None, "tool", "install", "Microsoft.dotnet-interactive", "--version", Version, "--tool-path", _folder["tool"]));

    /// <summary>Starts a kernel that finds the packages under test; skips the test where the tool is not to be had.</summary>
    /// <param name="feed">Folder of the packages.</param>
    internal async Task<InteractiveKernel> StartAsync(string feed)
    {
        var installed = await _installed.Value;
        Assert.SkipUnless(installed.ExitCode == 0, $"Microsoft.dotnet-interactive {Version} cannot be installed here: {installed.Errors.Trim().Split('\n')[0]}");

        var kernel = new InteractiveKernel(_folder["tool/dotnet-interactive"], _folder.Path, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["TMPDIR"] = Directory.CreateDirectory(_folder["temp"]).FullName,
            ["NUGET_PACKAGES"] = _folder["packages"],
            ["RestoreFallbackFolders"] = Consumer.OthersPackages,
            ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_gcServer"] = "0",
        });
        await kernel.MustRunAsync($"#i \"nuget:{feed}\"");
        return kernel;
    }

    public void Dispose() => _folder.Dispose();
}
