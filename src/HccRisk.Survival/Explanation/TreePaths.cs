using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Explanation;

/// <summary>
/// The ways to the leaves of one tree: for each leaf the features on its way, for each of these the share of the training rows that its nodes let pass, and
/// the nodes with the side the way takes.
/// </summary>
internal sealed class TreePaths
{
    private readonly TreeNodes _tree;
    private readonly List<int> _features = [];
    private readonly List<double> _shares = [];
    private readonly List<int> _firstStep = [];
    private readonly List<int> _steps = [];
    private readonly int[] _firstOfLeaf;

    public TreePaths(TreeNodes tree)
    {
        _tree = tree;
        var leaves = tree.Leaves;
        _firstOfLeaf = new int[leaves + 1];
        var ways = new List<(int Node, bool Left)>[leaves];
        Walk(tree, ways);
        for (var leaf = 0; leaf < leaves; leaf++)
        {
            AddWay(ways[leaf]);
            _firstOfLeaf[leaf + 1] = _features.Count;
            Deepest = Math.Max(Deepest, _firstOfLeaf[leaf + 1] - _firstOfLeaf[leaf]);
        }

        _firstStep.Add(_steps.Count);
        (Features, Shares, FirstStep, Steps) = ([.. _features], [.. _shares], [.. _firstStep], [.. _steps]);
        (Masks, Wanted) = (new ulong[Features.Length], new ulong[Features.Length]);
        for (var i = 0; i < Features.Length && IsSmall; i++)
        {
            foreach (var step in Steps.AsSpan(FirstStep[i]..FirstStep[i + 1]))
            {
                Masks[i] |= 1UL << (step >> 1);
                Wanted[i] |= (ulong)(step & 1) << (step >> 1);
            }
        }
    }

    /// <summary>Most features on the way to a leaf.</summary>
    public int Deepest { get; }

    /// <summary>Inner nodes of the tree.</summary>
    public int Nodes => _tree.Feature.Length;

    /// <summary>Leaves of the tree.</summary>
    public int Leaves => _firstOfLeaf.Length - 1;

    /// <summary>The features on the ways, leaf by leaf.</summary>
    public int[] Features { get; }

    /// <summary>For each of <see cref="Features"/> the share of rows that its nodes let pass along the way.</summary>
    public double[] Shares { get; }

    /// <summary>For each of <see cref="Features"/> where its <see cref="Steps"/> begin, and where the last ones end.</summary>
    public int[] FirstStep { get; }

    /// <summary>Nodes of the ways: 2 x node, + 1 where the way goes right.</summary>
    public int[] Steps { get; }

    /// <summary>Whether the turns of a row at all nodes fit into one number, so that <see cref="Masks"/> and <see cref="Wanted"/> say what <see cref="Steps"/> do.</summary>
    public bool IsSmall => Nodes <= 64;

    /// <summary>For each of <see cref="Features"/> its nodes as bits.</summary>
    public ulong[] Masks { get; }

    /// <summary>For each of <see cref="Features"/> those of its nodes where the way goes right.</summary>
    public ulong[] Wanted { get; }

    /// <summary>Where the features of a leaf begin.</summary>
    public int FirstOf(int leaf) => _firstOfLeaf[leaf];

    /// <summary>For each inner node whether a row goes right: 1 or 0.</summary>
    public void Turns(ReadOnlySpan<double> x, Span<byte> right)
    {
        for (var node = 0; node < right.Length; node++)
        {
            right[node] = _tree.GoesLeft(node, x[_tree.Feature[node]]) ? (byte)0 : (byte)1;
        }
    }

    /// <summary>The same as bits.</summary>
    public ulong Turns(ReadOnlySpan<double> x)
    {
        var right = 0UL;
        for (var node = 0; node < _tree.Feature.Length; node++)
        {
            right |= _tree.GoesLeft(node, x[_tree.Feature[node]]) ? 0 : 1UL << node;
        }

        return right;
    }

    /// <summary>The share of the training rows that a leaf has, by the shares along its way.</summary>
    public double ShareOf(int leaf)
    {
        var share = 1.0;
        for (var i = _firstOfLeaf[leaf]; i < _firstOfLeaf[leaf + 1]; i++)
        {
            share *= Shares[i];
        }

        return share;
    }

    private static void Walk(TreeNodes tree, List<(int Node, bool Left)>[] ways)
    {
        var open = new Stack<(int Child, List<(int, bool)> Way)>([(tree.Feature.Length == 0 ? ~0 : 0, [])]);
        while (open.TryPop(out var next))
        {
            if (next.Child < 0)
            {
                ways[~next.Child] = next.Way;
                continue;
            }

            open.Push((tree.Left[next.Child], [.. next.Way, (next.Child, true)]));
            open.Push((tree.Right[next.Child], [.. next.Way, (next.Child, false)]));
        }
    }

    /// <summary>The share of a node's training rows that goes to one side; half where there were none.</summary>
    private double ShareOf(int node, bool left)
    {
        var (own, other) = (CoverOf(left ? _tree.Left[node] : _tree.Right[node]), CoverOf(left ? _tree.Right[node] : _tree.Left[node]));
        return own + other > 0 ? own / (own + other) : 0.5;
    }

    private double CoverOf(int child) => child < 0 ? _tree.LeafCover[~child] : _tree.Cover[child];

    private void AddWay(List<(int Node, bool Left)> way)
    {
        foreach (var feature in way.GroupBy(w => _tree.Feature[w.Node]))
        {
            var share = 1.0;
            _firstStep.Add(_steps.Count);
            foreach (var (node, left) in feature)
            {
                share *= ShareOf(node, left);
                _steps.Add((2 * node) + (left ? 0 : 1));
            }

            _features.Add(feature.Key);
            _shares.Add(share);
        }
    }
}
