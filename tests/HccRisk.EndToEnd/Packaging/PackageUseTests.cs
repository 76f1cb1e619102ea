using HccRisk.Oracles;
using Xunit;

namespace HccRisk.EndToEnd.Packaging;

/// <summary>The packages in the hands of somebody who has nothing else.</summary>
[Collection(BuildsCollection.Name)]
public sealed class PackageUseTests(PackedFeed feed)
{
    [Fact]
    public async Task Library_ReferencedFromAFreshFolder_RunsTheReadme()
    {
        using var folder = new TemporaryFolder();
        var example = Readme.Examples()[0];
        Consumer.WriteNuGetConfig(folder.Path, feed.Path);
        Consumer.WriteProject(folder.Path, example.Code, "HccRisk.Survival", "HccRisk.Reporting");

        var built = await Command.DotNetAsync(folder.Path, TestContext.Current.CancellationToken, "build", "-v", "quiet", "--nologo");
        built.MustSucceed();
        var run = await Command.DotNetAsync(folder.Path, TestContext.Current.CancellationToken, "bin/Debug/net10.0/Consumer.dll");

        Assert.Equal(example.Output, run.MustSucceed().Output.Trim());
        Assert.True(File.Exists(folder[$"packages/hccrisk.survival/{Consumer.Version}/hccrisk.survival.nuspec"]));
    }

    [Fact]
    public async Task Tool_InstalledFromTheFeed_Starts()
    {
        using var folder = new TemporaryFolder();
        Consumer.WriteNuGetConfig(folder.Path, feed.Path, feedOnly: true);

        var installed = await Command.DotNetAsync(
            folder.Path,
            TestContext.Current.CancellationToken,
            "tool", "install", "HccRisk.Cli", "--tool-path", folder["bin"], "--configfile", folder["nuget.config"]);
        installed.MustSucceed();

        var started = await Command.RunAsync(folder["bin/hccrisk"], folder.Path, TestContext.Current.CancellationToken, "--help");
        Assert.Contains("hccrisk", started.MustSucceed().Output, StringComparison.Ordinal);
    }
}
