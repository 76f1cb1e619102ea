using System.Globalization;
using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.HypothesisTests;

/// <summary>A log-rank test.</summary>
[TypeFormatterSource(typeof(LogRankFormatter))]
public sealed class LogRankResult
{
    private readonly double[] _variance;

    internal LogRankResult(ChiSquareTest test, IReadOnlyList<LogRankGroup> groups, double[] variance, LogRankWeights weights, int strata)
    {
        Test = test;
        Groups = groups;
        _variance = variance;
        Weights = weights;
        Strata = strata;
    }

    /// <summary>Chi-square test that all groups have the same hazard; NaN when <see cref="NotEstimable"/> says why.</summary>
    public ChiSquareTest Test { get; }

    /// <summary>Why there is no test, in words; null when there is one.</summary>
    public string? NotEstimable { get; internal init; }

    /// <summary>The groups by ascending code.</summary>
    public IReadOnlyList<LogRankGroup> Groups { get; }

    /// <summary>How much each event time counted.</summary>
    public LogRankWeights Weights { get; }

    /// <summary>Number of strata; 1 without stratification.</summary>
    public int Strata { get; }

    /// <summary>Hypergeometric covariance of observed minus expected of two groups.</summary>
    /// <param name="first">Index into <see cref="Groups"/>.</param>
    /// <param name="second">Index into <see cref="Groups"/>.</param>
    /// <returns>The covariance.</returns>
    public double Covariance(int first, int second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, Groups.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(second, Groups.Count);
        return _variance[first * Groups.Count + second];
    }

    /// <summary>
    /// Test for trend (Tarone, Biometrika 1975): whether the hazard rises or falls along a score of the groups. One degree of
    /// freedom; with two groups it is the test itself.
    /// </summary>
    /// <param name="scores">One finite score for each of <see cref="Groups"/>; empty takes the group codes.</param>
    /// <returns>The test; NaN, on 0 degrees of freedom, when nothing varies along the scores among the groups at risk.</returns>
    /// <exception cref="ArgumentException">Their number differs, or a score is not finite.</exception>
    public ChiSquareTest Trend(ReadOnlySpan<double> scores = default)
    {
        var score = scores.IsEmpty ? [.. Groups.Select(g => (double)g.Group)] : scores.ToArray();
        if (score.Length != Groups.Count)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"'scores' has {score.Length} values, the test has {Groups.Count} groups."), nameof(scores));
        }

        for (var i = 0; i < score.Length; i++)
        {
            if (!double.IsFinite(score[i]))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Score {i} is {score[i]}; it must be finite."), nameof(scores));
            }
        }

        // Only differences of scores matter; centring keeps their digits.
        var mean = score.Average();
        score = Array.ConvertAll(score, s => s - mean);
        double difference = 0, variance = 0, scale = 0;
        for (var i = 0; i < score.Length; i++)
        {
            difference += score[i] * (Groups[i].Observed - Groups[i].Expected);
            scale += score[i] * score[i] * Covariance(i, i);
            for (var j = 0; j < score.Length; j++)
            {
                variance += score[i] * score[j] * Covariance(i, j);
            }
        }

        return variance > 1e-12 * scale ? new ChiSquareTest(difference * difference / variance, 1) : ChiSquareTest.NotEstimable;
    }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            $"{Weights}: {(NotEstimable is null ? Test.ToString() : $"not estimable ({NotEstimable})")}",
            .. Groups.Select(g => g.ToString()),
        ]);
}
