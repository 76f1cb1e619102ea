using System.Reflection;
using System.Xml.Linq;

namespace HccRisk.EndToEnd;

/// <summary>The working copy these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The projects under src, each after those it stands on.</summary>
    public static readonly string[] Projects =
    [
        "HccRisk.Core", "HccRisk.Imaging", "HccRisk.Cohorts", "HccRisk.Radiomics", "HccRisk.Pathomics", "HccRisk.Features", "HccRisk.Survival", "HccRisk.Onnx",
        "HccRisk.Boosting", "HccRisk.Mil", "HccRisk.Backbones.ResNet18", "HccRisk.Plots", "HccRisk.Studies", "HccRisk.Reporting", "HccRisk.Cli",
    ];

    /// <summary>The folder that holds HccRisk.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The configuration these tests were built in: src was built in the same.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The source files of one project under src, generated ones left out.</summary>
    public static IEnumerable<string> SourceFiles(string project)
    {
        var folder = Path.Combine(Root, "src", project);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));
    }

    /// <summary>The files of other projects that one compiles as its own, and where they stand in it.</summary>
    public static IEnumerable<(string File, string At)> LinkedFiles(string project)
    {
        var folder = Path.Combine(Root, "src", project);
        return XDocument.Load(Path.Combine(folder, project + ".csproj")).Descendants("Compile").Where(c => c.Attribute("LinkBase") is not null)
            .SelectMany(c => c.Attribute("Include")!.Value.Split(';'), (c, file) => (Path.GetFullPath(file, folder), Path.Combine(folder, c.Attribute("LinkBase")!.Value, Path.GetFileName(file))));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "HccRisk.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds HccRisk.sln.");
    }
}
