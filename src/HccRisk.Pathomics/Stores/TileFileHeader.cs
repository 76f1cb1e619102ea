using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tiling;

namespace HccRisk.Pathomics.Stores;

/// <summary>What a file of tiles says besides the tiles; kept in it as JSON.</summary>
internal sealed record TileFileHeader
{
    public const string Entry = "hccrisk.tiles";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public required SlideStamp Slide { get; init; }

    public required string Backbone { get; init; }

    public required string BackboneSha256 { get; init; }

    public required string FingerprintHash { get; init; }

    public required int TilePixels { get; init; }

    public required SlideScale Scale { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SlideMicronsPerPixel { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ResolutionSource ScaleSource { get; init; }

    public required int Tiles { get; init; }

    public required int Width { get; init; }

    public required double TissueFraction { get; init; }

    public required int RejectedTiles { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int DamagedTiles { get; init; }

    /// <summary>Tiles in the file that says why each was kept or not; 0 of one that an earlier version wrote, which has no such file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int JudgedTiles { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public TileTransformOutcome? Normalisation { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Morphometry { get; init; }

    public static TileFileHeader Of(SlideEmbedding embedding, SlideStamp slide, TileStoreHeader store) => new()
    {
        Slide = slide,
        Backbone = store.Backbone.Name,
        BackboneSha256 = store.Backbone.Sha256!,
        FingerprintHash = store.FingerprintHash,
        TilePixels = embedding.Grid.TilePixels,
        Scale = embedding.Grid.Scale,
        SlideMicronsPerPixel = embedding.SlideMicronsPerPixel,
        ScaleSource = embedding.ScaleSource,
        Tiles = embedding.Grid.Tiles.Count,
        Width = embedding.Width,
        TissueFraction = embedding.TissueFraction,
        RejectedTiles = embedding.RejectedTiles,
        DamagedTiles = embedding.DamagedTiles,
        JudgedTiles = embedding.Judged.Count,
        Warnings = embedding.Warnings,
        Normalisation = embedding.Normalisation,
        Morphometry = embedding.HasMorphometry,
    };

    public static TileFileHeader Parse(string json) => JsonSerializer.Deserialize<TileFileHeader>(json, Json) ?? throw new JsonException("the header is empty");

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public SlideEmbedding ToEmbedding(string slide, Tile[] tiles, float[] values, TileStatistics[] statistics) =>
        new(slide, new TileGrid(TilePixels, Scale, tiles), TissueFraction, Width, values, statistics)
        {
            RejectedTiles = RejectedTiles,
            DamagedTiles = DamagedTiles,
            Warnings = Warnings,
            Normalisation = Normalisation,
            SlideMicronsPerPixel = SlideMicronsPerPixel,
            ScaleSource = ScaleSource,
        };
}
