using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Core.IO;
using HccRisk.Core.Storage;

namespace HccRisk.Pathomics.Embedding;

/// <summary>
/// What must be known to use an exported ONNX model as a tile encoder: a JSON file beside the model, with camel-case names.
/// A tile value v (0 to 255) enters the model as <c>(v / 255 - Mean[c]) / Std[c]</c>, in the layout [tiles, channel, row, column].
/// </summary>
public sealed record BackboneManifest
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Short name; letters, digits, underscore, hyphen and dot, because features are named after it.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the model's image input (of <see cref="Preprocessing"/>, where there is one), float32 or float16 [tiles, 3, TilePixels, TilePixels].</summary>
    public required string Input { get; init; }

    /// <summary>
    /// Another ONNX model that tiles go through first, such as the subtraction of a mean image: its path from the model's folder, in it or in a folder beside it. The two are joined in
    /// memory: its one output enters the model's one input. Null (the default): there is none.
    /// </summary>
    public string? Preprocessing { get; init; }

    /// <summary>
    /// Name of the tensor to use, float32 or float16: an output of the model, or any tensor inside it; there the graph is then cut in memory
    /// and what follows is not computed. The file stays as it is.
    /// </summary>
    public required string Output { get; init; }

    /// <summary>Pixels along each side of a tile.</summary>
    public required int TilePixels { get; init; }

    /// <summary>Micrometres per pixel the model was trained at; tiles are brought to it.</summary>
    public required double MicronsPerPixel { get; init; }

    /// <summary>Numbers in one embedding, after <see cref="Pooling"/>.</summary>
    public required int Width { get; init; }

    /// <summary>How the output becomes one vector; by default it is one.</summary>
    public TokenPooling Pooling { get; init; }

    /// <summary>Tokens before those of the patches: 1 (the default) for a class token alone, more where register tokens follow it.</summary>
    public int PrefixTokens { get; init; } = 1;

    /// <summary>
    /// Whether a model exported for a fixed number of tiles is made to take any; false by default. Two tiles are tried at loading: a model
    /// that fixes its number of tiles elsewhere too, or mixes them, is refused.
    /// </summary>
    public bool FreeBatch { get; init; }

    /// <summary>
    /// Whether a float16 model is run in float32; false by default. Its weights keep their values. Processors without half arithmetic are
    /// faster so.
    /// </summary>
    public bool SinglePrecision { get; init; }

    /// <summary>Mean of red, green, blue (in that order), on the 0 to 1 scale; zeros by default.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0, 0, 0];

    /// <summary>Standard deviation of red, green, blue (in that order), on the 0 to 1 scale; ones by default.</summary>
    public IReadOnlyList<double> Std { get; init; } = [1, 1, 1];

    /// <summary>Order in which the model takes the channels; red first by default.</summary>
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.Rgb;

    /// <summary>Names of the outputs, <see cref="Width"/> of them; null numbers them.</summary>
    public IReadOnlyList<string>? OutputNames { get; init; }

    /// <summary>Licence the weights are under; shown and recorded.</summary>
    public required string Licence { get; init; }

    /// <summary>What to cite when the model is used.</summary>
    public string? Citation { get; init; }

    /// <summary>Where the weights come from: a repository's owner and name.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the weights are given out only to those who ask and accept terms.</summary>
    public bool Gated { get; init; }

    /// <summary>What else must be known, and what was not verified.</summary>
    public string? Notes { get; init; }

    /// <summary>
    /// SHA-256 of the model file, then <see cref="Preprocessing"/> and files of weights it names, as if they were one file; hexadecimal. When given, a model
    /// with another hash is refused.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>Names of the outputs, or their numbers where they have none.</summary>
    internal IReadOnlyList<string> OutputLabels() => OutputNames ?? [.. Enumerable.Range(0, Width).Select(i => FormattableString.Invariant($"{i:0000}"))];

    /// <summary>Reads a manifest.</summary>
    /// <param name="path">Path of the JSON file.</param>
    /// <exception cref="BackboneMismatchException">The file is no manifest, or a value is out of range.</exception>
    public static BackboneManifest Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Parse(BoundedFile.ReadAllBytes(path, JsonText.MaximumBytes));
        }
        catch (InvalidDataException error)
        {
            throw new BackboneMismatchException($"'{path}' is not a backbone manifest: {error.Message}", error);
        }
    }

    /// <summary>Reads a manifest from its text.</summary>
    /// <exception cref="InvalidDataException">It is not such JSON; the message has line and column.</exception>
    internal static BackboneManifest Parse(ReadOnlySpan<byte> json)
    {
        var manifest = JsonText.Parse<BackboneManifest>(json, Json);
        manifest.Validate();
        return manifest;
    }

    /// <summary>Writes the manifest as JSON; <see cref="Load"/> reads it back.</summary>
    /// <param name="path">File to write; an existing one is replaced.</param>
    public void Save(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, Json));

    /// <summary>Checks every property.</summary>
    /// <exception cref="BackboneMismatchException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [];
        Require(Name.Length > 0 && Name.All(x => char.IsAsciiLetterOrDigit(x) || x is '_' or '-' or '.'), $"name '{Name}' may hold letters, digits, '_', '-' and '.' only");
        Require(Input.Length > 0 && Output.Length > 0, $"input '{Input}' and output '{Output}' must be named");
        Require(Preprocessing is not "", $"preprocessing is empty; it must name a model, or be absent");
        Require(TilePixels is >= 8 and <= 4096, $"tilePixels is {TilePixels}; it must be 8 to 4096");
        Require(MicronsPerPixel is > 0 and < 100, $"micronsPerPixel is {MicronsPerPixel}; it must be above 0 and below 100");
        Require(Width > 0, $"width is {Width}; it must be above 0");
        Require(Enum.IsDefined(Pooling), $"pooling is {(int)Pooling}, which is no way to pool");
        Require(PrefixTokens is >= 0 and < 1000, $"prefixTokens is {PrefixTokens}; it must be 0 to 999");
        Require(Mean.Count == 3 && Mean.All(double.IsFinite), $"mean has {Mean.Count} values; it needs 3 finite ones");
        Require(Std.Count == 3 && Std.All(x => double.IsFinite(x) && x > 0), $"std has {Std.Count} values; it needs 3 finite ones above 0");
        Require(OutputNames is null || OutputNames.Count == Width, $"outputNames has {OutputNames?.Count} names; width is {Width}");
        Require(OutputNames is null || OutputNames.Distinct(StringComparer.Ordinal).Count() == OutputNames.Count, $"outputNames repeats a name");
        if (faults.Count > 0)
        {
            throw new BackboneMismatchException($"Backbone manifest '{Name}': {string.Join("; ", faults)}.");
        }

        void Require(bool holds, FormattableString fault)
        {
            if (!holds)
            {
                faults.Add(FormattableString.Invariant(fault));
            }
        }
    }
}
