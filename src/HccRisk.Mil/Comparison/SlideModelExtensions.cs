using HccRisk.Core.Learning;
using HccRisk.Mil;
using HccRisk.Mil.Catalog;
using HccRisk.Mil.Comparison;
using HccRisk.Pathomics.Catalog;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Learning;

namespace Microsoft.ML;

/// <summary>Models of slides beside each other: <c>ml.Survival.CompareSlideModels</c>.</summary>
public static class SlideModelExtensions
{
    extension(SurvivalCatalog catalog)
    {
        /// <summary>
        /// Cross-validates mean pooling with ridge, prototypes with ridge, and attention over tiles on the same patients and folds,
        /// everything learned in
        /// the fold, and compares their C in pairs.
        /// </summary>
        /// <param name="data">Rows with paths of slides and follow-up.</param>
        /// <param name="options">Models and folds.</param>
        /// <param name="cancellationToken">Stops between steps.</param>
        /// <exception cref="ArgumentException">An option is out of range.</exception>
        /// <exception cref="InvalidDataException">A row has no tiles that can be read, and that is an error by the options.</exception>
        /// <exception cref="HccRisk.Survival.Tuning.TooFewEventsException">A fold has fewer events than inner folds.</exception>
        public SlideModelComparison CompareSlideModels(IDataView data, SlideModelOptions options, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(data);
            ArgumentNullException.ThrowIfNull(options);
            options.Validate();
            var (ml, mil) = (catalog.Trainers.Context, options.Mil with { BadFiles = HccRisk.Cohorts.BadFilePolicy.Throw });
            var texts = mil.SlideColumns.Select(c => DataViewReader.ReadTexts(data, c)).ToArray();
            var slides = new StoredSlides(mil.TileStore);
            var hash = slides.FingerprintOf(texts.SelectMany(t => t));
            var bags = new StoredBags(slides, texts, hash, options.Mil.BadFiles);
            int[] rows = bags.Readable(cancellationToken);
            if (rows.Length == 0)
            {
                throw new TileBagException($"None of {texts[0].Length} rows has tiles that can be read.");
            }

            var kept = rows.Length == texts[0].Length ? data : RowSubset.Of(data, rows, texts[0].Length);
            var all = OutcomeReader.Read(kept, mil.TimeColumn, mil.EventColumn, mil.AllowUncensored);
            var outcome = mil.Cause == 0 ? all.WithAnyCause() : all.WithCause(mil.Cause);
            var folds = options.CrossValidation with
            {
                TimeColumn = mil.TimeColumn,
                EventColumn = mil.EventColumn,
                AllowUncensored = mil.AllowUncensored,
                ScoreColumn = mil.ScoreColumn,
                RiskColumn = mil.IncidenceColumn,
                GroupColumn = mil.GroupColumn,
                Cause = mil.Cause,
                CancellationToken = cancellationToken,
            };

            var models = SlideModels.Of(ml, options with { Mil = mil }, hash!, bags.Of(rows)[0].Width, cancellationToken);
            var results = models.Select(m => (m.Name, catalog.CrossValidate(kept, m.Pipeline, folds))).ToArray();
            var contrasts = new List<SlideModelContrast>();
            for (var m = 1; m < results.Length; m++)
            {
                for (var before = 0; before < m; before++)
                {
                    contrasts.Add(new SlideModelContrast(results[m].Name, results[before].Name, Concordance.CompareUno(
                        outcome, [.. results[m].Item2.Scores], [.. results[before].Item2.Scores], folds.Tau, new ConcordanceOptions { Level = options.Level })));
                }
            }

            return new SlideModelComparison(results, contrasts, texts[0].Length - rows.Length);
        }
    }
}
