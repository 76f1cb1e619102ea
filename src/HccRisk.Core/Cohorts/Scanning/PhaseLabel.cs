namespace HccRisk.Core.Cohorts.Scanning;

/// <summary>What a volume was taken for, how sure that is, and why.</summary>
internal sealed record PhaseLabel(string Name, double Confidence, string Reason)
{
    internal const double ByFile = 1;
    internal const double ByDescription = 0.9;
    internal const double ByTime = 0.7;
    internal const double ByOrder = 0.4;
}
