using HccRisk.Survival.Tuning.Spaces;

namespace HccRisk.Survival.Tuning;

/// <summary>A trial to be made.</summary>
internal sealed record DrawnTrial(TrialSearch Search, int Number, TrialValues Values);
