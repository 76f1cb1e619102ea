using HccRisk.Survival.Explanation;
using HccRisk.Survival.Trees;
using Xunit;

namespace HccRisk.Survival.Tests.Explanation;

/// <summary>Shapley values of trees against the definition: all subsets of the features, what is not known averaged by cover.</summary>
public sealed class TreeShapTests
{
    private const int Columns = 8;
    private const int Outputs = 3;

    // Sums of a few hundred numbers below 10, so 1e-10 is far above their rounding.
    private const double Tolerance = 1e-10;

    [Theory]
    [InlineData(1, 3, false, 70)]
    [InlineData(2, 12, false, 70)]
    [InlineData(3, 40, false, 70)]
    [InlineData(4, 12, true, 70)]
    [InlineData(5, 12, true, 6)]
    [InlineData(6, 90, true, 6)]
    public void Explain_RandomTrees_AreTheShapleyValuesOfEverySubset(int seed, int splits, bool special, int rows)
    {
        var random = new Random(seed);
        var trees = Enumerable.Range(0, 5).Select(_ => GrownTree.Random(random, Columns, splits, special)).ToArray();
        var leaves = trees.Select(t => Numbers(random, t.Leaves * Outputs)).ToArray();

        // So many rows that the weights of short ways come from tables; with few they are computed.
        var x = Numbers(random, rows * Columns);
        x[3] = special ? double.NaN : x[3];

        var (values, means) = TreeShap.Explain(trees, t => leaves[t], Outputs, x, Columns, TestContext.Current.CancellationToken);

        for (var row = 0; row < 6; row++)
        {
            var expected = BruteForce(trees, leaves, x.AsSpan(row * Columns, Columns).ToArray());
            for (var k = 0; k < Outputs; k++)
            {
                Assert.Equal(expected.Means[k], means[k], Tolerance);
                for (var j = 0; j < Columns; j++)
                {
                    Assert.Equal(expected.Values[(k * Columns) + j], values[(((row * Columns) + j) * Outputs) + k], Tolerance);
                }
            }
        }
    }

    [Fact]
    public void Explain_DeepTrees_AddUpToThePrediction()
    {
        var random = new Random(5);
        const int Wide = 60;
        var trees = Enumerable.Range(0, 20).Select(_ => GrownTree.Random(random, Wide, 400, special: true)).ToArray();
        var leaves = trees.Select(t => Numbers(random, t.Leaves * Outputs)).ToArray();
        var x = Numbers(random, 50 * Wide);

        var (values, means) = TreeShap.Explain(trees, t => leaves[t], Outputs, x, Wide, TestContext.Current.CancellationToken);

        Assert.InRange(trees.Max(t => new TreePaths(t).Deepest), 12, 60);
        for (var row = 0; row < 50; row++)
        {
            var own = x.AsSpan(row * Wide, Wide).ToArray();
            for (var k = 0; k < Outputs; k++)
            {
                var predicted = trees.Select((t, i) => leaves[i][(t.LeafOf(own) * Outputs) + k]).Sum();
                Assert.Equal(predicted, means[k] + Enumerable.Range(0, Wide).Sum(j => values[(((row * Wide) + j) * Outputs) + k]), Tolerance);
            }
        }
    }

    // x0 and x1 are asked in both orders and change places in the leaves too: nothing tells them apart. x2 is asked nowhere.
    [Fact]
    public void Explain_FeaturesThatAreAlikeOrUnused_HaveEqualValuesAndNone()
    {
        TreeNodes Tree(int first, int second) => new()
        {
            Feature = [first, second, second],
            Threshold = [0, 0, 0],
            MissingLeft = new bool[3],
            Left = [1, ~0, ~2],
            Right = [2, ~1, ~3],
            Cover = [100, 30, 70],
            LeafCover = [10, 20, 20, 50],
        };

        var (values, _) = TreeShap.Explain([Tree(0, 1), Tree(1, 0)], _ => [1, 2, 2, 7], 1, [1, 1, 5, -1, -1, 5], 3, TestContext.Current.CancellationToken);

        Assert.Equal(values[0], values[1], Tolerance);
        Assert.Equal(values[3], values[4], Tolerance);
        Assert.True(values[0] > 0 && values[3] < 0);
        Assert.Equal([0, 0], [values[2], values[5]]);
    }

    [Fact]
    public void Explain_TreeOfOneLeaf_IsTheMeanAlone()
    {
        var (values, means) = TreeShap.Explain([new TreeNodes { LeafCover = [5] }], _ => [3, 4], 2, [1, 2], 2, TestContext.Current.CancellationToken);

        Assert.Equal([3.0, 4.0], means);
        Assert.Equal(new double[4], values);
    }

    // A horizon beyond the follow-up is NaN in every leaf: the others stay what they are.
    [Fact]
    public void Explain_OutputThatIsNotKnown_LeavesTheOthersAlone()
    {
        var random = new Random(6);
        var tree = GrownTree.Random(random, Columns, 10, special: false);
        var known = Numbers(random, tree.Leaves);
        var x = Numbers(random, Columns);

        var (alone, _) = TreeShap.Explain([tree], _ => known, 1, x, Columns, TestContext.Current.CancellationToken);
        var (both, means) = TreeShap.Explain(
            [tree], _ => [.. known.SelectMany(v => new[] { v, double.NaN })], 2, x, Columns, TestContext.Current.CancellationToken);

        Assert.Equal(alone, Enumerable.Range(0, Columns).Select(j => both[2 * j]));
        Assert.True(double.IsNaN(means[1]));
    }

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Round((4 * random.NextDouble()) - 2, 1))];

    /// <summary>Shapley's formula over all subsets.</summary>
    private static (double[] Values, double[] Means) BruteForce(TreeNodes[] trees, double[][] leaves, double[] x)
    {
        var worth = Enumerable.Range(0, 1 << Columns).Select(known =>
            Enumerable.Range(0, Outputs).Select(k => trees.Select((t, i) => Expected(t, leaves[i], k, x, known, t.Feature.Length == 0 ? ~0 : 0)).Sum()).ToArray()).ToArray();
        double[] factorial = [1, 1, 2, 6, 24, 120, 720, 5040, 40320];
        var values = new double[Outputs * Columns];
        for (var j = 0; j < Columns; j++)
        {
            for (var known = 0; known < 1 << Columns; known++)
            {
                if ((known >> j & 1) == 0)
                {
                    var size = int.PopCount(known);
                    for (var k = 0; k < Outputs; k++)
                    {
                        values[(k * Columns) + j] += factorial[size] * factorial[Columns - 1 - size] / factorial[Columns] * (worth[known | (1 << j)][k] - worth[known][k]);
                    }
                }
            }
        }

        return (values, worth[0]);
    }

    private static double Expected(TreeNodes tree, double[] leaves, int output, double[] x, int known, int at)
    {
        if (at < 0)
        {
            return leaves[(~at * Outputs) + output];
        }

        var (left, right) = (tree.Left[at], tree.Right[at]);
        if ((known >> tree.Feature[at] & 1) == 1)
        {
            return Expected(tree, leaves, output, x, known, tree.GoesLeft(at, x[tree.Feature[at]]) ? left : right);
        }

        double CoverOf(int child) => child < 0 ? tree.LeafCover[~child] : tree.Cover[child];
        return ((CoverOf(left) * Expected(tree, leaves, output, x, known, left)) + (CoverOf(right) * Expected(tree, leaves, output, x, known, right))) / tree.Cover[at];
    }
}
