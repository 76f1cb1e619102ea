using HccRisk.Core.Naming;

namespace HccRisk.Pathomics.Embedding;

/// <summary>
/// Manifests of published encoders. They hold no weights: export a model as <c>docs/how-to/export-a-backbone.md</c> says, read its
/// licence, and load it with the manifest from here.
/// </summary>
public static class KnownBackbones
{
    private const string Folder = "Backbones/";

    /// <summary>Their names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(KnownBackbones).Assembly.GetManifestResourceNames().Where(x => x.StartsWith(Folder, StringComparison.Ordinal)).Select(x => Path.GetFileNameWithoutExtension(x[Folder.Length..])).Order(StringComparer.Ordinal)];

    /// <summary>The manifest of an encoder exported by the recipe.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such manifest; the nearest names are in the message.</exception>
    public static BackboneManifest Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var resource = $"{Folder}{name}.json";
        using var stream = typeof(KnownBackbones).Assembly.GetManifestResourceStream(resource)
            ?? throw new ArgumentException($"There is no manifest of a backbone '{name}'{NearestNames.Hint(name, Names)}.", nameof(name));
        using var json = new MemoryStream();
        stream.CopyTo(json);
        return BackboneManifest.Parse(json.ToArray());
    }
}
