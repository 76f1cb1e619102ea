using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using HccRisk.Cohorts;
using HccRisk.Core.Learning;
using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Pooling;
using HccRisk.Pathomics.Stores;

namespace HccRisk.Pathomics.Catalog;

/// <summary>The paths of a patient's slides -> the share of tiles nearest to each word of a codebook.</summary>
[LearnedName("codebook/1")]
public sealed class CodebookFunction : TextFunction
{
    private readonly Lazy<TileStore?> _store;

    /// <summary>Makes the function; its properties say what it does.</summary>
    public CodebookFunction() => _store = new(() => Setup!.TileStore is { } folder ? TileStore.Open(folder) : null);

    /// <summary>What is computed.</summary>
    public required CodebookOptions Setup { get; init; }

    /// <summary>Which embeddings the codebook was learned from: files made by another backbone or with other options are refused.</summary>
    public required string FingerprintHash { get; init; }

    /// <summary>Numbers an embedding.</summary>
    public required int Width { get; init; }

    /// <summary>What each number of an embedding is multiplied by before distances are measured; 0 where the learned tiles did not vary.</summary>
    public required float[] Scale { get; init; }

    /// <summary>The words, one after the other, scaled.</summary>
    public required float[] Centres { get; init; }

    /// <summary>Tiles the codebook was learned from.</summary>
    public required int LearnedTiles { get; init; }

    /// <summary>Rounds of k-means.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether the last round changed nothing.</summary>
    public required bool Converged { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => [new LearnedOutput("TileWords", SlotNames(Setup.Words))];

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A slide has no tiles that can be read, and <see cref="CodebookOptions.BadFiles"/> says so.</exception>
    public override void Evaluate(IReadOnlyList<string> input, Span<float> output)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (Read(_store.Value, Setup, input, FingerprintHash) is not { } slides)
        {
            output.Fill(float.NaN);
            return;
        }

        var shares = new double[output.Length];
        double tiles = slides.Sum(x => x.Grid.Tiles.Count);
        var point = new float[Width];
        foreach (var slide in slides)
        {
            var weight = Setup.Slides == SlideWeighting.ByTile ? 1 / tiles : 1.0 / (slides.Count * slide.Grid.Tiles.Count);
            for (var i = 0; i < slide.Grid.Tiles.Count; i++)
            {
                TensorPrimitives.Multiply(slide[i], Scale, point);
                shares[KMeans.Nearest(point, Centres, out _, out _)] += weight;
            }
        }

        for (var i = 0; i < output.Length; i++)
        {
            output[i] = (float)shares[i];
        }
    }

    internal static IReadOnlyList<string> SlotNames(int words) => [.. Enumerable.Range(0, words).Select(i => FormattableString.Invariant($"word{i:00}"))];

    /// <summary>
    /// The slides of one row that have tiles; null when there are none and missing values are asked for. A fingerprint says what must have
    /// made them; null takes any.
    /// </summary>
    internal static IReadOnlyList<SlideEmbedding>? Read(TileStore? store, CodebookOptions setup, IReadOnlyList<string> paths, string? fingerprint)
    {
        string[] named = [.. paths.Where(x => x.Length > 0)];
        try
        {
            if (named.Length == 0)
            {
                throw new InvalidDataException("there is no path of a slide");
            }

            return [.. named.Select(path =>
            {
                var (hash, slide) = TileFile.IsTileFile(path) ? ReadTileFile(path)
                    : store is null ? throw new InvalidDataException($"'{path}' is no file of tiles; name a {nameof(CodebookOptions.TileStore)} to find a slide's")
                    : (store.Header.FingerprintHash, store.Find(path) ?? throw new InvalidDataException($"store '{store.Folder}' has no tiles of slide '{path}': embed it first"));
                return fingerprint is null || string.Equals(hash, fingerprint, StringComparison.Ordinal)
                    ? slide
                    : throw new TileStoreException($"the tiles of '{path}' have fingerprint {hash}, the codebook was learned from {fingerprint}: another backbone or other options made them");
            })];
        }
        catch (Exception e) when (e is not UnreadableStoreException && e is TileStoreException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return setup.BadFiles == BadFilePolicy.Missing
                ? null
                : throw new InvalidDataException($"No tiles from {string.Join(", ", named.Select(p => $"'{p}'"))}: {e.Message}", e);
        }
    }

    private static (string FingerprintHash, SlideEmbedding Slide) ReadTileFile(string path) => TileFile.Read(path) is var (header, slide)
        ? (header.FingerprintHash, slide)
        : throw new FileNotFoundException($"There is no file of tiles '{path}'.", path);
}
