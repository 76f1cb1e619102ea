using System.Runtime.InteropServices;
using Google.Protobuf;
using HccRisk.Core.Storage;
using HccRisk.Mil.Network;
using HccRisk.Onnx;

namespace HccRisk.Mil.Onnx;

/// <summary>
/// A model as an ONNX graph (operators 13) for programs without .NET: input <c>tiles</c> [tiles, width], the numbers of the backbone as
/// they are;
/// outputs <c>score</c> [1, 1], higher = more risk, <c>attention</c> [tiles, 1], which adds up to 1, and, of partial likelihoods,
/// <c>contribution</c> [tiles, 1], which adds up to the score.
/// </summary>
public static class AttentionMilOnnx
{
    /// <summary>Writes the file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file; written whole or not at all.</param>
    public static void Save(AttentionMilModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(path);
        var bytes = Write(model);
        AtomicFile.Write(path, bytes.WriteTo);
    }

    private static ByteString Write(AttentionMilModel model)
    {
        var (graph, shape) = (new Graph(), model.Shape);
        var axes = new float[model.Axes.Length];
        for (var k = 0; k < model.Components; k++)
        {
            for (var j = 0; j < model.Width; j++)
            {
                axes[(j * model.Components) + k] = model.Axes[(k * model.Width) + j];
            }
        }

        var components = graph.Node("MatMul", graph.Node("Sub", "tiles", graph.Constant(model.Mean, 1, model.Width)), graph.Constant(axes, model.Width, model.Components));
        var (outputs, attention, parts) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var member in model.Members)
        {
            var head = graph.Constant(Turned(member, shape), shape.Width, shape.Outputs);
            foreach (var window in model.Windows())
            {
                var gates = new string[2];
                for (var branch = 0; branch < 2; branch++)
                {
                    var weights = graph.Constant(Branch(member, shape, branch, window), shape.Width, shape.Hidden);
                    var biases = graph.Constant(member[(shape.GateBiases + (branch * shape.Hidden))..][..shape.Hidden], 1, shape.Hidden);
                    gates[branch] = graph.Node(branch == 0 ? "Tanh" : "Sigmoid", graph.Node("Add", graph.Node("MatMul", components, weights), biases));
                }

                var scorer = graph.Constant(member[shape.Scorer..shape.Head], shape.Hidden, 1);
                var shares = graph.Node("Softmax", [graph.Node("MatMul", graph.Node("Mul", gates), scorer)], ("axis", 0));
                attention.Add(shares);
                var pooled = graph.Node("MatMul", graph.Node("Transpose", shares), components);
                var own = graph.Node("MatMul", pooled, head);
                outputs.Add(shape.Biased ? graph.Node("Add", own, graph.Constant(member[shape.HeadBiases..], 1, shape.Outputs)) : own);
                if (!shape.Biased)
                {
                    parts.Add(graph.Node("Mul", shares, graph.Node("MatMul", components, head)));
                }
            }
        }

        var mean = graph.Node("Mean", [.. outputs]);
        graph.Output(shape.Biased ? Free(graph, mean) : mean, "score", "one", "one");
        graph.Output(graph.Node("Mean", [.. attention]), "attention", "tiles", "one");
        if (parts.Count > 0)
        {
            graph.Output(graph.Node("Mean", [.. parts]), "contribution", "tiles", "one");
        }

        return graph.Build(model.Width);
    }

    /// <summary>Minus the sum over bins of exp(-cumulative hazard), a bin adding log(1 + exp(output)).</summary>
    private static string Free(Graph graph, string outputs)
    {
        var hazard = graph.Node("CumSum", graph.Node("Softplus", outputs), graph.Axis(1));
        return graph.Node("Neg", graph.Node("ReduceSum", graph.Node("Exp", graph.Node("Neg", hazard)), graph.Axis(1)));
    }

    private static float[] Branch(float[] member, AttentionShape shape, int branch, int[] window)
    {
        var weights = new float[shape.Width * shape.Hidden];
        foreach (var channel in window)
        {
            for (var l = 0; l < shape.Hidden; l++)
            {
                weights[(channel * shape.Hidden) + l] = member[(((channel * 2) + branch) * shape.Hidden) + l] * shape.Width / window.Length;
            }
        }

        return weights;
    }

    /// <summary>The weights of the pooled tile, component after component.</summary>
    private static float[] Turned(float[] member, AttentionShape shape)
    {
        var head = new float[shape.Width * shape.Outputs];
        for (var k = 0; k < shape.Outputs; k++)
        {
            for (var j = 0; j < shape.Width; j++)
            {
                head[(j * shape.Outputs) + k] = member[shape.Head + (k * shape.Width) + j];
            }
        }

        return head;
    }

    /// <summary>Nodes and constants, named by their number.</summary>
    private sealed class Graph
    {
        private readonly OnnxMessage _graph = new();
        private readonly OnnxMessage _outputs = new();
        private int _count;

        public string Constant(float[] values, params long[] shape) => Tensor(1, MemoryMarshal.AsBytes(values.AsSpan()), shape);

        public string Axis(long axis) => Tensor(7, MemoryMarshal.AsBytes([axis]), [1]);

        public string Node(string kind, params string[] inputs) => Node(kind, inputs, null);

        public string Node(string kind, string[] inputs, (string Name, long Value)? attribute)
        {
            var (node, name) = (new OnnxMessage(), FormattableString.Invariant($"n{_count++}"));
            foreach (var input in inputs)
            {
                node.Add(1, input);
            }

            node.Add(2, name).Add(3, name).Add(4, kind);
            if (attribute is var (key, value))
            {
                node.Add(5, new OnnxMessage().Add(1, key).Add(3, value).Add(20, 2));
            }

            _graph.Add(1, node);
            return name;
        }

        public void Output(string value, string name, string rows, string columns)
        {
            _graph.Add(1, new OnnxMessage().Add(1, value).Add(2, name).Add(3, name).Add(4, "Identity"));
            _outputs.Add(12, Value(name, Size(rows), Size(columns)));

            static OnnxMessage Size(string size) => size == "one" ? new OnnxMessage().Add(1, 1) : new OnnxMessage().Add(2, size);
        }

        public ByteString Build(int width)
        {
            _graph.Add(2, "attention-mil").Add(11, Value("tiles", new OnnxMessage().Add(2, "tiles"), new OnnxMessage().Add(1, width)));
            var whole = ByteString.CopyFrom([.. _graph.ToBytes(), .. _outputs.ToBytes()]);
            return new OnnxMessage().Add(1, 8).Add(2, "HccRisk").Add(7, whole).Add(8, new OnnxMessage().Add(1, string.Empty).Add(2, 13)).ToBytes();
        }

        private static OnnxMessage Value(string name, OnnxMessage rows, OnnxMessage columns) => new OnnxMessage().Add(1, name)
            .Add(2, new OnnxMessage().Add(1, new OnnxMessage().Add(1, 1).Add(2, new OnnxMessage().Add(1, rows).Add(1, columns))));

        private string Tensor(int kind, ReadOnlySpan<byte> values, long[] shape)
        {
            var (tensor, name) = (new OnnxMessage(), FormattableString.Invariant($"n{_count++}"));
            foreach (var size in shape)
            {
                tensor.Add(1, size);
            }

            _graph.Add(5, tensor.Add(2, kind).Add(8, name).Add(9, ByteString.CopyFrom(values)));
            return name;
        }
    }
}
