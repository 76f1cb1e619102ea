using HccRisk.Pathomics;
using HccRisk.Pathomics.Catalog;
using HccRisk.Pathomics.Stores;

namespace Microsoft.ML;

/// <summary>Histograms of tile embeddings over a learned codebook: <c>ml.Transforms.PoolByCodebook</c>.</summary>
/// <remarks>
/// Tiles are read from a <see cref="TileStore"/> (or its files): embed the slides first. A row is read once in <c>Fit</c> and once
/// whenever its column is asked for, so put the transform early and cache after it when many passes follow. Saved models load with a plain
/// <c>ml.Model.Load</c>.
/// </remarks>
public static class CodebookCatalog
{
    extension(TransformsCatalog catalog)
    {
        /// <summary>The share of each word among the tiles of a patient's slides.</summary>
        /// <param name="outputColumn">The vector column written, with slot names <c>word00</c> and on.</param>
        /// <param name="slidePathColumn">Text column with the paths of slides.</param>
        /// <param name="tileStore">The folder of tile embeddings.</param>
        /// <param name="words">Number of words.</param>
        /// <param name="seed">Seed of the choice of starting points.</param>
        public CodebookTrainer PoolByCodebook(string outputColumn, string slidePathColumn, string tileStore, int words = 32, int seed = 0) =>
            catalog.PoolByCodebook(new CodebookOptions { OutputColumn = outputColumn, SlideColumns = [slidePathColumn], TileStore = tileStore, Words = words, Seed = seed });

        /// <summary>The share of each word among the tiles of a patient's slides.</summary>
        /// <param name="options">Columns and options.</param>
        /// <param name="cancellationToken">Stops learning.</param>
        /// <exception cref="ArgumentException">An option is out of range.</exception>
        public CodebookTrainer PoolByCodebook(CodebookOptions options, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(options);
            return new CodebookTrainer(catalog, options, cancellationToken);
        }
    }
}
