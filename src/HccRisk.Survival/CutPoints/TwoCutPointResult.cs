using System.Globalization;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.CutPoints;

/// <summary>The two cut-points that separate three groups most, with a p-value that pays for the search.</summary>
public sealed record TwoCutPointResult
{
    /// <summary>The pair with the largest statistic; null when there is none.</summary>
    public CutPointPair? Best { get; init; }

    /// <summary>Patients in the lower, middle and upper group; empty when there is no pair.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [];

    /// <summary>
    /// Probability of so large a maximum when the marker has nothing to do with the outcome: (1 + permutations that reach it) / (1 +
    /// permutations); null when there is no pair.
    /// </summary>
    public double? PValue { get; init; }

    /// <summary>Standard error of the simulated p-value; null when there is none.</summary>
    public double? PValueError { get; init; }

    /// <summary>
    /// The log-rank test of the three groups as if the cuts had been known before: far too small a p-value, given to show what the search
    /// costs; null when there is no pair.
    /// </summary>
    public ChiSquareTest? Uncorrected { get; init; }

    /// <summary>Permutations made.</summary>
    public required int Permutations { get; init; }

    /// <summary>Every pair that was tried, by ascending lower and then upper cut: the plane an X-tile plot shows.</summary>
    public required IReadOnlyList<CutPointPair> Candidates { get; init; }

    /// <summary>Why there is no pair, in words; null when there is one.</summary>
    public string? NotEstimable { get; init; }

    /// <summary>The cuts as frozen groups to apply unchanged to other patients, where an ordinary test needs no correction.</summary>
    /// <returns>Three groups.</returns>
    /// <exception cref="InvalidOperationException">There is no pair.</exception>
    public RiskGroups Freeze() => Best is { } best
        ? new RiskGroups([best.Lower, best.Upper], string.Create(
            CultureInfo.InvariantCulture,
            $"largest log-rank statistic of {Candidates.Count} pairs of cuts on the development data (chi-square {best.Statistic:0.000}, p {PValue:G3} by {Permutations} permutations)"))
        : throw new InvalidOperationException($"There are no cut-points to freeze: {NotEstimable}.");

    /// <inheritdoc/>
    public override string ToString() => Best is { } best
        ? string.Create(CultureInfo.InvariantCulture, $"cuts {best.Lower:G6} and {best.Upper:G6}, chi-square {best.Statistic:0.000}, corrected p = {PValue:G3} ({Permutations} permutations)")
        : $"not estimable ({NotEstimable})";
}
