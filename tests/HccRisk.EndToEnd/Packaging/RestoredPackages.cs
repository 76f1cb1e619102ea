using System.Text.Json;

namespace HccRisk.EndToEnd.Packaging;

/// <summary>What a restore of a project brings, but for what only its build uses.</summary>
internal static class RestoredPackages
{
    private static readonly string[] BuildOnly = ["Meziantou.Analyzer", "Microsoft.CodeAnalysis.PublicApiAnalyzers"];

    /// <summary>Its packages, with the folder of each and its part of project.assets.json.</summary>
    public static List<(string Name, string Version, string Folder, JsonElement Target)> Of(string project)
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
}
