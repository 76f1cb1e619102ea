using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace HccRisk.EndToEnd.Packaging;

/// <summary>What somebody downloads who references a package: the table in the README is the budget.</summary>
public sealed partial class PackageClosureTests
{
    // A patch release of a dependency weighs a little more or less; a dependency that nobody meant weighs more than this.
    private const double Tolerance = 0.05;

    private static readonly string[] BuildOnly = ["Meziantou.Analyzer", "Microsoft.CodeAnalysis.PublicApiAnalyzers"];

    private static readonly Dictionary<string, (int Packages, double Megabytes, double Native)> Budgets = Row()
        .Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")))
        .ToDictionary(row => row.Groups["name"].Value, row => ((int)Number(row, "count"), Number(row, "size"), Number(row, "native")), StringComparer.Ordinal);

    public static TheoryData<string> Packages => [.. Repository.Projects, "HccRisk"];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_RestoredGraph_IsWhatTheReadmeSays(string project)
    {
        var budget = Budgets[project];
        var found = Measure(project);

        Assert.Equal(budget.Packages, found.Packages);
        Assert.InRange(found.Megabytes, (budget.Megabytes * (1 - Tolerance)) - 0.5, (budget.Megabytes * (1 + Tolerance)) + 0.5);
        Assert.InRange(found.Native, budget.Native * (1 - Tolerance), budget.Native * (1 + Tolerance));
    }

    [Theory]
    [InlineData("HccRisk.Core")]
    [InlineData("HccRisk.Imaging")]
    [InlineData("HccRisk.Cohorts")]
    [InlineData("HccRisk.Radiomics")]
    [InlineData("HccRisk.Features")]
    [InlineData("HccRisk.Survival")]
    [InlineData("HccRisk.Onnx")]
    public void Package_WithoutSlides_BringsNoNativeButMLNets(string project) =>
        Assert.Equal(["Microsoft.ML", "Microsoft.ML.CpuMath"], Natives(project).Select(native => native.Package).Distinct().Order(StringComparer.Ordinal));

    private static (int Packages, double Megabytes, double Native) Measure(string project)
    {
        var packages = Graph(project);
        return (
            packages.Count,
            packages.Sum(package => new FileInfo(Path.Combine(package.Folder, $"{package.Name}.{package.Version}.nupkg".ToLowerInvariant())).Length) / 1e6,
            Natives(project).Sum(native => new FileInfo(native.File).Length) / 1e6);
    }

    private static IEnumerable<(string Package, string File)> Natives(string project) =>
        from package in Graph(project)
        from asset in package.Target.TryGetProperty("runtimeTargets", out var assets) ? assets.EnumerateObject().ToArray() : []
        where asset.Value.GetProperty("assetType").GetString() == "native" && asset.Value.GetProperty("rid").GetString() is "linux-x64" or "linux"
        select (package.Name, Path.Combine(package.Folder, asset.Name));

    private static List<(string Name, string Version, string Folder, JsonElement Target)> Graph(string project)
    {
        var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "src", project, "obj", "project.assets.json"))).RootElement;
        string[] roots = [.. assets.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        return
        [
            .. from target in assets.GetProperty("targets").GetProperty("net10.0").EnumerateObject()
               where target.Value.GetProperty("type").GetString() == "package"
               let parts = target.Name.Split('/')
               where !BuildOnly.Contains(parts[0], StringComparer.Ordinal)
               select (parts[0], parts[1], roots.Select(root => Path.Combine(root, target.Name.ToLowerInvariant())).First(Directory.Exists), target.Value),
        ];
    }

    private static double Number(Match row, string group) => double.Parse(row.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^\| `(?<name>HccRisk[\w.]*)` \|[^|]*\| (?<count>\d+) \| (?<size>[\d.]+) \| (?<native>[\d.]+) \|$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
