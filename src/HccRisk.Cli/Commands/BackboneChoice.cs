using HccRisk.Backbones.ResNet18;
using HccRisk.Core.Naming;
using HccRisk.Pathomics.Embedding;
using HccRisk.Studies.Running;

namespace HccRisk.Cli.Commands;

/// <summary>A backbone as it is named on the command line or in a study file: by its file, or by a name the command knows.</summary>
internal static class BackboneChoice
{
    /// <summary>What the help says of it.</summary>
    public const string Help = "Manifest (.json) of an exported network, its .onnx beside it; or resnet18, the ImageNet network of ML.NET.";

    /// <summary>Whether it is a name and no file.</summary>
    public static bool IsName(string? named) => named == ResNet18Backbone.Name;

    /// <summary>The file that is read; null for a name, whose files are not the user's.</summary>
    public static string? FileOf(string? named) => IsName(named) ? null : named;

    /// <summary>The files of a backbone called by name; none for anything else.</summary>
    public static IReadOnlyDictionary<string, BackboneFile> Known(string? named) => IsName(named)
        ? new Dictionary<string, BackboneFile>(StringComparer.Ordinal) { [named!] = new(ResNet18Backbone.FindModel(), ResNet18Backbone.Manifest) }
        : new Dictionary<string, BackboneFile>(StringComparer.Ordinal);

    /// <summary>Opens it.</summary>
    /// <param name="named">A name, or the path of the manifest or the network.</param>
    /// <param name="options">How its session runs.</param>
    /// <param name="microns">Micrometres per pixel of a tile; null for what the manifest says.</param>
    /// <param name="tilePixels">Pixels along each side of a tile; null for what the manifest says.</param>
    public static OnnxBackbone Open(string named, BackboneOptions options, double? microns = null, int? tilePixels = null)
    {
        if (!IsName(named) && !File.Exists(named))
        {
            throw new FileNotFoundException($"There is no backbone manifest '{named}'{NearestNames.Hint(named, [ResNet18Backbone.Name])}.", named);
        }

        // Who gives the network itself means it with its manifest.
        var (path, manifest) = IsName(named)
            ? (ResNet18Backbone.FindModel(), ResNet18Backbone.Manifest)
            : (Path.ChangeExtension(named, ".onnx"), BackboneManifest.Load(Path.ChangeExtension(named, ".json")));
        return OnnxBackbone.Load(
            path, manifest with { MicronsPerPixel = microns ?? manifest.MicronsPerPixel, TilePixels = tilePixels ?? manifest.TilePixels }, options);
    }
}
