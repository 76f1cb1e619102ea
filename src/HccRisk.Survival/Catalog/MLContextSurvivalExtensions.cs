using Microsoft.ML;

namespace HccRisk.Survival.Catalog;

/// <summary>Adds <c>ml.Survival</c> to a context.</summary>
public static class MLContextSurvivalExtensions
{
    extension(MLContext context)
    {
        /// <summary>Survival trainers, evaluation and splits.</summary>
        public SurvivalCatalog Survival => new(context);
    }
}
