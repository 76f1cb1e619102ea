using HccRisk.Survival.Data;
using HccRisk.Survival.Tuning.Search;
using HccRisk.Survival.Tuning.Spaces;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;

namespace HccRisk.Survival.Tests.Tuning;

public sealed class TpeSearchTests
{
    private static readonly SearchSpace Line = new SearchSpace().Real("x", 0, 1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(100, 10)]
    [InlineData(249, 25)]
    [InlineData(1000, 25)]
    public void GoodOf_Trials_IsATenthRoundedUpAndAtMost25(int trials, int expected) => Assert.Equal(expected, TpeSearch.GoodOf(trials));

    [Fact]
    public void Weights_Below25Trials_AreAllEqual()
    {
        Assert.Equal([1.0], ParzenEstimator.Weights(0));
        Assert.All(ParzenEstimator.Weights(24), w => Assert.Equal(1.0 / 25, w, 1e-15));
    }

    [Fact]
    public void Weights_29Trials_RampFromOneOverNToOne()
    {
        // linspace(1/29, 1, 4), 25 ones, the prior; over their sum.
        double[] raw = [.. new[] { 0, 1, 2, 3 }.Select(i => (1.0 / 29) + (i * (1 - (1.0 / 29)) / 3)), .. Enumerable.Repeat(1.0, 26)];

        var weights = ParzenEstimator.Weights(29);

        Assert.Equal(raw.Length, weights.Length);
        Assert.All(raw.Zip(weights), p => Assert.Equal(p.First / raw.Sum(), p.Second, 1e-15));
        Assert.Equal(1.0 / 26 / (26 + (1.0 / 26)), ParzenEstimator.Weights(26)[0], 1e-15);
    }

    [Fact]
    public void Widths_OneDimension_AreTheGreaterGapClipped()
    {
        // Sorted 0.1, 0.2, 0.5 (prior), 0.9: the outermost have the inner gap, 0.2 the gap to 0.5; the least width is 1/5 of the range for four kernels.
        Assert.All(new[] { 0.3, 0.2, 0.4, 1 }.Zip(ParzenEstimator.Widths([0.2, 0.1, 0.9, 0.5], 0, 1, 1)), p => Assert.Equal(p.First, p.Second, 1e-15));

        // 150 trials at one place next to the prior: none below a hundredth of the range.
        double[] means = [.. Enumerable.Repeat(0.5, 150), 0.5];
        Assert.Equal([.. Enumerable.Repeat(0.01, 150), 1.0], ParzenEstimator.Widths(means, 0, 1, 1));
    }

    [Fact]
    public void Widths_SeveralDimensions_FallWithTheNumberOfTrials()
    {
        // 0.2 n^(-1/(d+4)) of the range, at least range / min(100, 1 + kernels).
        var widths = ParzenEstimator.Widths([.. Enumerable.Repeat(3.0, 64), 5], 0, 10, 2);

        Assert.Equal(0.2 * 10 / 2, widths[0], 1e-12);
        Assert.Equal(10, widths[64]);
        Assert.Equal(10.0 / 3, ParzenEstimator.Widths([3, 5], 0, 10, 2)[0], 1e-12);
    }

    [Fact]
    public void Shares_Choices_GiveTheObservedOneMore()
    {
        // Two trials, three kernels: a third for each of four choices, one more for the observed, over their sum of 7/3; the prior is even.
        var rows = ParzenEstimator.Shares([2, 0], 4);

        Assert.All(new[] { 1.0 / 7, 1.0 / 7, 4.0 / 7, 1.0 / 7 }.Zip(rows[0]), p => Assert.Equal(p.First, p.Second, 1e-15));
        Assert.Equal(4.0 / 7, rows[1][0], 1e-15);
        Assert.All(rows[2], s => Assert.Equal(0.25, s, 1e-15));
    }

