using System.Globalization;
using HccRisk.Core.Notebooks;

namespace HccRisk.Survival.CutPoints;

/// <summary>The cut-point that separates outcomes most, with a p-value that pays for the search.</summary>
[TypeFormatterSource(typeof(NotebookText))]
public sealed record CutPointResult
{
    /// <summary>The cut: values above it are in the upper group; null when there is none.</summary>
    public double? Cut { get; init; }

    /// <summary>Largest absolute standardised log-rank statistic over all cuts; null when there is none.</summary>
    public double? Statistic { get; init; }

    /// <summary>
    /// Probability of so large a maximum when the marker has nothing to do with the outcome, 0 to 1 (Lausen and Schumacher,
    /// Biometrics 1992): an approximation for continuous markers, conservative with few cuts; null when there is none.
    /// </summary>
    public double? PValue { get; init; }

    /// <summary>
    /// Whether patients above the cut had the event sooner (true) or later (false) than expected; null when there is no cut.
    /// </summary>
    public bool? UpperHasMoreEvents { get; init; }

    /// <summary>Every cut that was tried, ascending.</summary>
    public required IReadOnlyList<CutPointCandidate> Candidates { get; init; }

    /// <summary>Why there is no cut, in words; null when there is one.</summary>
    public string? NotEstimable { get; init; }

    /// <summary>The cut as frozen groups to apply unchanged to other patients, where an ordinary test needs no correction.</summary>
    /// <returns>Two groups.</returns>
    /// <exception cref="InvalidOperationException">There is no cut.</exception>
    public RiskGroups Freeze() => Cut is { } cut
        ? new RiskGroups([cut], string.Create(CultureInfo.InvariantCulture, $"maximally selected log-rank statistic of {Candidates.Count} cuts on the development data (statistic {Statistic:0.000}, corrected p {PValue:G3})"))
        : throw new InvalidOperationException($"There is no cut-point to freeze: {NotEstimable}.");

    /// <inheritdoc/>
    public override string ToString() => Cut is null
        ? $"not estimable ({NotEstimable})"
        : string.Create(CultureInfo.InvariantCulture, $"cut {Cut:G6}, statistic {Statistic:0.000}, corrected p = {PValue:G3}");
}
