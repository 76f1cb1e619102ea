using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Pooling;
using HccRisk.Pathomics.Stores;

namespace HccRisk.Pathomics.Catalog;

/// <summary>
/// The paths of a patient's slides -> the mixture of its tiles over the prototypes: C shares that add up to 1, C means of d components, C
/// variances of d components (slots <c>p00_share</c>, <c>p00_mean_00</c>, <c>p00_var_00</c>; all shares first, then all means).
/// </summary>
[LearnedName("prototypes/1")]
public sealed class PrototypeFunction : TextFunction
{
    private readonly Lazy<TileStore?> _store;

    /// <summary>Makes the function; its properties say what it does.</summary>
    public PrototypeFunction() => _store = new(() => Setup!.TileStore is { } folder ? TileStore.Open(folder) : null);

    /// <summary>What is computed.</summary>
    public required PrototypeOptions Setup { get; init; }

    /// <summary>
    /// Which embeddings the prototypes were learned from: files made by another backbone or with other options are refused.
    /// </summary>
    public required string FingerprintHash { get; init; }

    /// <summary>Mean embedding of the learned tiles.</summary>
    public required float[] Mean { get; init; }

    /// <summary>The components' axes, one after the other, each as long as <see cref="Mean"/> has numbers.</summary>
    public required float[] Axes { get; init; }

    /// <summary>The prototypes, one after the other, along the components.</summary>
    public required float[] Prototypes { get; init; }

    /// <summary>Tiles they were learned from.</summary>
    public required int LearnedTiles { get; init; }

    /// <summary>Rounds of k-means.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether the last round changed nothing.</summary>
    public required bool Converged { get; init; }

    /// <summary>Number of components.</summary>
    [JsonIgnore]
    public int Components => Prototypes.Length / Setup.Prototypes;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => [new LearnedOutput("TilePrototypes", SlotNames(Setup.Prototypes, Components))];

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">
    /// A slide has no tiles that can be read, and <see cref="PrototypeOptions.BadFiles"/> says so.
    /// </exception>
    public override void Evaluate(IReadOnlyList<string> input, Span<float> output)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (StoredTiles.Read(_store.Value, Setup.BadFiles, input, FingerprintHash) is { } slides)
        {
            Evaluate(slides, output);
        }
        else
        {
            output.Fill(float.NaN);
        }
    }

    /// <summary>
    /// What each prototype adds to a linear score of the mixture, against that of the average patient: the sum over its share, means and
    /// variances.
    /// </summary>
    /// <param name="mixture">The values of one patient.</param>
    /// <param name="average">The values averaged over patients.</param>
    /// <param name="weights">The score's weights, one a value; positive raises the score.</param>
    /// <returns>One number a prototype; they add up to the difference of the two scores.</returns>
    /// <exception cref="ArgumentException">The lengths are not those of the outputs.</exception>
    public double[] Contributions(ReadOnlySpan<float> mixture, ReadOnlySpan<float> average, ReadOnlySpan<double> weights)
    {
        var (count, width) = (Setup.Prototypes, Components);
        var length = count * (1 + (2 * width));
        if (mixture.Length != length || average.Length != length || weights.Length != length)
        {
            throw new ArgumentException(
                $"'mixture' has {mixture.Length} values, 'average' {average.Length}, 'weights' {weights.Length}; there are {length}.", nameof(mixture));
        }

        var sums = new double[count];
        for (var i = 0; i < length; i++)
        {
            sums[i < count ? i : (i - count) / width % count] += weights[i] * ((double)mixture[i] - average[i]);
        }

        return sums;
    }

    /// <summary>The prototype each tile of a slide is nearest to, and how far it is from it.</summary>
    /// <param name="slide">The tiles, embedded as those the prototypes were learned from.</param>
    /// <returns>For each tile the prototype's number and the distance along the components.</returns>
    /// <exception cref="ArgumentException">The embeddings have another width.</exception>
    public (int Prototype, float Distance)[] Nearest(SlideEmbedding slide)
    {
        ArgumentNullException.ThrowIfNull(slide);
        var tiles = Project([slide]);
        return [.. Enumerable.Range(0, slide.Grid.Tiles.Count).Select(i =>
        {
            var prototype = KMeans.Nearest(tiles.AsSpan(i * Components, Components), Prototypes, out var distance, out _);
            return (prototype, distance);
        })];
    }

    internal static IReadOnlyList<string> SlotNames(int prototypes, int components) =>
    [
        .. Enumerable.Range(0, prototypes).Select(c => FormattableString.Invariant($"p{c:00}_share")),
        .. from kind in (string[])["mean", "var"]
           from c in Enumerable.Range(0, prototypes)
           from k in Enumerable.Range(0, components)
           select FormattableString.Invariant($"p{c:00}_{kind}_{k:00}"),
    ];

    internal void Evaluate(IReadOnlyList<SlideEmbedding> slides, Span<float> output)
    {
        var total = slides.Sum(x => x.Grid.Tiles.Count);
        double[] weights = Setup.Slides == SlideWeighting.ByTile
            ? [.. Enumerable.Repeat(1.0, total)]
            : [.. slides.SelectMany(x => Enumerable.Repeat((double)total / (slides.Count * x.Grid.Tiles.Count), x.Grid.Tiles.Count))];
        PrototypeMixture.Estimate(Project(slides), weights, Prototypes, Components, Setup.PriorVariance, Setup.PriorTiles, output);
    }

    private float[] Project(IReadOnlyList<SlideEmbedding> slides)
    {
        var scores = new float[slides.Sum(x => x.Grid.Tiles.Count) * Components];
        var centred = new float[Mean.Length];
        var at = 0;
        foreach (var slide in slides)
        {
            if (slide.Width != Mean.Length)
            {
                throw new ArgumentException(
                    $"The tiles of '{slide.SlidePath}' have {slide.Width} numbers, the prototypes were learned from {Mean.Length}.", nameof(slides));
            }

            for (var i = 0; i < slide.Grid.Tiles.Count; i++, at += Components)
            {
                PrincipalAxes.Project(slide[i], Mean, Axes, centred, scores.AsSpan(at, Components));
            }
        }

        return scores;
    }
}
