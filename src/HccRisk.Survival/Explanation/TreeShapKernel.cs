namespace HccRisk.Survival.Explanation;

/// <summary>Adds what some trees give to the Shapley values of rows.</summary>
internal sealed class TreeShapKernel
{
    // A way of so few features has its weights in a table, one line for each set of features that a row passes.
    private const int MostTabled = 6;

    private readonly List<TreePaths> _trees;
    private readonly List<double[]> _leaves;
    private readonly int _outputs;
    private readonly int _columns;
    private readonly int _deepest;
    private readonly (double[] Points, double[] Weights)[] _rules;
    private readonly double[]?[][] _tables;

    public TreeShapKernel(List<TreePaths> trees, List<double[]> leaves, int outputs, int columns, int rows)
    {
        (_trees, _leaves, _outputs, _columns) = (trees, leaves, outputs, columns);
        _deepest = Math.Max(1, trees.Max(t => t.Deepest));
        _rules = [.. Enumerable.Range(0, ((_deepest + 1) / 2) + 1).Select(q => LegendreNodes.Of(Math.Max(1, q)))];
        _tables = new double[]?[trees.Count][];
        Parallel.For(0, trees.Count, t => _tables[t] = Tables(trees[t], rows));
    }

    /// <summary>Adds to rows x columns x outputs.</summary>
    public void Add(double[] x, double[] values, int from, int to)
    {
        var right = new byte[_trees.Max(t => t.Nodes)];
        var work = new Work(_deepest);
        for (var t = 0; t < _trees.Count; t++)
        {
            var tree = _trees[t];
            for (var row = from; row < to; row++)
            {
                var inputs = x.AsSpan(row * _columns, _columns);
                var own = values.AsSpan(row * _outputs * _columns, _outputs * _columns);
                if (tree.IsSmall)
                {
                    AddSmall(t, tree.Turns(inputs), work, own);
                }
                else
                {
                    tree.Turns(inputs, right.AsSpan(0, tree.Nodes));
                    AddLarge(t, right, work, own);
                }
            }
        }
    }

    private void AddSmall(int t, ulong right, Work work, Span<double> values)
    {
        var tree = _trees[t];
        var (masks, wanted, tables, leaves) = (tree.Masks, tree.Wanted, _tables[t], _leaves[t]);
        for (var leaf = 0; leaf < tables.Length; leaf++)
        {
            var (start, end) = (tree.FirstOf(leaf), tree.FirstOf(leaf + 1));
            if (tables[leaf] is { } table)
            {
                var passed = 0;
                for (var i = start; i < end; i++)
                {
                    passed |= ((right ^ wanted[i]) & masks[i]) == 0 ? 1 << (i - start) : 0;
                }

                AddLeaf(tree, start, end, table.AsSpan(passed * (end - start), end - start), leaves.AsSpan(leaf * _outputs, _outputs), values);
                continue;
            }

            for (var i = start; i < end; i++)
            {
                work.Passes[i - start] = ((right ^ wanted[i]) & masks[i]) == 0;
            }

            Weights(tree, start, end, work);
            AddLeaf(tree, start, end, work.Parts, leaves.AsSpan(leaf * _outputs, _outputs), values);
        }
    }

    private void AddLarge(int t, byte[] right, Work work, Span<double> values)
    {
        var tree = _trees[t];
        var (steps, first) = (tree.Steps, tree.FirstStep);
        for (var leaf = 0; leaf < tree.Leaves; leaf++)
        {
            var (start, end) = (tree.FirstOf(leaf), tree.FirstOf(leaf + 1));
            for (var i = start; i < end; i++)
            {
                var pass = true;
                for (var s = first[i]; s < first[i + 1]; s++)
                {
                    pass &= right[steps[s] >> 1] == (steps[s] & 1);
                }

                work.Passes[i - start] = pass;
            }

            Weights(tree, start, end, work);
            AddLeaf(tree, start, end, work.Parts, _leaves[t].AsSpan(leaf * _outputs, _outputs), values);
        }
    }

    private void AddLeaf(TreePaths tree, int start, int end, ReadOnlySpan<double> parts, ReadOnlySpan<double> leaf, Span<double> values)
    {
        for (var i = start; i < end; i++)
        {
            var part = parts[i - start];
            var own = values.Slice(tree.Features[i] * _outputs, leaf.Length);
            for (var k = 0; k < leaf.Length; k++)
            {
                own[k] += part * leaf[k];
            }
        }
    }

    /// <summary>(passes - share) times the integral, for each feature on a way.</summary>
    private void Weights(TreePaths tree, int start, int end, Work work)
    {
        var count = end - start;
        var shares = tree.Shares.AsSpan(start, count);
        var (points, weights) = _rules[(count + 1) / 2];
        var (passes, parts, before, after) = (work.Passes, work.Parts, work.Before, work.After);
        Array.Clear(parts, 0, count);
        for (var q = 0; q < points.Length; q++)
        {
            var (t, product) = (points[q], weights[q]);
            for (var i = 0; i < count; i++)
            {
                before[i] = product;
                after[i] = ((1 - t) * shares[i]) + (passes[i] ? t : 0);
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

    /// <summary>The weights of each leaf for every set of features passed; null where there would be more sets than rows to use them.</summary>
    private double[]?[] Tables(TreePaths tree, int rows)
    {
        var tables = new double[]?[tree.Leaves];
        var work = new Work(Math.Max(1, tree.Deepest));
        for (var leaf = 0; leaf < tables.Length && tree.IsSmall; leaf++)
        {
            var (start, end) = (tree.FirstOf(leaf), tree.FirstOf(leaf + 1));
            var count = end - start;
            if (count > MostTabled || 1 << count > rows)
            {
                continue;
            }

            var table = tables[leaf] = new double[count << count];
            for (var passed = 0; passed < 1 << count; passed++)
            {
                for (var i = 0; i < count; i++)
                {
                    work.Passes[i] = (passed >> i & 1) == 1;
                }

                Weights(tree, start, end, work);
                work.Parts.AsSpan(0, count).CopyTo(table.AsSpan(passed * count));
            }
        }

        return tables;
    }

    /// <summary>Room for the features of one way.</summary>
    private sealed class Work(int deepest)
    {
        public bool[] Passes { get; } = new bool[deepest];

        public double[] Parts { get; } = new double[deepest];

        public double[] Before { get; } = new double[deepest];

        public double[] After { get; } = new double[deepest];
    }
}
