using HccRisk.Attainable.Measures;

namespace HccRisk.Attainable.Running;

/// <summary>All rows under one truth.</summary>
/// <param name="Name">The truth.</param>
/// <param name="Prevalence">Mean true risk of the external site at the horizon.</param>
/// <param name="Events">Mean number of events of interest in development over the draws.</param>
/// <param name="Before">What the best score before surgery reaches.</param>
/// <param name="After">What the best score after surgery reaches.</param>
/// <param name="Arms">The models.</param>
internal sealed record TruthResult(string Name, double Prevalence, double Events, ModelScores Before, ModelScores After, IReadOnlyList<ArmResult> Arms)
{
    public double Best(bool after) => (after ? After : Before).Auc;

    public ArmResult? Find(string name) => Arms.FirstOrDefault(a => a.Name == name);
}
