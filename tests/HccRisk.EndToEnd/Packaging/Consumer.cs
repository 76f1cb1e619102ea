using System.Xml.Linq;

namespace HccRisk.EndToEnd.Packaging;

/// <summary>A console project that knows HccRisk only by its packages.</summary>
internal static class Consumer
{
    /// <summary>The version Directory.Build.props gives every package.</summary>
    public static string Version { get; } =
        XElement.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

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
    public static void WriteProject(string folder, string program, string[] packages, params (string Package, string Version)[] others)
    {
        // Packages of this build go to a folder of their own and so never into the user's cache, which keeps a version for good;
        // those of others are read from that cache where it holds none of ours.
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var usable = Directory.Exists(cache) && !Directory.EnumerateDirectories(cache, "hccrisk.*").Any();

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
                usable ? new XElement("RestoreFallbackFolders", cache) : null),
            new XElement(
                "ItemGroup",
                packages.Select(package => (Package: package, Version)).Concat(others).Select(p => new XElement(
                    "PackageReference", new XAttribute("Include", p.Package), new XAttribute("Version", p.Version)))))
        .Save(Path.Combine(folder, "Consumer.csproj"));
    }
}