    [Theory]
    [InlineData(0.0, 0.05)]
    [InlineData(0.3, 0.2)]
    [InlineData(1.0, 1.0)]
    public void TruncatedNormal_Density_IntegratesToOneAndInvertsItsQuantiles(double mean, double width)
    {
        var normal = new TruncatedNormal(mean, width, 0, 1);

        // Cut at the mean, where the integrand bends; Gauss-Legendre of 128 points on smooth pieces is exact to rounding.
        double Integral(double from, double to) => from < to ? GaussLegendreRule.Integrate(normal.Density, from, to, 128) : 0;
        Assert.Equal(1, Integral(0, mean) + Integral(mean, 1), 1e-9);
        foreach (var share in new[] { 0, 0.1, 0.5, 0.9, 1 })
        {
            Assert.Equal(share, normal.Probability(0, normal.Quantile(share)), 1e-9);
        }
    }

    [Fact]
    public void LogDensity_SteppedValuesAndChoices_SumToOne()
    {
        var space = new SearchSpace().Whole("n", 1, 40, log: true).Choice("c", ["a", "b", "c"]).Real("s", -1, 1, step: 0.5);
        var estimator = new ParzenEstimator(space, [0, 1, 2], [[3, 0, -1], [7, 2, 0.5], [40, 2, 1]]);

        var sum = 0.0;
        for (var n = 1; n <= 40; n++)
        {
            for (var c = 0; c < 3; c++)
            {
                for (var s = 0; s < 5; s++)
                {
                    sum += Math.Exp(estimator.LogDensity([n, c, -1 + (0.5 * s)]));
                }
            }
        }

        // A product of probabilities over all cells of the range.
        Assert.Equal(1, sum, 1e-9);
    }

    [Fact]
    public void LogDensity_OneTrial_IsTheMixtureByHand()
    {
        // Kernel at 0.2 (gap 0.3 to the prior at 0.5, above the least width of 1/3? no: 0.3 < 1/3, clipped), prior of width 1; half the weight each.
        static double Cut(double x, double m, double s) => Normal.PDF(m, s, x) / (Normal.CDF(m, s, 1) - Normal.CDF(m, s, 0));
        var expected = Math.Log((Cut(0.6, 0.2, 1.0 / 3) + Cut(0.6, 0.5, 1)) / 2);

        Assert.Equal(expected, new ParzenEstimator(Line, [0], [[0.2]]).LogDensity([0.6]), 1e-12);
    }

    [Fact]
    public void Split_PrunedAndFailedTrials_ComeBehindCompleteOnes()
    {
        PastTrial[] past =
        [
            Trial(0, PastTrialState.Pruned, 2, -9), Trial(1, PastTrialState.Complete, 5, 3), Trial(2, PastTrialState.Pruned, 4, 8), Trial(3, PastTrialState.Failed, 0, double.NaN),
            Trial(4, PastTrialState.Complete, 5, 1), Trial(5, PastTrialState.Running, 0, double.NaN), Trial(6, PastTrialState.Pruned, 4, 7),
            .. Enumerable.Range(7, 36).Select(i => Trial(i, PastTrialState.Pruned, 1, i)),
        ];

        // 41 finished: five good ones. Complete by loss, then pruned by folds reached, then by loss; given in order of time.
        Assert.Equal([0.0, 1, 2, 4, 6], TpeSearch.Split(past).Good.Select(t => t.Values[0]));
        Assert.Equal(past.Length - 5, TpeSearch.Split(past).Others.Count);

        static PastTrial Trial(int number, PastTrialState state, int steps, double loss) => new([number], state, steps, loss);
    }

