using HccRisk.Core.Learning;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Boosting;

/// <summary>A boosted score: a start plus one number of a leaf from each tree.</summary>
public sealed class BoostedTrees
{
    /// <summary>What is added to the trees: less their mean over the training rows, so that the score is centred.</summary>
    public required double Start { get; init; }

    /// <summary>The trees, in the order in which they were learned.</summary>
    public required IReadOnlyList<TreeNodes> Trees { get; init; }

    /// <summary>Value of each leaf of each tree, learning rate included.</summary>
    public required IReadOnlyList<double[]> Leaves { get; init; }

    /// <summary>The score of a row.</summary>
    /// <param name="x">Its inputs; NaN where one is missing, which goes the way that training found better.</param>
    public double Score(ReadOnlySpan<double> x) => Start + Sum(x);

    /// <summary>Sum of the trees' leaves, in their order, without the start.</summary>
    /// <param name="x">Its inputs; NaN where one is missing.</param>
    public double Sum(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (var t = 0; t < Trees.Count; t++)
        {
            sum += Leaves[t][Trees[t].LeafOf(x)];
        }

        return sum;
    }

    /// <summary>How often the trees cut at each input.</summary>
    /// <param name="inputs">Number of inputs.</param>
    public int[] Splits(int inputs)
    {
        var counts = new int[inputs];
        foreach (var feature in Trees.SelectMany(t => t.Feature))
        {
            counts[feature]++;
        }

        return counts;
    }

    /// <summary>The score as what carries trees takes it.</summary>
    internal CarriedTrees Carried(bool takesMissing) => new(Trees.Count, t => TreeCarriers.Of(Trees[t], Leaves[t]), [Start], takesMissing);
}
