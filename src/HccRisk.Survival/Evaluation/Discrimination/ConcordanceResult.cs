using HccRisk.Core.Notebooks;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>
/// How often the patient with the higher score has the event first, among pairs of which that is known. Counts are sums of
/// the weights of the pairs: whole numbers for Harrell.
/// </summary>
[TypeFormatterSource(typeof(NotebookText))]
public sealed record ConcordanceResult
{
    /// <summary>(concordant + half of the tied scores) / comparable pairs, 0 to 1, or the reason why it is not estimable.</summary>
    public required MetricEstimate Estimate { get; init; }

    /// <summary>Pairs in which the higher score had the event first.</summary>
    public required double Concordant { get; init; }

    /// <summary>Pairs in which the lower score had the event first.</summary>
    public required double Discordant { get; init; }

    /// <summary>Comparable pairs with equal scores (R's tied.x).</summary>
    public required double TiedScore { get; init; }

    /// <summary>Pairs with events at the same time and different scores (R's tied.y); they do not count.</summary>
    public required double TiedTime { get; init; }

    /// <summary>Pairs with events at the same time and equal scores (R's tied.xy); they do not count.</summary>
    public required double TiedBoth { get; init; }

    /// <summary>Truncation time asked for; null when all events count.</summary>
    public double? Tau { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Estimate.ToString();
}
