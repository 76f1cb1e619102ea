using System.Xml.Linq;

namespace HccRisk.EndToEnd.Packaging;

/// <summary>A console project that knows HccRisk only by its packages.</summary>
internal static class Consumer
{
    /// <summary>The version Directory.Build.props gives every package.</summary>
    public static string Version { get; } =
        XElement.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>
    /// The user's packages, to be read and never written; null where one of ours is among them. Packages of this build go to a folder of their own, for a
    /// cache keeps a version for good.
    /// </summary>
    public static string? OthersPackages
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
            return Directory.Exists(cache) && !Directory.EnumerateDirectories(cache, "hccrisk*").Any() ? cache : null;
        }
    }

    /// <summary>Writes the settings that make a folder restore from the feed under test, or from it alone.</summary>
    public static void WriteNuGetConfig(string folder, string feed, bool feedOnly = false) =>
        new XElement(
            "configuration",
            new XElement(
                "packageSources",
                feedOnly ? new XElement("clear") : null,
                new XElement("add", new XAttribute("key", "hccrisk-packed"), new XAttribute("value", feed))))
        .Save(Path.Combine(folder, "nuget.config"));

    /// <summary>Writes a project of one file.</summary>
    public static void WriteProject(string folder, string program, params string[] packages) => WriteProject(folder, program, packages, []);

    /// <summary>Writes a project of one file that also has packages of others.</summary>
    public static void WriteProject(string folder, string program, string[] packages, params (string Package, string Version)[] foreign)
    {
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement(
                "PropertyGroup",
                new XElement("OutputType", "Exe"),
                new XElement("TargetFramework", "net10.0"),
                new XElement("ImplicitUsings", "enable"),
                new XElement("Nullable", "enable"),
                new XElement("TreatWarningsAsErrors", "true"),
                new XElement("RestorePackagesPath", Path.Combine(folder, "packages")),
                OthersPackages is { } others ? new XElement("RestoreFallbackFolders", others) : null),
            new XElement(
                "ItemGroup",
                packages.Select(package => (Package: package, Version)).Concat(foreign).Select(p => new XElement(
                    "PackageReference", new XAttribute("Include", p.Package), new XAttribute("Version", p.Version)))))
        .Save(Path.Combine(folder, "Consumer.csproj"));
    }
}
