using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
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
        if (StoredTiles.Read(_store.Value, Setup.BadFiles, input, FingerprintHash) is not { } slides)
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
}
