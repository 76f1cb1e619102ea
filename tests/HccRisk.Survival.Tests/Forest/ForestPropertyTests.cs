using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Tests.Forest;

/// <summary>What must hold for every forest.</summary>
public sealed class ForestPropertyTests
{
    private static readonly ForestOptions Small = new() { Trees = 50, MinimumLeaf = 5, MinimumLeafEvents = 1 };

    [Fact]
    public void Fit_OneSplitOfTwoGroups_HasTheirCurves()
    {
        var (x, outcome) = Rows(120, 1, 1, values: 2);
        var options = new ForestOptions { Trees = 1, SampleFraction = 1, MinimumLeaf = 1, MinimumLeafEvents = 0 };

        var forest = Grow(x, 1, outcome, 1, options);

        Assert.Equal(2, forest.Trees[0].Leaves);
        foreach (var group in new[] { 0, 1 })
        {
            var own = outcome.Select([.. Enumerable.Range(0, 120).Where(i => x[i] == group)]);
            var (kaplanMeier, aalenJohansen) = (KaplanMeier.Fit(own.WithCause(1)), AalenJohansen.Fit(own));
            double[] times = [.. own.Times.ToArray().Distinct()];
            var (survival, incidence) = (new double[times.Length], new double[times.Length]);
            forest.Survival([group], 1, times, survival);
            forest.CumulativeIncidence([group], 1, times, incidence);
            for (var k = 0; k < times.Length; k++)
            {
                Assert.Equal(kaplanMeier.SurvivalAt(times[k]), survival[k], 1e-12);
                Assert.Equal(aalenJohansen.IncidenceAt(1, times[k]), incidence[k], 1e-12);
            }
        }
    }

    [Fact]
    public void Fit_OneCause_IsThePlainForestWhateverTheRule()
    {
        var (x, all) = Rows(150, 4, 2);
        var outcome = all.WithCause(1);

        var plain = Grow(x, 4, outcome, 0, Small);

        Assert.Equal(plain.Pack(), Grow(x, 4, outcome, 1, Small).Pack());
        Assert.Equal(plain.Pack(), Grow(x, 4, outcome, 1, Small with { Split = ForestSplit.LogRankIncidence }).Pack());
        double[] times = [3, 9, 15];
        var (survival, incidence) = (new double[3], new double[3]);
        plain.Survival(x.AsSpan(0, 4), 1, times, survival);
        plain.CumulativeIncidence(x.AsSpan(0, 4), 1, times, incidence);
        Assert.All(survival.Zip(incidence), p => Assert.Equal(1, p.First + p.Second, 1e-12));
    }

    [Fact]
    public void Fit_MonotoneTransform_DividesThePatientsAlike()
    {
        var (x, outcome) = Rows(150, 4, 3);
        var options = Small with { SampleFraction = 1 };
        double[] bent = [.. x.Select(v => Math.Exp(3 * v))];

        var (one, other) = (Grow(x, 4, outcome, 1, options), Grow(bent, 4, outcome, 1, options));

        for (var t = 0; t < options.Trees; t++)
        {
            Assert.Equal(one.Trees[t].Feature, other.Trees[t].Feature);
            Assert.All(Enumerable.Range(0, 150), i => Assert.Equal(one.Trees[t].LeafOf(x.AsSpan(i * 4, 4)), other.Trees[t].LeafOf(bent.AsSpan(i * 4, 4))));
        }
    }

    [Fact]
    public void Fit_SeedsAndThreads_OnlyTheSeedMatters()
    {
        var (x, outcome) = Rows(150, 4, 4);

        var one = Grow(x, 4, outcome, 1, Small with { MaxParallelism = 1 });

        Assert.Equal(one.Pack(), Grow(x, 4, outcome, 1, Small with { MaxParallelism = 4 }).Pack());
        Assert.NotEqual(one.Pack(), Grow(x, 4, outcome, 1, Small with { Seed = 2 }).Pack());
        var longer = Grow(x, 4, outcome, 1, Small with { Trees = 60 });
        Assert.Equal(one.Trees.SelectMany(t => t.Threshold), longer.Trees.Take(50).SelectMany(t => t.Threshold));
    }

    [Fact]
    public void Fit_Leaves_KeepTheirLeastSizes()
    {
        var (x, outcome) = Rows(300, 6, 5);
        var options = new ForestOptions { Trees = 40, Replace = true };

        var forest = Grow(x, 6, outcome, 1, options);

        Assert.True(forest.Trees.Average(t => t.Leaves) > 4);
        for (var t = 0; t < options.Trees; t++)
        {
            var tree = forest.TreeOf(t);
            forest.Trees[t].Validate(6);
            Assert.Equal(300, forest.Trees[t].LeafCover.Sum());
            Assert.All(forest.Trees[t].LeafCover, c => Assert.True(c >= 15));
            for (var leaf = 0; leaf < forest.Trees[t].Leaves; leaf++)
            {
                Assert.True(Enumerable.Range(tree.Start[leaf], tree.Start[leaf + 1] - tree.Start[leaf]).Sum(e => tree.Deaths[e * 2]) >= 3);
            }
        }
    }

