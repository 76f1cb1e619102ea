namespace HccRisk.Survival.Trees;

/// <summary>
/// One binary tree: which leaf a row falls into. What a leaf says stands elsewhere, so that a forest's curves and a booster's numbers share
/// the walk, the file and the explanation.
/// </summary>
/// <remarks>
/// Inner nodes are numbered from 0, the root; a child below 0 is the leaf <c>~child</c>. A tree without inner nodes is the one leaf 0.
/// </remarks>
public sealed record TreeNodes
{
    /// <summary>Slot of the input that each inner node looks at.</summary>
    public int[] Feature { get; init; } = [];

    /// <summary>Cut of each inner node: a value up to it goes left. Unused where <see cref="Categories"/> has codes.</summary>
    public double[] Threshold { get; init; } = [];

    /// <summary>Whether a missing value (NaN) goes left.</summary>
    public bool[] MissingLeft { get; init; } = [];

    /// <summary>Left child of each inner node: an inner node, or <c>~leaf</c>.</summary>
    public int[] Left { get; init; } = [];

    /// <summary>Right child of each inner node: an inner node, or <c>~leaf</c>.</summary>
    public int[] Right { get; init; } = [];

    /// <summary>
    /// Sorted codes that go left at nodes that ask for a category, one array a node, null or empty at the others; null when all are numeric. A
    /// value that is no whole number goes right.
    /// </summary>
    public int[]?[]? Categories { get; init; }

    /// <summary>Training weight, or rows, that went through each inner node: what an explanation weighs the branches with.</summary>
    public double[] Cover { get; init; } = [];

    /// <summary>Training weight, or rows, of each leaf.</summary>
    public double[] LeafCover { get; init; } = [];

    /// <summary>Number of leaves: one more than inner nodes.</summary>
    public int Leaves => Feature.Length + 1;

    /// <summary>The leaf of a row.</summary>
    /// <param name="x">Its inputs; NaN where a value is missing.</param>
    /// <returns>0 to <see cref="Leaves"/> - 1.</returns>
    public int LeafOf(ReadOnlySpan<double> x)
    {
        var node = Feature.Length == 0 ? ~0 : 0;
        while (node >= 0)
        {
            node = GoesLeft(node, x[Feature[node]]) ? Left[node] : Right[node];
        }

        return ~node;
    }

    /// <summary>Whether a value goes left at an inner node.</summary>
    /// <param name="node">The inner node.</param>
    /// <param name="value">The value of its feature; NaN when missing.</param>
    public bool GoesLeft(int node, double value) =>
        double.IsNaN(value) ? MissingLeft[node]
        : Categories?[node] is { Length: > 0 } codes ? value == (int)value && Array.BinarySearch(codes, (int)value) >= 0
        : value <= Threshold[node];

    /// <summary>Checks that the arrays make one tree.</summary>
    /// <param name="features">Number of slots of the input; left out, any will do.</param>
    /// <exception cref="ArgumentException">Says what is wrong.</exception>
    public void Validate(int features = int.MaxValue)
    {
        var count = Feature.Length;
        RequireLength(nameof(Threshold), Threshold.Length, count);
        RequireLength(nameof(MissingLeft), MissingLeft.Length, count);
        RequireLength(nameof(Left), Left.Length, count);
        RequireLength(nameof(Right), Right.Length, count);
        RequireLength(nameof(Cover), Cover.Length, count);
        RequireLength(nameof(LeafCover), LeafCover.Length, Leaves);
        if (Categories is not null)
        {
            RequireLength(nameof(Categories), Categories.Length, count);
        }

        var (nodes, leaves) = (new bool[count], new bool[Leaves]);
        for (var node = 0; node < count; node++)
        {
            if ((uint)Feature[node] >= (uint)features)
            {
                throw new ArgumentException(FormattableString.Invariant($"Node {node} of a tree asks for input {Feature[node]} of {features}."));
            }

            Claim(node, Left[node], nodes, leaves);
            Claim(node, Right[node], nodes, leaves);
        }
    }

    private static void RequireLength(string name, int length, int wanted)
    {
        if (length != wanted)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} of a tree has {length} values; {wanted} are needed."));
        }
    }

    /// <summary>Marks a child; children come after their parents, so that a walk ends.</summary>
    private static void Claim(int node, int child, bool[] nodes, bool[] leaves)
    {
        var (taken, at) = child >= 0 ? (nodes, child) : (leaves, ~child);
        if (at >= taken.Length || taken[at] || (child >= 0 && child <= node))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Node {node} of a tree has the child {child}, which does not exist, comes before it or has another parent."));
        }

        taken[at] = true;
    }
}
