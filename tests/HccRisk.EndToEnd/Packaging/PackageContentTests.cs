using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace HccRisk.EndToEnd.Packaging;

/// <summary>What is in the packages.</summary>
[Collection(BuildsCollection.Name)]
public sealed class PackageContentTests(PackedFeed feed)
{
    public static TheoryData<string> Packages => [.. Repository.Projects];

    public static TheoryData<string> Libraries => [.. Repository.Projects.Except(["HccRisk.Cli"], StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_Packed_HoldsAssemblyDocumentationReadmeAndLicence(string id)
    {
        var entries = feed.Entries(id, "nupkg");

        Assert.Contains($"lib/net10.0/{id}.dll", entries);
        Assert.Contains($"lib/net10.0/{id}.xml", entries);
        Assert.Contains("README.md", entries);
        Assert.Contains("LICENSE", entries);
        Assert.Contains($"lib/net10.0/{id}.pdb", feed.Entries(id, "snupkg"));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_Packed_HoldsItsBillOfMaterialsAndTheNotices(string id)
    {
        var entries = feed.Entries(id, "nupkg");

        Assert.Contains("THIRD-PARTY-NOTICES.md", entries);
        using var bill = JsonDocument.Parse(feed.Text(id, "bom.json"));
        Assert.Equal("CycloneDX", bill.RootElement.GetProperty("bomFormat").GetString());
        Assert.Equal(id, bill.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("name").GetString());
        var listed = bill.RootElement.GetProperty("components").EnumerateArray().Select(c => $"{c.GetProperty("name").GetString()} {c.GetProperty("version").GetString()}");
        var restored = RestoredPackages.Of(id).Select(p => $"{p.Name} {p.Version}");
        Assert.Equal(restored.Order(StringComparer.Ordinal), listed.Where(c => !c.StartsWith("HccRisk.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_Packed_DependsOnWhatItsProjectNames(string id)
    {
        var project = XElement.Load(Path.Combine(Repository.Root, "src", id, id + ".csproj"));
        var expected = project.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value)
            .Concat(project.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)));
        var groups = feed.Metadata(id).Element("dependencies")!.Elements("group").ToArray();

        Assert.Equal("net10.0", Assert.Single(groups).Attribute("targetFramework")!.Value);
        var dependencies = groups[0].Elements("dependency").Select(dependency => dependency.Attribute("id")!.Value).ToArray();
        Assert.Empty(expected.Except(dependencies, StringComparer.Ordinal));
        Assert.DoesNotContain(dependencies, name => name.Contains("Analyzer", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_Packed_SaysLicenceReadmeAndPurpose(string id)
    {
        var metadata = feed.Metadata(id);

        Assert.Equal("Apache-2.0", metadata.Element("license")!.Value);
        Assert.Equal("README.md", metadata.Element("readme")!.Value);
        Assert.StartsWith("HccRisk", metadata.Element("description")!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HccRisk.Backbones.ResNet18")]
    [InlineData("HccRisk.Cli")]
    public void Package_ThatCanRunResNet18_HoldsNothingOfIt(string id)
    {
        var entries = feed.Entries(id, "nupkg");

        Assert.DoesNotContain(entries, entry => entry.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(entries, entry => entry.EndsWith("resnet18.json", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Tool_Packed_IsATool()
    {
        var type = feed.Metadata("HccRisk.Cli").Element("packageTypes")!.Element("packageType")!;

        Assert.Equal("DotnetTool", type.Attribute("name")!.Value);
        Assert.Contains("tools/net10.0/any/DotnetToolSettings.xml", feed.Entries("HccRisk.Cli", "nupkg"));
    }
}
