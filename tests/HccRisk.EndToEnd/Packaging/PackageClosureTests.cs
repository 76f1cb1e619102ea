using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace HccRisk.EndToEnd.Packaging;

/// <summary>What somebody downloads who references a package: the table in docs/packages.md is the budget.</summary>
public sealed partial class PackageClosureTests
{
    // A patch release of a dependency weighs a little more or less; a dependency that nobody meant weighs more than this.
    private const double Tolerance = 0.05;

    private static readonly Dictionary<string, (int Packages, double Megabytes, double Native)> Budgets = Row()
        .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "packages.md")))
        .ToDictionary(row => row.Groups["name"].Value, row => ((int)Number(row, "count"), Number(row, "size"), Number(row, "native")), StringComparer.Ordinal);

    public static TheoryData<string> Packages => [.. Repository.Projects, "HccRisk"];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_RestoredGraph_IsWhatItsPageSays(string project)
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

    [Fact]
    public void Notices_OfThirdParties_NameEveryPackageThatIsBroughtAlong()
    {
        var notices = File.ReadLines(Path.Combine(Repository.Root, "THIRD-PARTY-NOTICES.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Quoted().Matches(line)).Select(match => match.Groups["name"].Value).ToArray();

        Assert.All(RestoredPackages.Of("HccRisk.Cli"), package => Assert.Contains(
            notices, name => name == package.Name || (name.EndsWith(".*", StringComparison.Ordinal) && package.Name.StartsWith(name[..^1], StringComparison.Ordinal))));
    }

    // What is locked is the content, wherever a machine takes it from.
    [Fact]
    public void Locks_OfProjects_StandBesideEachAndNameNoHost()
    {
        var locks = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "packages.lock.json", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToArray();

        Assert.Equal(Repository.Projects.Length + 1, locks.Length);
        Assert.All(locks, file => Assert.DoesNotContain("://", File.ReadAllText(file), StringComparison.Ordinal));
    }

    private static (int Packages, double Megabytes, double Native) Measure(string project)
    {
        var packages = RestoredPackages.Of(project);
        return (
            packages.Count,
            packages.Sum(package => new FileInfo(Path.Combine(package.Folder, $"{package.Name}.{package.Version}.nupkg".ToLowerInvariant())).Length) / 1e6,
            Natives(project).Sum(native => new FileInfo(native.File).Length) / 1e6);
    }

    private static IEnumerable<(string Package, string File)> Natives(string project) =>
        from package in RestoredPackages.Of(project)
        from asset in package.Target.TryGetProperty("runtimeTargets", out var assets) ? assets.EnumerateObject().ToArray() : []
        where asset.Value.GetProperty("assetType").GetString() == "native" && asset.Value.GetProperty("rid").GetString() is "linux-x64" or "linux"
        select (package.Name, Path.Combine(package.Folder, asset.Name));

    private static double Number(Match row, string group) => double.Parse(row.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(
        @"^\| `(?<name>HccRisk[\w.]*)` \|[^|]*\| (?<count>\d+) \| (?<size>[\d.]+) \| (?<native>[\d.]+) \|$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
