using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using Microsoft.ML;

namespace HccRisk.Mil.Comparison;

/// <summary>The models of slides that are put beside each other, the simplest first; all write the score column of the options.</summary>
internal static class SlideModels
{
    private const string Mean = "TileMean";

    /// <summary>Mean pooling with ridge, prototypes with ridge, attention over tiles: each learns everything from the rows it is fitted on.</summary>
    /// <param name="ml">Where components are made.</param>
    /// <param name="options">Models; of the columns those of attention.</param>
    /// <param name="fingerprint">What must have made the tiles.</param>
    /// <param name="width">Numbers a tile.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static IReadOnlyList<(string Name, IEstimator<ITransformer> Pipeline)> Of(
        MLContext ml, SlideModelOptions options, string fingerprint, int width, CancellationToken cancellationToken)
    {
        var mil = options.Mil;
        var mean = new TextEstimator<MeanTilesFunction>(
            ml.Transforms,
            new LearnedColumns(mil.SlideColumns[0], [Mean]) { FurtherInputs = [.. mil.SlideColumns.Skip(1)] },
            new MeanTilesFunction { InputSlots = mil.SlideColumns, TileStore = mil.TileStore, FingerprintHash = fingerprint, Width = width });
        var prototypes = ml.Transforms.PoolByPrototypes(
            options.Prototypes with { SlideColumns = mil.SlideColumns, TileStore = mil.TileStore, BadFiles = mil.BadFiles }, cancellationToken);
        return
        [
            (SlideModelComparison.MeanPooling, WithRidge(mean, Mean)),
            (SlideModelComparison.Prototypes, WithRidge(prototypes, options.Prototypes.OutputColumn)),
            (SlideModelComparison.AttentionMil, ml.Survival.Trainers.AttentionMil(mil, cancellationToken)),
        ];

        IEstimator<ITransformer> WithRidge(IEstimator<ITransformer> pooled, string column) => pooled
            .Append(ml.Transforms.NormalizeMeanVariance(column, fixZero: false))
            .Append(ml.Survival.Trainers.Cox(new CoxTrainerOptions
            {
                FeatureColumn = column,
                TimeColumn = mil.TimeColumn,
                EventColumn = mil.EventColumn,
                AllowUncensored = mil.AllowUncensored,
                GroupColumn = mil.GroupColumn,
                Cause = mil.Cause,
                Horizons = mil.Horizons,
                ScoreColumn = mil.ScoreColumn,
                SurvivalColumn = mil.SurvivalColumn,
                IncidenceColumn = mil.IncidenceColumn,
                RidgeSearch = new CoxRidgeOptions { Seed = mil.Mil.Seed },
                CancellationToken = cancellationToken,
            }));
    }
}