    [Fact]
    public void Draw_Groups_StayTogether()
    {
        int[] groups = [.. Enumerable.Range(0, 90).Select(i => i / 3)];
        foreach (var replace in new[] { false, true })
        {
            var sampling = new ForestSampling(1, replace ? 1 : .632, replace, 90, groups);
            for (var t = 0; t < 20; t++)
            {
                var random = sampling.Stream(t);
                var counts = sampling.Draw(ref random);
                Assert.All(Enumerable.Range(0, 30), g => Assert.True(counts[3 * g] == counts[(3 * g) + 1] && counts[3 * g] == counts[(3 * g) + 2]));
                Assert.Equal(replace ? 90 : 57, counts.Sum());
            }
        }
    }

    [Fact]
    public void LeafOf_MissingNeverSeen_GoesLeft()
    {
        var (x, outcome) = Rows(150, 4, 6);
        var forest = Grow(x, 4, outcome, 1, Small);
        double[] least = [.. Enumerable.Repeat(double.NegativeInfinity, 4)];
        double[] missing = [.. Enumerable.Repeat(double.NaN, 4)];

        Assert.All(forest.Trees, t => Assert.Equal(t.LeafOf(least), t.LeafOf(missing)));
        Assert.Equal(forest.Score(least, 1, ForestScore.Incidence, 10), forest.Score(missing, 1, ForestScore.Incidence, 10));
    }

    // Whose value is missing dies first, as those with high values do: missing must go right.
    [Fact]
    public void Fit_MissingThatTells_GoesToItsLikes()
    {
        double[] x = [.. Enumerable.Range(0, 120).Select(i => i % 3 == 0 ? double.NaN : i % 3)];
        var outcome = new SurvivalOutcome([.. Enumerable.Range(0, 120).Select(i => i % 3 == 1 ? 50.0 + i : 1 + i)], [.. Enumerable.Repeat(1, 120)]);

        var forest = Grow(x, 1, outcome, 1, new ForestOptions { Trees = 1, SampleFraction = 1, MaximumDepth = 1 });

        Assert.Equal([false], forest.Trees[0].MissingLeft);
        Assert.Equal([80.0, 40], forest.Trees[0].LeafCover.OrderDescending());
    }

    [Theory]
    [InlineData(ForestSplit.LogRank)]
    [InlineData(ForestSplit.LogRankScore)]
    [InlineData(ForestSplit.LogRankIncidence)]
    public void Fit_HardInput_NeverGivesNaN(ForestSplit split)
    {
        var (wide, outcome) = Rows(40, 300, 7);
        var tied = new SurvivalOutcome([.. Enumerable.Repeat(5.0, 40)], outcome.Events);
        var uncensored = new SurvivalOutcome(outcome.Times, [.. Enumerable.Repeat(1, 40)]);
        double[] constant = [.. Enumerable.Range(0, 40).SelectMany(i => new[] { 1, 2.0, double.NaN })];
        double[] twice = [.. Enumerable.Range(0, 40).SelectMany(i => new[] { wide[i * 300], wide[i * 300] })];
        double[] gaps = [.. wide.Select((v, k) => k % 5 < 3 ? double.NaN : v)];
        foreach (var (x, columns) in new[] { (wide, 300), (constant, 3), (twice, 2), (gaps, 300) })
        {
            foreach (var of in new[] { outcome, tied, uncensored, outcome.Select([.. Enumerable.Repeat(1, 20), .. Enumerable.Range(0, 20)]) })
            {
                var forest = Grow(x, columns, of, 1, Small with { Split = split, MinimumLeafEvents = 0, MinimumLeaf = 1, Trees = 10 });

                var judged = forest.OutOfBag(x, of, 1, ForestScore.Incidence, 5);
                Assert.All(judged.Scores.Zip(judged.TreeCounts), p => Assert.Equal(p.Second == 0, double.IsNaN(p.First)));
                foreach (var kind in Enum.GetValues<ForestScore>())
                {
                    Assert.All(Enumerable.Range(0, 40), i => Assert.True(double.IsFinite(forest.Score(x.AsSpan(i * columns, columns), 1, kind, 5))));
                    Assert.All(Enumerable.Range(0, 40), i => Assert.Equal(forest.Trees[0].LeafOf(x.AsSpan(i * columns, columns)), forest.TreeOf(0).LeafOf(x.AsSpan(i * columns, columns))));
                }
            }
        }
    }

    [Fact]
    public void Fit_ConstantAndEmptyColumns_AreNeverUsed()
    {
        var (own, outcome) = Rows(150, 1, 8);
        double[] x = [.. own.SelectMany(v => new[] { 4, v, double.NaN })];

        var forest = Grow(x, 3, outcome, 1, Small);

        Assert.All(forest.Trees.SelectMany(t => t.Feature), f => Assert.Equal(1, f));
        Assert.Equal(["x1"], forest.MinimalDepth().Selected);
        Assert.Equal(double.NaN, Grow([.. own.Select(_ => 1.0)], 1, outcome, 1, Small).MinimalDepth().Threshold);
    }

