using HccRisk.Boosting;
using HccRisk.Survival.Catalog;

namespace Microsoft.ML;

/// <summary>Boosted trees among the survival trainers: <c>ml.Survival.Trainers.BoostedCox</c> and <c>BoostedAft</c>.</summary>
public static class BoostedSurvivalTrainers
{
    extension(SurvivalTrainers trainers)
    {
        /// <summary>
        /// A Cox model as a sum of small trees, their number chosen by cross-validation inside the training data (Friedman, Ann Stat
        /// 2001; Ridgeway 1999).
        /// </summary>
        /// <param name="featureColumn">Vector of features; values may be missing.</param>
        /// <param name="timeColumn">Follow-up time, 0 or greater.</param>
        /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
        /// <param name="cause">Cause of interest; 0 for any.</param>
        /// <param name="seed">Seed of the inner folds and of the features each tree looks at.</param>
        public BoostedCoxTrainer BoostedCox(string featureColumn = "Features", string timeColumn = "Time", string eventColumn = "Event", int cause = 1, int seed = 1) =>
            trainers.BoostedCox(new BoostedCoxTrainerOptions
            {
                FeatureColumn = featureColumn,
                TimeColumn = timeColumn,
                EventColumn = eventColumn,
                Cause = cause,
                Boosting = new BoostingOptions { Seed = seed },
            });

        /// <summary>A Cox model as a sum of small trees.</summary>
        /// <param name="options">Columns, cause, ties, trees, horizons.</param>
        public BoostedCoxTrainer BoostedCox(BoostedCoxTrainerOptions options)
        {
            ArgumentNullException.ThrowIfNull(trainers);
            return new BoostedCoxTrainer(trainers.Context, options);
        }

        /// <summary>An accelerated failure time model whose location is a sum of small trees.</summary>
        /// <param name="featureColumn">Vector of features; values may be missing.</param>
        /// <param name="timeColumn">Follow-up time, above 0.</param>
        /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
        /// <param name="cause">Cause of interest; 0 for any.</param>
        /// <param name="seed">Seed of the inner folds and of the features each tree looks at.</param>
        public BoostedAftTrainer BoostedAft(string featureColumn = "Features", string timeColumn = "Time", string eventColumn = "Event", int cause = 1, int seed = 1) =>
            trainers.BoostedAft(new BoostedAftTrainerOptions
            {
                FeatureColumn = featureColumn,
                TimeColumn = timeColumn,
                EventColumn = eventColumn,
                Cause = cause,
                Boosting = new BoostingOptions { Seed = seed },
            });

        /// <summary>An accelerated failure time model whose location is a sum of small trees.</summary>
        /// <param name="options">Columns, cause, distribution, trees, horizons.</param>
        public BoostedAftTrainer BoostedAft(BoostedAftTrainerOptions options)
        {
            ArgumentNullException.ThrowIfNull(trainers);
            return new BoostedAftTrainer(trainers.Context, options);
        }
    }
}