    [Fact]
    public void Next_KnownTrials_TakesTheDrawWithTheGreatestRatio()
    {
        PastTrial[] past = [.. Enumerable.Range(0, 12).Select(i => new PastTrial([i / 11.0], PastTrialState.Complete, 5, Math.Abs((i / 11.0) - 0.8)))];
        var (good, others) = TpeSearch.Split(past);
        var (l, g) = (new ParzenEstimator(Line, [0], [.. good.Select(t => t.Values)]), new ParzenEstimator(Line, [0], [.. others.Select(t => t.Values)]));
        var (first, second) = (new SplitMix(5, 6), new SplitMix(5, 6));
        double[] draws = [.. Enumerable.Range(0, 24).Select(_ => l.Draw(ref first)[0])];

        var next = TpeSearch.Next(Line, past, ref second)[0];

        Assert.Equal(draws.MaxBy(x => l.LogDensity([x]) - g.LogDensity([x])), next);
    }

    [Fact]
    public void Next_TrialsRunning_KeepsAwayFromThem()
    {
        // Eleven done trials, the best at 0.8; with five running there, the density of the others rises there, and draws move off.
        PastTrial[] past = [.. Enumerable.Range(0, 11).Select(i => new PastTrial([i / 10.0], PastTrialState.Complete, 5, Math.Abs((i / 10.0) - 0.8)))];
        PastTrial[] running = [.. past, .. Enumerable.Repeat(new PastTrial([0.8], PastTrialState.Running, 0, double.NaN), 5)];
        double Mean(PastTrial[] trials) => Enumerable.Range(0, 200).Average(seed =>
        {
            var random = new SplitMix((ulong)seed, 0);
            return Math.Abs(TpeSearch.Next(Line, trials, ref random)[0] - 0.8);
        });

        Assert.True(Mean(running) > Mean(past));
    }

    [Fact]
    public void Next_ConditionalSpace_DrawsAGroupFromTrialsThatHaveIt()
    {
        var space = new SearchSpace().Choice("kind", ["flat", "deep"]).Real("depth", 0, 1, when: SearchSpace.When("kind", "deep"));
        PastTrial[] past = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0
            ? new PastTrial([0, double.NaN], PastTrialState.Complete, 5, 1)
            : new PastTrial([1, i / 40.0], PastTrialState.Complete, 5, Math.Abs((i / 40.0) - 0.3)))];

        var draws = Enumerable.Range(0, 200).Select(seed =>
        {
            var random = new SplitMix((ulong)seed, 1);
            return TpeSearch.Next(space, past, ref random);
        }).ToList();

        Assert.All(draws, d => Assert.Equal(d[0] == 1, !double.IsNaN(d[1])));
        Assert.True(draws.Count(d => d[0] == 1) > 150);
        Assert.True(draws.Where(d => d[0] == 1).Average(d => Math.Abs(d[1] - 0.3)) < 0.15);
    }

    [Fact]
    public void Next_OnKnownFunctions_BeatsRandomSearch()
    {
        var space = new SearchSpace().Real("x", -5, 5).Real("y", 1e-3, 1e3, log: true).Choice("c", ["a", "b", "c"]);
        static double Loss(double[] v) => Math.Pow(v[0] - 2, 2) + Math.Pow(Math.Log10(v[1]) + 1, 2) + (v[2] == 1 ? 0 : 2);
        double Best(bool tpe, ulong seed)
        {
            var past = new List<PastTrial>();
            for (var n = 0; n < 60; n++)
            {
                var random = new SplitMix(seed, (ulong)n);
                var values = tpe ? TpeSearch.Next(space, past, ref random) : RandomSearch.Draw(space, ref random);
                past.Add(new PastTrial(values, PastTrialState.Complete, 5, Loss(values)));
            }

            return Math.Log(past.Min(p => p.Loss));
        }

        // The first ten trials are the same; 95 % interval of the mean difference of log losses over 40 seeds.
        double[] gains = [.. Enumerable.Range(0, 40).Select(s => Best(false, (ulong)s) - Best(true, (ulong)s))];
        var error = Math.Sqrt(gains.Sum(v => Math.Pow(v - gains.Average(), 2)) / 39 / 40);

        Assert.True(gains.Average() - (2.02 * error) > 0, FormattableString.Invariant($"mean {gains.Average()}, error {error}"));
    }
}
