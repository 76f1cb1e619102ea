using HccRisk.Studies.Protocol;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Selection;
using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace HccRisk.Studies.Models;

/// <summary>The pipeline of a study's model. Everything in it is fitted on the patients given to <c>Fit</c> and on nobody else.</summary>
internal static class ModelPipeline
{
    public const string Features = "Features";

    /// <summary>Column of a modality that says of each of its slots whether the patient has no value of it: what was imputed.</summary>
    public static string MissingOf(string modality) => modality + ".Missing";

    /// <summary>Mark what is missing and impute it by the mean, standardise, select within each image modality, join, ridge Cox with the penalty chosen by inner cross-validation.</summary>
    public static IEstimator<ITransformer> Build(
        MLContext ml, IReadOnlyList<string> modalities, ModelingOptions options, int cause, IReadOnlyList<double> horizons, int seed, CancellationToken cancellationToken)
    {
        IEstimator<ITransformer>? chain = null;
        foreach (var column in modalities)
        {
            chain = Append(chain, ml.Transforms.IndicateMissingValues(MissingOf(column), column));
            chain = chain.Append(ml.Transforms.ReplaceMissingValues(column, replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean));
            chain = chain.Append(ml.Transforms.NormalizeMeanVariance(column, fixZero: false));
            if (column != Protocol.ModelSpecification.Clinical)
            {
                chain = chain.Append(ml.Survival.SelectFeatures(new FeatureSelectorOptions
                {
                    InputColumn = column,
                    Cause = cause,
                    AllowUncensored = true, // The endpoint of the cohort has settled what its codes mean.
                    MaxFeatures = options.MaxFeaturesPerModality,
                    MaxCorrelation = options.MaxCorrelation,
                }));
            }
        }

        chain = Append(chain, ml.Transforms.Concatenate(Features, [.. modalities]));
        return chain.Append(ml.Survival.Trainers.Cox(new CoxTrainerOptions
        {
            FeatureColumn = Features,
            Cause = cause,
            AllowUncensored = true,
            Horizons = horizons,
            RidgeSearch = new CoxRidgeOptions { Seed = seed },
            CancellationToken = cancellationToken,
        }));
    }

    private static IEstimator<ITransformer> Append(IEstimator<ITransformer>? chain, IEstimator<ITransformer> next) =>
        chain is null ? next : chain.Append(next);
}
