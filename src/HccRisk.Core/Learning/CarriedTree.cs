namespace HccRisk.Core.Learning;

/// <summary>One tree of <see cref="CarriedTrees"/>. Inner nodes are numbered from 0, the root; a child below 0 is the leaf <c>~child</c>; without inner nodes there is the leaf 0.</summary>
public sealed record CarriedTree
{
    /// <summary>Slot of the input that each inner node looks at.</summary>
    public required IReadOnlyList<int> Feature { get; init; }

    /// <summary>Cut of each inner node: a value up to it goes left.</summary>
    public required IReadOnlyList<double> Threshold { get; init; }

    /// <summary>Whether a missing value (NaN) goes left.</summary>
    public required IReadOnlyList<bool> MissingLeft { get; init; }

    /// <summary>Left child of each inner node.</summary>
    public required IReadOnlyList<int> Left { get; init; }

    /// <summary>Right child of each inner node.</summary>
    public required IReadOnlyList<int> Right { get; init; }

    /// <summary>Whole numbers that go left at nodes that ask for a category, null or empty at the others; null when all nodes are numeric.</summary>
    public IReadOnlyList<IReadOnlyList<int>?>? Categories { get; init; }

    /// <summary>Values of the leaves: leaves x the numbers of the outputs together, row-major; NaN where nothing is known.</summary>
    public required IReadOnlyList<double> Values { get; init; }
}
