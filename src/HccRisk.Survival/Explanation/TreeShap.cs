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
    private const int RowsAtOnce = 64;
    private const int WaysAtOnce = 1 << 16;

    /// <summary>Shapley values of rows.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="leaves">The values of a tree's leaves: leaves x outputs, row-major.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="x">Rows x columns, row-major.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="cancellationToken">Stops between groups of trees.</param>
    /// <returns>Values as rows x columns x outputs, and for each output the mean that they start from.</returns>
    public static (double[] Values, double[] Means) Explain(
        IReadOnlyList<TreeNodes> trees, Func<int, double[]> leaves, int outputs, double[] x, int columns, CancellationToken cancellationToken)
    {
        var rows = columns == 0 ? 0 : x.Length / columns;
        var values = new double[checked(rows * outputs * columns)];
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

            var kernel = new TreeShapKernel(paths, payload, outputs, columns, rows);
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
}
