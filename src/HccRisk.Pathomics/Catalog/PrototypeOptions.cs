using HccRisk.Cohorts;
using HccRisk.Pathomics.Pooling;

namespace HccRisk.Pathomics.Catalog;

/// <summary>How the tiles of a patient become a mixture over learned prototypes.</summary>
public sealed record PrototypeOptions
{
    /// <summary>The vector column written: shares, means and variances. Default <c>TilePrototypes</c>.</summary>
    public string OutputColumn { get; init; } = "TilePrototypes";

    /// <summary>
    /// Text columns with the paths of a patient's slides that are in <see cref="TileStore"/>, or of the files of tiles themselves
    /// (<c>.parquet</c>, <c>.h5</c>). A patient may lack some (empty paths), but not all. Default <c>Slide</c> alone.
    /// </summary>
    public IReadOnlyList<string> SlideColumns { get; init; } = ["Slide"];

    /// <summary>
    /// The folder of tile embeddings; null (the default) where the columns name files of tiles. A saved model keeps the path.
    /// </summary>
    public string? TileStore { get; init; }

    /// <summary>Number of prototypes, 2 to 256; 16 by default.</summary>
    public int Prototypes { get; init; } = 16;

    /// <summary>
    /// Most principal components of the embeddings that are used, 1 to 1,024; 64 by default. There are no more than numbers in an
    /// embedding, or directions in which the training tiles vary.
    /// </summary>
    public int Components { get; init; } = 64;

    /// <summary>Seed of the choice of starting points; 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Most tiles the components and prototypes are learned from, shared evenly among the training patients and spread evenly over the
    /// tiles of each; 100,000 by default. Mixtures always count all tiles.
    /// </summary>
    public int MaxTiles { get; init; } = 100_000;

    /// <summary>
    /// Variance of each component about each prototype before the step, above 0; 1 by default. The components are scaled to a mean variance
    /// of 1 over the training tiles.
    /// </summary>
    public double PriorVariance { get; init; } = 1;

    /// <summary>How many tiles a prototype counts for in a patient's shares, means and variances, above 0; 1 by default.</summary>
    public double PriorTiles { get; init; } = 1;

    /// <summary>Most rounds of k-means; 100 by default.</summary>
    public int MaxIterations { get; init; } = 100;

    /// <summary>How the slides of a patient weigh; <see cref="SlideWeighting.ByTile"/> by default.</summary>
    public SlideWeighting Slides { get; init; }

    /// <summary>
    /// What happens to a row without readable tiles: an exception (the default), or missing values; then it does not teach the prototypes.
    /// </summary>
    public BadFilePolicy BadFiles { get; init; }

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [];
        void Require(bool holds, FormattableString fault)
        {
            if (!holds)
            {
                faults.Add(FormattableString.Invariant(fault));
            }
        }

        Require(SlideColumns.Count > 0, $"{nameof(SlideColumns)} is empty; name at least one.");
        Require(Prototypes is >= 2 and <= 256, $"{nameof(Prototypes)} is {Prototypes}; it must be 2 to 256.");
        Require(Components is >= 1 and <= 1024, $"{nameof(Components)} is {Components}; it must be 1 to 1024.");
        Require(MaxTiles >= Prototypes, $"{nameof(MaxTiles)} is {MaxTiles}; it must be at least the {Prototypes} prototypes.");
        Require(PriorVariance > 0 && double.IsFinite(PriorVariance), $"{nameof(PriorVariance)} is {PriorVariance}; it must be finite and above 0.");
        Require(PriorTiles > 0 && double.IsFinite(PriorTiles), $"{nameof(PriorTiles)} is {PriorTiles}; it must be finite and above 0.");
        Require(MaxIterations > 0, $"{nameof(MaxIterations)} is {MaxIterations}; it must be 1 or above.");
        Require(Enum.IsDefined(Slides), $"{nameof(Slides)} is {(int)Slides}, which is no {nameof(SlideWeighting)}.");
        Require(Enum.IsDefined(BadFiles), $"{nameof(BadFiles)} is {(int)BadFiles}, which is no {nameof(BadFilePolicy)}.");
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }
}
