using HccRisk.Pathomics.Catalog;
using HccRisk.Pathomics.Stores;

namespace Microsoft.ML;

/// <summary>Mixtures of tile embeddings over learned prototypes: <c>ml.Transforms.PoolByPrototypes</c>.</summary>
/// <remarks>
/// Tiles are read from a <see cref="TileStore"/> (or its files): embed the slides first. A row is read once in <c>Fit</c> and once
/// whenever its column is asked for, so put the transform early and cache after it when many passes follow. Saved models load with a plain
/// <c>ml.Model.Load</c>.
/// </remarks>
public static class PrototypeCatalog
{
    extension(TransformsCatalog catalog)
    {
        /// <summary>Shares, means and variances of a patient's tiles over prototypes.</summary>
        /// <param name="outputColumn">The vector column written.</param>
        /// <param name="slidePathColumn">Text column with the paths of slides.</param>
        /// <param name="tileStore">The folder of tile embeddings.</param>
        /// <param name="prototypes">Number of prototypes.</param>
        /// <param name="seed">Seed of the choice of starting points.</param>
        public PrototypeTrainer PoolByPrototypes(string outputColumn, string slidePathColumn, string tileStore, int prototypes = 16, int seed = 0) =>
            catalog.PoolByPrototypes(new PrototypeOptions
            {
                OutputColumn = outputColumn,
                SlideColumns = [slidePathColumn],
                TileStore = tileStore,
                Prototypes = prototypes,
                Seed = seed,
            });

        /// <summary>Shares, means and variances of a patient's tiles over prototypes.</summary>
        /// <param name="options">Columns and options.</param>
        /// <param name="cancellationToken">Stops learning.</param>
        /// <exception cref="ArgumentException">An option is out of range.</exception>
        public PrototypeTrainer PoolByPrototypes(PrototypeOptions options, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(options);
            return new PrototypeTrainer(catalog, options, cancellationToken);
        }
    }
}
