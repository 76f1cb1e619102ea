using HccRisk.Mil.Catalog;
using HccRisk.Survival.Catalog;

namespace Microsoft.ML;

/// <summary>Attention over tiles among the survival trainers: <c>ml.Survival.Trainers.AttentionMil</c>.</summary>
/// <remarks>
/// Tiles are read from a <see cref="HccRisk.Pathomics.Stores.TileStore"/> (or its files): embed the slides first. A row is read twice in
/// <c>Fit</c> and once
/// whenever one of its columns is asked for. Saved models load with a plain <c>ml.Model.Load</c>.
/// </remarks>
public static class MilSurvivalTrainers
{
    extension(SurvivalTrainers trainers)
    {
        /// <summary>Gated attention over a patient's tiles, trained on the partial likelihood of the cohort.</summary>
        /// <param name="slidePathColumn">Text column with the paths of slides.</param>
        /// <param name="tileStore">The folder of tile embeddings.</param>
        /// <param name="timeColumn">Follow-up time, 0 or greater.</param>
        /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
        /// <param name="cause">Cause of interest; 0 for any.</param>
        /// <param name="seed">Seed of the networks, the draws and the inner folds.</param>
        public AttentionMilTrainer AttentionMil(
            string slidePathColumn, string tileStore, string timeColumn = "Time", string eventColumn = "Event", int cause = 1, int seed = 1) =>
            trainers.AttentionMil(new AttentionMilTrainerOptions
            {
                SlideColumns = [slidePathColumn],
                TileStore = tileStore,
                TimeColumn = timeColumn,
                EventColumn = eventColumn,
                Cause = cause,
                Mil = new HccRisk.Mil.AttentionMilOptions { Seed = seed },
            });

        /// <summary>Gated attention over a patient's tiles.</summary>
        /// <param name="options">Columns, loss, network, training.</param>
        /// <param name="cancellationToken">Stops learning.</param>
        /// <exception cref="ArgumentException">An option is out of range.</exception>
        public AttentionMilTrainer AttentionMil(AttentionMilTrainerOptions options, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(trainers);
            ArgumentNullException.ThrowIfNull(options);
            return new AttentionMilTrainer(trainers.Context, options, cancellationToken);
        }
    }
}
