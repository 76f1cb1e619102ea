using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Trees;

/// <summary>
/// What a survival function made of trees shows of them, so that it can be explained exactly and exported. An output is a constant plus, over the trees,
/// the value of the leaf that a row falls into; one that is something else of them (survival by a boosted log hazard) is not a sum.
/// </summary>
internal interface ITreeModel
{
    /// <summary>The trees over the function's inputs.</summary>
    IReadOnlyList<TreeNodes> Trees { get; }

    /// <summary>Trees that outputs which are no sum depend on besides. Default none.</summary>
    IReadOnlyList<TreeNodes> OtherTrees => [];

    /// <summary>Whether an output is a sum over the trees.</summary>
    bool IsSum(SurvivalOutput output);

    /// <summary>What is added to the sum. Default 0.</summary>
    double Constant(SurvivalOutput output) => 0;

    /// <summary>The values of the leaves of one tree, its weight included (1 / trees for a mean).</summary>
    /// <param name="tree">Index of the tree.</param>
    /// <param name="output">An output that is a sum.</param>
    /// <param name="times">Times of survival or incidence; one NaN for the score, which has none.</param>
    /// <param name="values">Receives leaves x times, row-major; NaN in the column of a time beyond the longest follow-up in training.</param>
    void LeafValues(int tree, SurvivalOutput output, ReadOnlySpan<double> times, Span<double> values);
}
