namespace HccRisk.Pathomics.Embedding.Onnx;

/// <summary>
/// An ONNX file (onnx.proto3) taken apart as far as needed to use a tensor inside it: the wanted tensor becomes the only output, what it
/// does not depend on goes. Numbers below are field numbers of the schema.
/// </summary>
internal sealed class OnnxModel
{
    private const int GraphOfModel = 7;
    private const int NodeOfGraph = 1;
    private const int InitializerOfGraph = 5;
    private const int InputOfGraph = 11;
    private const int OutputOfGraph = 12;
    private const int ValueInfoOfGraph = 13;

    private readonly List<ProtoField> _model;
    private readonly List<ProtoField> _graph;
    private readonly List<Node> _nodes;

    /// <exception cref="InvalidDataException">The bytes are no ONNX model.</exception>
    public OnnxModel(ReadOnlyMemory<byte> bytes)
    {
        // First, for it bounds how deep graphs lie in one another.
        ExternalFiles = OnnxExternalData.Locations(bytes);
        _model = [.. ProtoField.Read(bytes)];
        var graph = _model.Where(x => x.Number == GraphOfModel).ToArray();
        if (graph.Length != 1)
        {
            throw new InvalidDataException("it holds no graph.");
        }

        _graph = [.. ProtoField.Read(graph[0].Content)];
        _nodes = [.. _graph.Where(x => x.Number == NodeOfGraph).Select(Node.Read)];
        Outputs = [.. _graph.Where(x => x.Number == OutputOfGraph).Select(x => NameOf(x.Content))];
    }

    /// <summary>Names of the declared outputs.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Names of all tensors that nodes make, in the order they are made.</summary>
    public IEnumerable<string> Tensors => _nodes.SelectMany(x => x.Outputs).Where(x => x.Length > 0);

    /// <summary>Files that hold weights, as the model names them, in ordinal order.</summary>
    public IReadOnlyList<string> ExternalFiles { get; }

    /// <summary>The model with one output, which may be any tensor in it.</summary>
    /// <param name="output">Name of the tensor.</param>
    /// <param name="freeBatch">Whether the first dimension of the inputs becomes free.</param>
    /// <param name="single">Whether float16 becomes float32 throughout.</param>
    public byte[] Cut(string output, bool freeBatch, bool single)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { output };
        var kept = new HashSet<int>();
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            if (_nodes[i].Outputs.Any(needed.Contains))
            {
                kept.Add(i);
                needed.UnionWith(_nodes[i].Inputs);
            }
        }

        List<ReadOnlyMemory<byte>> graph = [];
        var constants = _graph.Where(x => x.Number == InitializerOfGraph).Select(x => TensorName(x.Content)).ToHashSet(StringComparer.Ordinal);
        var node = 0;
        foreach (var field in _graph)
        {
            switch (field.Number)
            {
                case NodeOfGraph:
                    if (kept.Contains(node++))
                    {
                        graph.Add(single ? Proto.Field(NodeOfGraph, SinglePrecision.OfNode(field.Content)) : field.Whole);
                    }

                    break;
                case InitializerOfGraph:
                    if (needed.Contains(TensorName(field.Content)))
                    {
                        graph.Add(single ? Proto.Field(InitializerOfGraph, SinglePrecision.OfTensor(field.Content)) : field.Whole);
                    }

                    break;
                case InputOfGraph:
                    var name = NameOf(field.Content);
                    if (needed.Contains(name))
                    {
                        var value = single ? SinglePrecision.OfValue(field.Content) : field.Content;
                        graph.Add(Proto.Field(InputOfGraph, freeBatch && !constants.Contains(name) ? FreeFirstDimension(value) : value));
                    }

                    break;
                case OutputOfGraph or ValueInfoOfGraph:
                    // Shapes and types that were written down may no longer hold: the runtime finds them again.
                    break;
                default:
                    graph.Add(field.Whole);
                    break;
            }
        }

        using var declared = new ProtoWriter();
        graph.Add(Proto.Field(OutputOfGraph, declared.Text(1, output).ToArray()));
        return Proto.Join([.. _model.Where(x => x.Number != GraphOfModel).Select(x => x.Whole), Proto.Field(GraphOfModel, Proto.Join(graph))]);
    }

    private static string NameOf(ReadOnlyMemory<byte> value) => ProtoField.Read(value).FirstOrDefault(x => x.Number == 1).Text;

    private static string TensorName(ReadOnlyMemory<byte> tensor) => ProtoField.Read(tensor).FirstOrDefault(x => x.Number == 8).Text;

    /// <summary>ValueInfoProto.type (2), TypeProto.tensor_type (1), Tensor.shape (2), TensorShapeProto.dim (1).</summary>
    private static ReadOnlyMemory<byte> FreeFirstDimension(ReadOnlyMemory<byte> value)
    {
        var first = true;
        return Proto.Map(value, 2, type => Proto.Map(type, 1, tensor => Proto.Map(tensor, 2, shape => Proto.Map(shape, 1, dimension =>
        {
            using var free = new ProtoWriter();
            var result = first ? free.Text(2, "N").ToArray() : dimension;
            first = false;
            return result;
        }))));
    }

    /// <summary>A node's tensors; what the graphs inside it (branches, loops) use counts as its input.</summary>
    private sealed record Node(IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)
    {
        public static Node Read(ProtoField node)
        {
            List<string> inputs = [], outputs = [];
            foreach (var field in ProtoField.Read(node.Content))
            {
                switch (field.Number)
                {
                    case 1:
                        inputs.Add(field.Text);
                        break;
                    case 2:
                        outputs.Add(field.Text);
                        break;
                    case 5:
                        inputs.AddRange(ProtoField.Read(field.Content).Where(x => x.Number is 6 or 11).SelectMany(x => UsedBy(x.Content)));
                        break;
                }
            }

            return new Node(inputs, outputs);
        }

        private static IEnumerable<string> UsedBy(ReadOnlyMemory<byte> graph) => ProtoField.Read(graph).SelectMany(field => field.Number switch
        {
            NodeOfGraph => Read(field).Inputs,
            OutputOfGraph => [NameOf(field.Content)],
            _ => (IReadOnlyList<string>)[],
        });
    }
}
