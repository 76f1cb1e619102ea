using HccRisk.Survival;
using HccRisk.Survival.Catalog;

namespace Microsoft.ML;

/// <summary>Adds <c>ml.Survival</c> to a context.</summary>
public static class MLContextSurvivalExtensions
{
    extension(MLContext context)
    {
        /// <summary>Survival trainers, evaluation and splits.</summary>
        public SurvivalCatalog Survival => new(context);
    }
}
