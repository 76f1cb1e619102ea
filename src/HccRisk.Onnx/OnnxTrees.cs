using HccRisk.Core.Learning;

namespace HccRisk.Onnx;

/// <summary>
/// Trees as the operator TreeEnsembleRegressor of ai.onnx.ml 3, in double precision: a single-precision input widened is on the same side of a cut as in the
/// model, with no rounding of cuts, and sums are rounded once.
/// </summary>
internal static class OnnxTrees
{
    /// <summary>First version of ai.onnx.ml whose trees have double precision.</summary>
    public const long Version = 3;

    /// <summary>A node that gives the sums of the trees.</summary>
    public static OnnxMessage Node(CarriedTrees trees, string input, string output)
    {
        var parts = new Parts(trees.Constants.Count);
        for (var t = 0; t < trees.Count; t++)
        {
            parts.Add(t, trees.Tree(t));
        }

        var node = new OnnxMessage().Add(1, input).Add(2, output).Add(3, output).Add(4, "TreeEnsembleRegressor").Add(7, "ai.onnx.ml");
        OnnxMessage[] attributes =
        [
            OnnxMessage.Attribute("n_targets", trees.Constants.Count),
            OnnxMessage.Attribute("base_values_as_tensor", OnnxMessage.Tensor("base", [.. trees.Constants])),
            OnnxMessage.Attribute("nodes_treeids", parts.Trees),
            OnnxMessage.Attribute("nodes_nodeids", parts.Nodes),
            OnnxMessage.Attribute("nodes_featureids", parts.Features),
            OnnxMessage.Attribute("nodes_values_as_tensor", OnnxMessage.Tensor("values", parts.Values)),
            OnnxMessage.Attribute("nodes_modes", parts.Modes),
            OnnxMessage.Attribute("nodes_truenodeids", parts.True),
            OnnxMessage.Attribute("nodes_falsenodeids", parts.False),
            OnnxMessage.Attribute("nodes_missing_value_tracks_true", parts.MissingTrue),
            OnnxMessage.Attribute("target_treeids", parts.LeafTrees),
            OnnxMessage.Attribute("target_nodeids", parts.LeafNodes),
            OnnxMessage.Attribute("target_ids", parts.LeafTargets),
            OnnxMessage.Attribute("target_weights_as_tensor", OnnxMessage.Tensor("weights", parts.LeafValues)),
        ];
        return attributes.Aggregate(node, (n, attribute) => n.Add(5, attribute));
    }

    private sealed class Parts(int targets)
    {
        public List<long> Trees { get; } = [];

        public List<long> Nodes { get; } = [];

        public List<long> Features { get; } = [];

        public List<double> Values { get; } = [];

        public List<string> Modes { get; } = [];

        public List<long> True { get; } = [];

        public List<long> False { get; } = [];

        public List<long> MissingTrue { get; } = [];

        public List<long> LeafTrees { get; } = [];

        public List<long> LeafNodes { get; } = [];

        public List<long> LeafTargets { get; } = [];

        public List<double> LeafValues { get; } = [];

        /// <summary>Adds a tree: its inner nodes, its leaves, and then the further questions of nodes that ask for several categories.</summary>
        public void Add(int number, CarriedTree tree)
        {
            var (inner, next) = (tree.Feature.Count, (2 * tree.Feature.Count) + 1);
            var further = new List<Action>();
            long Place(int child) => child >= 0 ? child : inner + ~child;
            for (var node = 0; node < inner; node++)
            {
                var (left, right, missing) = (Place(tree.Left[node]), Place(tree.Right[node]), tree.MissingLeft[node]);
                if (tree.Categories?[node] is not { Count: > 0 } codes)
                {
                    Inner(number, node, tree.Feature[node], tree.Threshold[node], "BRANCH_LEQ", left, right, missing);
                    continue;
                }

                // One question a code, all with the same answer yes. The first node of a tree in the lists is its root: further ones come last.
                var feature = tree.Feature[node];
                Inner(number, node, feature, codes[0], "BRANCH_EQ", left, codes.Count == 1 ? right : next, missing);
                for (var c = 1; c < codes.Count; c++)
                {
                    var (place, code, no) = (next, codes[c], c == codes.Count - 1 ? right : next + 1);
                    further.Add(() => Inner(number, place, feature, code, "BRANCH_EQ", left, no, missing: false));
                    next++;
                }
            }

            for (var leaf = 0; leaf <= inner; leaf++)
            {
                Inner(number, inner + leaf, 0, 0, "LEAF", 0, 0, missing: false);
                for (var k = 0; k < targets; k++)
                {
                    LeafTrees.Add(number);
                    LeafNodes.Add(inner + leaf);
                    LeafTargets.Add(k);
                    LeafValues.Add(tree.Values[(leaf * targets) + k]);
                }
            }

            further.ForEach(add => add());
        }

        private void Inner(long tree, long node, long feature, double value, string mode, long yes, long no, bool missing)
        {
            Trees.Add(tree);
            Nodes.Add(node);
            Features.Add(feature);
            Values.Add(value);
            Modes.Add(mode);
            True.Add(yes);
            False.Add(no);
            MissingTrue.Add(missing ? 1 : 0);
        }
    }
}
