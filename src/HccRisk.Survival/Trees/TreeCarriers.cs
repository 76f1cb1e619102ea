using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Trees;

/// <summary>Tells a model's trees to what carries them.</summary>
internal static class TreeCarriers
{
    /// <summary>The outputs of a model that are sums over its trees, at its horizons, as one ensemble.</summary>
    /// <param name="model">The trees.</param>
    /// <param name="function">The function they are of.</param>
    /// <param name="takesMissing">Whether it scores rows with missing inputs.</param>
    /// <param name="carriers">Takes them.</param>
    public static void Lower(ITreeModel model, SurvivalFunction function, bool takesMissing, INativeCarriers carriers)
    {
        double[] horizons = [.. function.Horizons];
        (SurvivalOutput Kind, double[] Times)[] all = [(SurvivalOutput.Score, [double.NaN]), (SurvivalOutput.Survival, horizons), (SurvivalOutput.CumulativeIncidence, horizons)];
        int[] outputs = [.. Enumerable.Range(0, all.Length).Where(k => model.IsSum(all[k].Kind))];
        var parts = Array.ConvertAll(outputs, k => all[k]);
        carriers.Trees(outputs, new CarriedTrees(
            model.Trees.Count,
            tree => Of(model.Trees[tree], Values(model, tree, parts)),
            [.. parts.SelectMany(p => p.Times.Select(_ => model.Constant(p.Kind)))],
            takesMissing));
    }

    /// <summary>A tree with the values of its leaves.</summary>
    public static CarriedTree Of(TreeNodes tree, double[] values) => new()
    {
        Feature = tree.Feature,
        Threshold = tree.Threshold,
        MissingLeft = tree.MissingLeft,
        Left = tree.Left,
        Right = tree.Right,
        Categories = tree.Categories,
        Values = values,
    };

    /// <summary>Leaves x the times of all parts, row-major.</summary>
    public static double[] Values(ITreeModel model, int tree, IReadOnlyList<(SurvivalOutput Kind, double[] Times)> parts)
    {
        var (leaves, width, start) = (model.Trees[tree].Leaves, parts.Sum(p => p.Times.Length), 0);
        var all = new double[leaves * width];
        foreach (var (kind, times) in parts)
        {
            var part = new double[leaves * times.Length];
            model.LeafValues(tree, kind, times, part);
            for (var leaf = 0; leaf < leaves; leaf++)
            {
                part.AsSpan(leaf * times.Length, times.Length).CopyTo(all.AsSpan((leaf * width) + start));
            }

            start += times.Length;
        }

        return all;
    }
}
