using System.Runtime.InteropServices;

namespace HccRisk.Pathomics.Embedding.Onnx;

/// <summary>Collects nodes and constants of an ONNX graph and writes it as a model (onnx.proto3, IR version 8, operator set 17).</summary>
internal sealed class OnnxGraph(string name)
{
    private const int OperatorSet = 17;
    private const int IrVersion = 8;
    private const int Float = 1;
    private const int Int64 = 7;

    private readonly List<byte[]> _nodes = [];
    private readonly List<byte[]> _constants = [];
    private int _names;

    /// <summary>Adds a constant tensor and gives its name.</summary>
    public string Constant(float[] values, params long[] shape) => Constant(MemoryMarshal.AsBytes<float>(values), Float, shape);

    /// <summary>Adds a constant tensor of integers (shapes, axes) and gives its name.</summary>
    public string Constant(params long[] values) => Constant(MemoryMarshal.AsBytes<long>(values), Int64, [values.Length]);

    /// <summary>Adds a node with one output and gives its name.</summary>
    public string Node(string type, string[] inputs, params (string Name, long[] Values)[] attributes) =>
        Node(type, inputs, 1, attributes)[0];

    /// <summary>Adds a node and gives the names of its outputs.</summary>
    public string[] Node(string type, string[] inputs, int outputs, params (string Name, long[] Values)[] attributes)
    {
        var results = Enumerable.Range(0, outputs).Select(_ => NextName()).ToArray();
        using var node = new ProtoWriter();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        foreach (var result in results)
        {
            node.Text(2, result);
        }

        node.Text(3, type + results[0]).Text(4, type);
        foreach (var (key, values) in attributes)
        {
            node.Message(5, x =>
            {
                x.Text(1, key);
                if (IsList(key))
                {
                    foreach (var value in values)
                    {
                        x.Integer(8, value);
                    }

                    x.Integer(20, 7);
                }
                else
                {
                    x.Integer(3, values[0]).Integer(20, 2);
                }
            });
        }

        _nodes.Add(node.ToArray());
        return results;
    }

    /// <summary>The model's bytes: one input and one output, the first dimension of both free.</summary>
    public byte[] Build(string input, long[] inputShape, string result, string output, long[] outputShape)
    {
        using var identity = new ProtoWriter();
        identity.Text(1, result).Text(2, output).Text(3, "output").Text(4, "Identity");
        _nodes.Add(identity.ToArray());

        using var model = new ProtoWriter();
        model.Integer(1, IrVersion).Text(2, "HccRisk").Message(7, graph =>
        {
            _nodes.ForEach(x => graph.Bytes(1, x));
            graph.Text(2, name);
            _constants.ForEach(x => graph.Bytes(5, x));
            graph.Message(11, x => Value(x, input, inputShape)).Message(12, x => Value(x, output, outputShape));
        });
        return model.Message(8, x => x.Text(1, "").Integer(2, OperatorSet)).ToArray();
    }

    private static bool IsList(string attribute) => attribute is "axes" or "strides" or "pads" or "kernel_shape";

    private string Constant(ReadOnlySpan<byte> raw, int type, long[] shape)
    {
        var id = NextName();
        using var tensor = new ProtoWriter();
        foreach (var dimension in shape)
        {
            tensor.Integer(1, dimension);
        }

        _constants.Add(tensor.Integer(2, type).Text(8, id).Bytes(9, raw).ToArray());
        return id;
    }

    private string NextName() => FormattableString.Invariant($"t{_names++}");

    private static void Value(ProtoWriter value, string id, long[] shape) => value.Text(1, id).Message(2, type => type.Message(1, tensor =>
        tensor.Integer(1, Float).Message(2, dimensions =>
        {
            dimensions.Message(1, x => x.Text(2, "N"));
            foreach (var size in shape)
            {
                dimensions.Message(1, x => x.Integer(1, size));
            }
        })));
}
