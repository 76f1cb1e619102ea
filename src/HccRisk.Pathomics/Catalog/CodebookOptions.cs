using HccRisk.Cohorts;
using HccRisk.Pathomics.Pooling;

namespace HccRisk.Pathomics.Catalog;

/// <summary>How the tiles of a patient become a histogram over a codebook.</summary>
public sealed record CodebookOptions
{
    /// <summary>The vector column written: the share of each word. Default <c>TileWords</c>.</summary>
    public string OutputColumn { get; init; } = "TileWords";

    /// <summary>
    /// Text columns with the paths of a patient's slides that are in <see cref="TileStore"/>, or of the files of tiles themselves (<c>.parquet</c>,
    /// <c>.h5</c>). A patient may lack some (empty paths), but not all. Default <c>Slide</c> alone.
    /// </summary>
    public IReadOnlyList<string> SlideColumns { get; init; } = ["Slide"];

    /// <summary>The folder of tile embeddings; null (the default) where the columns name files of tiles. A saved model keeps the path.</summary>
    public string? TileStore { get; init; }

    /// <summary>Number of words, 2 to 1,024; 32 by default.</summary>
    public int Words { get; init; } = 32;

    /// <summary>Seed of the choice of starting points; 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Most tiles the codebook is learned from, shared evenly among the training patients and spread evenly over the tiles of each; 100,000 by default.
    /// Histograms always count all tiles.
    /// </summary>
    public int MaxTiles { get; init; } = 100_000;

    /// <summary>Whether each number of an embedding is divided by its standard deviation over the learned tiles; true by default.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>Most rounds of k-means; 100 by default.</summary>
    public int MaxIterations { get; init; } = 100;

    /// <summary>How the slides of a patient weigh; <see cref="SlideWeighting.ByTile"/> by default.</summary>
    public SlideWeighting Slides { get; init; }

    /// <summary>What happens to a row without readable tiles: an exception (the default), or missing values; then it does not teach the codebook.</summary>
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
        Require(Words is >= 2 and <= 1024, $"{nameof(Words)} is {Words}; it must be 2 to 1024.");
        Require(MaxTiles >= Words, $"{nameof(MaxTiles)} is {MaxTiles}; it must be at least the {Words} words.");
        Require(MaxIterations > 0, $"{nameof(MaxIterations)} is {MaxIterations}; it must be 1 or above.");
        Require(Enum.IsDefined(Slides), $"{nameof(Slides)} is {(int)Slides}, which is no {nameof(SlideWeighting)}.");
        Require(Enum.IsDefined(BadFiles), $"{nameof(BadFiles)} is {(int)BadFiles}, which is no {nameof(BadFilePolicy)}.");
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }
}
