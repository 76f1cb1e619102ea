using System.Xml.Linq;
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
    public async Task ResNet18_ReferencedThroughAnotherProject_LiesBesideTheProgram()
    {
        using var folder = new TemporaryFolder();
        Consumer.WriteNuGetConfig(folder.Path, feed.Path);
        var (library, program) = (Directory.CreateDirectory(folder["library"]).FullName, Directory.CreateDirectory(folder["program"]).FullName);
        Consumer.WriteProject(library, "Console.WriteLine();", "HccRisk.Backbones.ResNet18");
        File.Move(Path.Combine(library, "Consumer.csproj"), Path.Combine(library, "Library.csproj"));
        Consumer.WriteProject(program, "Console.WriteLine(Path.GetRelativePath(AppContext.BaseDirectory, HccRisk.Backbones.ResNet18.ResNet18Backbone.FindModel()));");
        var project = XElement.Load(Path.Combine(program, "Consumer.csproj"));
        project.Add(new XElement("ItemGroup", new XElement("ProjectReference", new XAttribute("Include", "../library/Library.csproj"))));
        project.Save(Path.Combine(program, "Consumer.csproj"));

        var built = await Command.DotNetAsync(program, TestContext.Current.CancellationToken, "build", "-v", "quiet", "--nologo");
        built.MustSucceed();
        var run = await Command.DotNetAsync(program, TestContext.Current.CancellationToken, "bin/Debug/net10.0/Consumer.dll");

        Assert.Equal(Path.Combine("backbones", "resnet18", "ResNet18Onnx", "ResNet18.onnx"), run.MustSucceed().Output.Trim());
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
