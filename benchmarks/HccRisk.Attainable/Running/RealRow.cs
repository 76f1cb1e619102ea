namespace HccRisk.Attainable.Running;

/// <summary>A candidate on the real cohort.</summary>
internal sealed record RealRow(string Name, (double C, double Auc) Before, (double C, double Auc) After);
