using System.Reflection;
using System.Xml.Linq;
using Xunit;

namespace HccRisk.EndToEnd.Architecture;

/// <summary>
/// Core &lt;- Imaging &lt;- Cohorts &lt;- {Radiomics, Pathomics, Features}, Core &lt;- Survival &lt;- {Plots, Boosting}, Pathomics &lt;- Backbones, {Pathomics, Survival} &lt;- Mil, all of these &lt;- Studies &lt;- Reporting
/// &lt;- Cli. Radiomics, Pathomics, Features and Survival never see one another.
/// </summary>
public sealed class DependencyTests
{
    private static readonly string[] Engines =
        ["HccRisk.Core", "HccRisk.Imaging", "HccRisk.Cohorts", "HccRisk.Radiomics", "HccRisk.Pathomics", "HccRisk.Features", "HccRisk.Survival"];

    // What each project may see of the family, directly or through another.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["HccRisk.Core"] = [],
        ["HccRisk.Imaging"] = ["HccRisk.Core"],
        ["HccRisk.Cohorts"] = ["HccRisk.Core", "HccRisk.Imaging"],
        ["HccRisk.Radiomics"] = ["HccRisk.Core", "HccRisk.Imaging", "HccRisk.Cohorts"],
        ["HccRisk.Pathomics"] = ["HccRisk.Core", "HccRisk.Imaging", "HccRisk.Cohorts"],
        ["HccRisk.Backbones.ResNet18"] = ["HccRisk.Core", "HccRisk.Imaging", "HccRisk.Cohorts", "HccRisk.Pathomics"],
        ["HccRisk.Features"] = ["HccRisk.Core", "HccRisk.Imaging", "HccRisk.Cohorts"],
        ["HccRisk.Survival"] = ["HccRisk.Core"],
        ["HccRisk.Onnx"] = ["HccRisk.Core"],
        ["HccRisk.Boosting"] = ["HccRisk.Core", "HccRisk.Survival"],
        ["HccRisk.Mil"] = ["HccRisk.Core", "HccRisk.Imaging", "HccRisk.Cohorts", "HccRisk.Pathomics", "HccRisk.Survival"],
        ["HccRisk.Plots"] = ["HccRisk.Core", "HccRisk.Survival"],
        ["HccRisk.Studies"] = Engines,
        ["HccRisk.Reporting"] = [.. Engines, "HccRisk.Plots", "HccRisk.Studies"],
        ["HccRisk.Cli"] = [.. Engines, "HccRisk.Plots", "HccRisk.Studies", "HccRisk.Reporting", "HccRisk.Onnx", "HccRisk.Boosting", "HccRisk.Backbones.ResNet18"],
    };

    private static readonly string[] TestOnly = ["xunit", "CsCheck", "BenchmarkDotNet", "Meziantou", "HccRisk.Oracles"];

    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Fact]
    public void Projects_ComparedWithSrc_AreAllListed()
    {
        var folders = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension);

        // The package of all packages has no code.
        Assert.Equal(Repository.Projects.Append("HccRisk").Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
        Assert.Equal(Repository.Projects.Order(StringComparer.Ordinal), Allowed.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_References_PointDownwardsOnly(string project)
    {
        var ours = Assembly.Load(project).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("HccRisk.", StringComparison.Ordinal));

        Assert.Empty(ours.Except(Allowed[project], StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_PointDownwardsOnly(string project)
    {
        // A reference nothing uses leaves no trace in the assembly, yet becomes a dependency of the package.
        var ours = ProjectFile(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Empty(ours.Except(Allowed[project], StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_References_HoldNoTestPackage(string project)
    {
        var assemblies = Assembly.Load(project).GetReferencedAssemblies().Select(reference => reference.Name!);
        var packages = ProjectFile(project).Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);

        Assert.DoesNotContain(
            assemblies.Concat(packages),
            name => TestOnly.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
    }

    private static XDocument ProjectFile(string project) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"));
}
