namespace HccRisk.Features.Clinical;

/// <summary>A score of one patient.</summary>
/// <param name="Value">The score; NaN when there is none.</param>
/// <param name="Group">The group of the publication; null without a score or without groups.</param>
/// <param name="Reason">Why there is no score; null when there is one.</param>
public readonly record struct ScoreResult(double Value, string? Group, string? Reason)
{
    internal static ScoreResult None(string reason) => new(double.NaN, null, reason);
}
