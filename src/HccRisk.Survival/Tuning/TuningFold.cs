using HccRisk.Survival.Data;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Tuning;

/// <summary>One fold that trials are judged on.</summary>
/// <param name="Fold">Its rows, by their numbers in all data.</param>
/// <param name="Test">Follow-up of the test rows.</param>
internal sealed record TuningFold(Fold Fold, SurvivalOutcome Test)
{
    public double Share => (double)Fold.Test.Count / Fold.Training.Count;
}
