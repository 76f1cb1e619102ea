using HccRisk.Survival.Tuning;
using HccRisk.Survival.Tuning.Spaces;
using Microsoft.ML;

namespace HccRisk.Boosting;

/// <summary>Boosted survival trees as candidates of <c>ml.Survival.Tune</c> and <c>ml.Survival.AutoFit</c>, beside those of <c>SurvivalCandidates</c>.</summary>
public static class BoostedCandidates
{
    /// <summary>A boosted Cox model, whose number of trees it chooses itself on folds of its training rows; the fewer leaves, the simpler.</summary>
    /// <param name="featureColumn">Vector of features; values may be missing.</param>
    public static TuningCandidate BoostedCox(string featureColumn = "Features") => new(
        "boosted Cox",
        new SearchSpace().Whole("leaves", 2, 8).Real("ridge", 1, 20, log: true),
        t => t.Context.Survival.Trainers.BoostedCox(t.Apply(new BoostedCoxTrainerOptions
        {
            FeatureColumn = featureColumn,
            Boosting = new BoostingOptions { Leaves = t.Values.Whole("leaves"), Ridge = t.Values.Real("ridge"), Folds = 5, Seed = t.Seed },
        })))
    {
        Complexity = v => v.Whole("leaves"),
    };
}
