using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Tests.ToyLearner;

/// <summary>The toy has no options of its own, and knows neither strata nor weights.</summary>
internal sealed record ExponentialOptions : SurvivalTrainerOptions;
