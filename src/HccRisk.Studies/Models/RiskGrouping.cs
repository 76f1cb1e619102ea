using HccRisk.Survival.Validation;

namespace HccRisk.Studies.Models;

/// <summary>Names of the two risk groups on either side of a frozen cut.</summary>
internal static class RiskGrouping
{
    public const string Low = "low";
    public const string High = "high";

    public static string NameOf(this RiskGroups groups, double score) => groups.Assign(score) == 0 ? Low : High;
}
