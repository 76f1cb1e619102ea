using System.Globalization;
using System.Text.Json.Serialization;
using HccRisk.Core.Numerics;
using HccRisk.Core.Printing;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.CutPoints;

/// <summary>
/// Cut-points of a risk score, found on the development data and frozen: apply them unchanged to new patients. The value can be
/// stored as JSON.
/// </summary>
public sealed class RiskGroups
{
    private readonly double[] _cuts;

    /// <summary>Takes cut-points as given.</summary>
    /// <param name="cuts">Finite, strictly ascending, at least one.</param>
    /// <param name="rule">How they were found, in words.</param>
    /// <exception cref="ArgumentException">No cut-point, or they do not ascend.</exception>
    [JsonConstructor]
    public RiskGroups(IReadOnlyList<double> cuts, string rule)
    {
        ArgumentNullException.ThrowIfNull(cuts);
        ArgumentNullException.ThrowIfNull(rule);
        if (cuts.Count == 0)
        {
            throw new ArgumentException("At least one cut-point is needed.", nameof(cuts));
        }

        _cuts = [.. cuts];
        for (var i = 0; i < _cuts.Length; i++)
        {
            if (!double.IsFinite(_cuts[i]) || (i > 0 && !(_cuts[i] > _cuts[i - 1])))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Cut-point {i} is {_cuts[i]}: cut-points must be finite and ascend; equal ones mean that too many scores are tied."),
                    nameof(cuts));
            }
        }

        Rule = rule;
    }

    /// <summary>The cut-points, ascending; a score above a cut-point is in the higher group.</summary>
    public IReadOnlyList<double> Cuts => _cuts;

    /// <summary>How the cut-points were found, in words.</summary>
    public string Rule { get; }

    /// <summary>Number of groups: one more than cut-points.</summary>
    [JsonIgnore]
    public int Count => _cuts.Length + 1;

    /// <summary>Names of the groups, the lowest risk first: "low" and "high", "low", "intermediate" and "high", or "group 1" and so on.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names => Count switch
    {
        2 => ["low", "high"],
        3 => ["low", "intermediate", "high"],
        _ => [.. Enumerable.Range(1, Count).Select(i => FormattableString.Invariant($"group {i}"))],
    };

    /// <summary>Two groups cut at the median of the development scores.</summary>
    /// <param name="score">Finite development scores.</param>
    /// <returns>The frozen groups.</returns>
    public static RiskGroups Median(ReadOnlySpan<double> score) => Quantiles(score, [0.5], "median of the development scores");

    /// <summary>Three groups cut at the tertiles of the development scores.</summary>
    /// <param name="score">Finite development scores.</param>
    /// <returns>The frozen groups.</returns>
    public static RiskGroups Tertiles(ReadOnlySpan<double> score) => Quantiles(score, [1.0 / 3, 2.0 / 3], "tertiles of the development scores");

    /// <summary>Groups cut at quantiles of the development scores (linear interpolation, R's type 7).</summary>
    /// <param name="score">Finite development scores, at least two.</param>
    /// <param name="probabilities">Strictly ascending, between 0 and 1.</param>
    /// <returns>The frozen groups.</returns>
    /// <exception cref="ArgumentException">A score is not finite, a probability is out of range, or cut-points coincide.</exception>
    public static RiskGroups Quantiles(ReadOnlySpan<double> score, params ReadOnlySpan<double> probabilities) =>
        Quantiles(score, probabilities, $"quantiles {string.Join(", ", probabilities.ToArray().Select(p => p.ToString(CultureInfo.InvariantCulture)))} of the development scores");

    /// <summary>The group of one score.</summary>
    /// <param name="score">A finite score; higher = more risk.</param>
    /// <returns>0 for the lowest risk up to <see cref="Count"/> - 1.</returns>
    /// <exception cref="ArgumentException">The score is not finite.</exception>
    public int Assign(double score)
    {
        if (!double.IsFinite(score))
        {
            throw new ArgumentException(FormattableString.Invariant($"The score is {score}: it must be finite."), nameof(score));
        }

        var group = 0;
        while (group < _cuts.Length && score > _cuts[group])
        {
            group++;
        }

        return group;
    }

    /// <summary>The group of each score.</summary>
    /// <param name="scores">Finite scores; higher = more risk.</param>
    /// <returns>One group a score.</returns>
    public int[] Assign(ReadOnlySpan<double> scores)
    {
        var groups = new int[scores.Length];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = Assign(scores[i]);
        }

        return groups;
    }

    private static RiskGroups Quantiles(ReadOnlySpan<double> score, ReadOnlySpan<double> probabilities, string rule)
    {
        if (score.Length < 2)
        {
            throw new ArgumentException(FormattableString.Invariant($"'score' has {score.Length} values: at least 2 are needed."), nameof(score));
        }

        var sorted = score.ToArray();
        for (var i = 0; i < sorted.Length; i++)
        {
            if (!double.IsFinite(sorted[i]))
            {
                throw new ArgumentException(FormattableString.Invariant($"'score' is {sorted[i]} at index {i}: it must be finite."), nameof(score));
            }
        }

        Array.Sort(sorted);
        var cuts = new double[probabilities.Length];
        for (var i = 0; i < cuts.Length; i++)
        {
            if (!(probabilities[i] > 0) || !(probabilities[i] < 1))
            {
                throw new ArgumentException(FormattableString.Invariant($"Probability {i} is {probabilities[i]}: it must lie between 0 and 1."), nameof(probabilities));
            }

            cuts[i] = Quantile.Of(sorted, probabilities[i]);
        }

        return new RiskGroups(cuts, rule);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(", ", Names)} at cut-points {string.Join(", ", Cuts.Select(c => Printed.Number(c)))} ({Rule})";
}
