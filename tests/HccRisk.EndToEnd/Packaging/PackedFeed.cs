using System.IO.Compression;
using System.Xml.Linq;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.EndToEnd.Packaging;

/// <summary>The packages of the build under test, in a feed of their own.</summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The feed's folder.</summary>
    public string Path => _folder.Path;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var packed = await Command.DotNetAsync(
            Repository.Root,
            CancellationToken.None,
            "pack", "HccRisk.sln", "-c", Repository.Configuration, "--no-build", "--nologo", "-v", "quiet", "-o", Path);
        packed.MustSucceed();
    }

    /// <summary>The names of the files in a package.</summary>
    /// <param name="id">The package, such as <c>HccRisk.Core</c>.</param>
    /// <param name="extension">nupkg or snupkg.</param>
    public string[] Entries(string id, string extension)
    {
        using var package = Open(id, extension);
        return [.. package.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>A text in a package.</summary>
    public string Text(string id, string entry)
    {
        using var package = Open(id, "nupkg");
        using var reader = new StreamReader(package.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>The package's description of itself, namespaces removed.</summary>
    public XElement Metadata(string id)
    {
        using var package = Open(id, "nupkg");
        using var stream = package.GetEntry(id + ".nuspec")!.Open();
        var root = XElement.Load(stream);
        foreach (var element in root.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
        }

        return root.Element("metadata")!;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private ZipArchive Open(string id, string extension) =>
        ZipFile.OpenRead(_folder[$"{id}.{Consumer.Version}.{extension}"]);
}