    [Fact]
    public void Fit_WhatCannotBe_IsNamed()
    {
        var (x, outcome) = Rows(40, 2, 9);
        x[5] = double.PositiveInfinity;

        Assert.Contains("'x1' is Infinity in row 2", Message<ArgumentException>(() => Grow(x, 2, outcome, 1, Small)), StringComparison.Ordinal);
        x[5] = 0;
        Assert.Contains("cause 3; the causes that occur are 1, 2", Message<NoEventsException>(() => Grow(x, 2, outcome, 3, Small)), StringComparison.Ordinal);
        Assert.Contains("all 40 patients are censored", Message<NoEventsException>(() => Grow(x, 2, new SurvivalOutcome(outcome.Times, new int[40]), 0, Small)), StringComparison.Ordinal);
        Assert.Contains("entry times", Message<NotSupportedException>(() => Grow(x, 2, outcome.WithEntries(new double[40]), 1, Small)), StringComparison.Ordinal);
        Assert.Contains("none of the causes that occur", Message<ArgumentException>(() => Grow(x, 2, outcome, 1, Small with { CauseWeights = new Dictionary<int, double> { [9] = 1 } })), StringComparison.Ordinal);
        Assert.Contains("'groups' has 3 codes for 40 rows", Message<ArgumentException>(() => SurvivalForest.Fit(x, 2, outcome, 1, Small, groups: [0, 1, 2], cancellationToken: TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        var all = Message<ArgumentException>(() => new ForestOptions { Trees = 0, Cuts = 0, SampleFraction = 2, MinimumLeaf = 0 }.Validate());
        Assert.All(new[] { "Trees is 0", "Cuts is 0", "SampleFraction is 2", "MinimumLeaf is 0" }, part => Assert.Contains(part, all, StringComparison.Ordinal));
    }

    [Fact]
    public void Unpack_DamagedBytes_SaysSo()
    {
        var (x, outcome) = Rows(60, 2, 10);
        var bytes = Grow(x, 2, outcome, 1, Small).Pack();

        Assert.Equal(bytes, ForestPacking.Pack(ForestPacking.Unpack(bytes, 2, 2)));
        Assert.Contains("cannot be read", Message<FormatException>(() => ForestPacking.Unpack(bytes.AsSpan(0, bytes.Length / 2), 2, 2)), StringComparison.Ordinal);
        Assert.Contains("input 1 of 1", Message<FormatException>(() => ForestPacking.Unpack(bytes, 2, 1)), StringComparison.Ordinal);
    }

    // Root: one of p by chance; below it two nodes; and a tree that is a root alone. Worked out by hand for p = 3.
    [Fact]
    public void MinimalDepth_KnownTrees_IsWorkedOutByHand()
    {
        var root = new TreeNodes { Feature = [0], Left = [~0], Right = [~1] };
        var three = new TreeNodes { Feature = [1, 0, 0], Left = [1, ~0, ~2], Right = [2, ~1, ~3] };

        var depths = ForestDepths.Of([root, three, new TreeNodes()], ["a", "b", "c"]);

        Assert.Equal([(0 + 1) / 2.0, (1 + 0) / 2.0, (1 + 2) / 2.0], depths.Columns.Select(c => c.Depth));
        Assert.Equal([2, 1, 0], depths.Columns.Select(c => c.Trees));
        Assert.Equal(((2.0 / 3) + (2.0 / 3) + Math.Pow(2.0 / 3, 3)) / 2, depths.Threshold, 1e-15);
        Assert.Equal(["a", "b"], depths.Selected.Order());
    }

    private static string Message<T>(Action act)
        where T : Exception => Assert.Throws<T>(act).Message;

    private static SurvivalForest Grow(double[] x, int columns, SurvivalOutcome outcome, int cause, ForestOptions options) =>
        SurvivalForest.Fit(x, columns, outcome, cause, options, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Two causes, the first of which follows the first column; times tie.</summary>
    internal static (double[] X, SurvivalOutcome Outcome) Rows(int count, int columns, int seed, int values = 0)
    {
        var random = new Random(seed);
        double[] x = [.. Enumerable.Range(0, count * columns).Select(_ => values > 0 ? random.Next(values) : (random.NextDouble() * 2) - 1)];
        var (times, events) = (new double[count], new int[count]);
        for (var i = 0; i < count; i++)
        {
            double Draw(double rate) => -Math.Log(1 - random.NextDouble()) / rate;
            var (first, second, censored) = (Draw(.05 * Math.Exp(1.5 * x[i * columns])), Draw(.04), Draw(.03));
            var time = Math.Min(first, Math.Min(second, censored));
            times[i] = Math.Ceiling(time);
            events[i] = time == first ? 1 : time == second ? 2 : 0;
        }

        return (x, new SurvivalOutcome(times, events));
    }
}
