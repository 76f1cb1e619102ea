using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Explanation;

/// <summary>
/// Exact Shapley values of sums of trees whose leaves hold several outputs. What is not known of a row is averaged by the covers of the nodes: the path-dependent
/// definition (Lundberg et al., Nat Mach Intell 2020), which needs no background rows.
/// </summary>
/// <remarks>
/// The weights k!(d-1-k)!/d! are the integral of t^k (1-t)^(d-1-k): the value of a feature at a leaf is the leaf's value times the integral over t of the product
/// of ((1-t) share + t passes) over the other features on its way. That is a polynomial of degree d-1, which d/2 points integrate exactly, without a difference of
/// large numbers anywhere. The cost is leaves x (d^2 + d x outputs) a row.
/// </remarks>
internal static class TreeShap
{
    private const int RowsAtOnce = 32;
    private const int WaysAtOnce = 1 << 16;

    /// <summary>Shapley values of rows.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="leaves">The values of a tree's leaves: leaves x outputs, row-major.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="x">Rows x columns, row-major.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="cancellationToken">Stops between groups of trees.</param>
    /// <returns>Values as rows x outputs x columns, and for each output the mean that they start from.</returns>
    public static (double[] Values, double[] Means) Explain(
        IReadOnlyList<TreeNodes> trees, Func<int, double[]> leaves, int outputs, double[] x, int columns, CancellationToken cancellationToken)
    {
        var rows = columns == 0 ? 0 : x.Length / columns;
        var values = new double[rows * outputs * columns];
        var means = new double[outputs];
        for (var first = 0; first < trees.Count;)
        {
            var (paths, payload, size) = (new List<TreePaths>(), new List<double[]>(), 0);
            for (; first < trees.Count && size < WaysAtOnce; first++)
            {
                paths.Add(new TreePaths(trees[first]));
                payload.Add(leaves(first));
                size += paths[^1].Features.Length;
                AddMeans(paths[^1], payload[^1], means);
            }

            var kernel = new Kernel(paths, payload, outputs, columns);
            Parallel.For(0, (rows + RowsAtOnce - 1) / RowsAtOnce, new ParallelOptions { CancellationToken = cancellationToken }, block =>
            {
                var end = Math.Min(rows, (block + 1) * RowsAtOnce);
                kernel.Add(x, values, block * RowsAtOnce, end);
            });
        }

        return (values, means);
    }

    private static void AddMeans(TreePaths paths, double[] leaves, double[] means)
    {
        for (var leaf = 0; leaf < paths.Leaves; leaf++)
        {
            var share = paths.ShareOf(leaf);
            for (var k = 0; k < means.Length; k++)
            {
                means[k] += share * leaves[(leaf * means.Length) + k];
            }
        }
    }

    /// <summary>Some trees, for any rows.</summary>
    private sealed class Kernel
    {
        private readonly List<TreePaths> _trees;
        private readonly List<double[]> _leaves;
        private readonly int _outputs;
        private readonly int _columns;
        private readonly int _deepest;
        private readonly (double[] Points, double[] Weights)[] _rules;

        public Kernel(List<TreePaths> trees, List<double[]> leaves, int outputs, int columns)
        {
            (_trees, _leaves, _outputs, _columns) = (trees, leaves, outputs, columns);
            _deepest = Math.Max(1, trees.Max(t => t.Deepest));
            _rules = [.. Enumerable.Range(0, ((_deepest + 1) / 2) + 1).Select(q => LegendreNodes.Of(Math.Max(1, q)))];
        }

        public void Add(double[] x, double[] values, int from, int to)
        {
            var right = new byte[_trees.Max(t => t.Nodes)];
            var passes = new bool[_deepest];
            var parts = new double[_deepest];
            var (before, after) = (new double[_deepest], new double[_deepest]);
            for (var t = 0; t < _trees.Count; t++)
            {
                var tree = _trees[t];
                for (var row = from; row < to; row++)
                {
                    tree.Turns(x.AsSpan(row * _columns, _columns), right.AsSpan(0, tree.Nodes));
                    var own = values.AsSpan(row * _outputs * _columns, _outputs * _columns);
                    for (var leaf = 0; leaf < tree.Leaves; leaf++)
                    {
                        var (start, end) = (tree.FirstOf(leaf), tree.FirstOf(leaf + 1));
                        if (start == end)
                        {
                            continue;
                        }

                        Passes(tree, start, end, right, passes);
                        Weights(tree, start, end, passes, parts, before, after);
                        Add(tree, start, end, parts, _leaves[t].AsSpan(leaf * _outputs, _outputs), own);
                    }
                }
            }
        }

        /// <summary>For each feature on a way whether the row passes all its nodes.</summary>
        private static void Passes(TreePaths tree, int start, int end, byte[] right, bool[] passes)
        {
            var (steps, first) = (tree.Steps, tree.FirstStep);
            for (var i = start; i < end; i++)
            {
                var pass = true;
                for (var s = first[i]; s < first[i + 1]; s++)
                {
                    pass &= right[steps[s] >> 1] == (steps[s] & 1);
                }

                passes[i - start] = pass;
            }
        }

        /// <summary>(passes - share) times the integral, for each feature on a way.</summary>
        private void Weights(TreePaths tree, int start, int end, bool[] passes, double[] parts, double[] before, double[] after)
        {
            var count = end - start;
            var shares = tree.Shares.AsSpan(start, count);
            var (points, weights) = _rules[(count + 1) / 2];
            Array.Clear(parts, 0, count);
            for (var q = 0; q < points.Length; q++)
            {
                var (t, product) = (points[q], weights[q]);
                for (var i = 0; i < count; i++)
                {
                    before[i] = product;
                    after[i] = (1 - t) * shares[i] + (passes[i] ? t : 0);
                    product *= after[i];
                }

                product = 1;
                for (var i = count - 1; i >= 0; i--)
                {
                    parts[i] += before[i] * product;
                    product *= after[i];
                }
            }

            for (var i = 0; i < count; i++)
            {
                parts[i] *= (passes[i] ? 1 : 0) - shares[i];
            }
        }

        private void Add(TreePaths tree, int start, int end, double[] parts, ReadOnlySpan<double> leaf, Span<double> values)
        {
            for (var i = start; i < end; i++)
            {
                var feature = tree.Features[i];
                for (var k = 0; k < leaf.Length; k++)
                {
                    values[(k * _columns) + feature] += parts[i - start] * leaf[k];
                }
            }
        }
    }
}
