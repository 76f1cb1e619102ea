namespace HccRisk.Pathomics.Embedding.Onnx;

/// <summary>
/// Two ONNX models (onnx.proto3) to one: what the first gives enters the second. Numbers below are field numbers of the schema.
/// </summary>
internal static class OnnxJoin
{
    private const int GraphOfModel = 7;
    private const int OperatorsOfModel = 8;
    private const int NodeOfGraph = 1;
    private const int InitializerOfGraph = 5;
    private const int InputOfGraph = 11;
    private const int OutputOfGraph = 12;
    private const int ValueInfoOfGraph = 13;

    /// <exception cref="InvalidDataException">The models do not fit each other; the message says how.</exception>
    public static byte[] Join(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        var (a, b) = (new OnnxModel(first), new OnnxModel(second));
        var (before, after) = (GraphOf(first), GraphOf(second));
        if (a.ExternalFiles.Count > 0)
        {
            throw new InvalidDataException("its preprocessing takes weights from another file");
        }

        if (a.Outputs.Count != 1 || FreeInputs(after) is not [var target])
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"its preprocessing has {a.Outputs.Count} outputs and itself {FreeInputs(after).Count} inputs; each must be one"));
        }

        var (operators, others) = (OperatorSet(first), OperatorSet(second));
        if (operators != others)
        {
            throw new InvalidDataException(FormattableString.Invariant($"its preprocessing is written in operator set {operators}, itself in {others}"));
        }

        if (NamesOf(a, before).Intersect(NamesOf(b, after), StringComparer.Ordinal).FirstOrDefault() is { } twice)
        {
            throw new InvalidDataException($"a tensor '{twice}' is in its preprocessing too");
        }

        using var bridge = new ProtoWriter();
        bridge.Text(1, a.Outputs[0]).Text(2, target).Text(4, "Identity");
        List<ReadOnlyMemory<byte>> graph =
        [
            .. before.Where(x => x.Number is NodeOfGraph or InitializerOfGraph or InputOfGraph).Select(x => x.Whole),
            Proto.Field(NodeOfGraph, bridge.ToArray()),
            .. after.Where(x => x.Number != ValueInfoOfGraph && !(x.Number == InputOfGraph && NameOf(x.Content) == target)).Select(x => x.Whole),
        ];
        return Proto.Join(
            [.. ProtoField.Read(second).Where(x => x.Number != GraphOfModel).Select(x => x.Whole), Proto.Field(GraphOfModel, Proto.Join(graph))]);
    }

    private static ProtoField[] GraphOf(ReadOnlyMemory<byte> model) =>
        [.. ProtoField.Read(ProtoField.Read(model).First(x => x.Number == GraphOfModel).Content)];

    /// <summary>Inputs that are no weights with a value.</summary>
    private static List<string> FreeInputs(ProtoField[] graph)
    {
        var weights = Weights(graph).ToHashSet(StringComparer.Ordinal);
        return [.. graph.Where(x => x.Number == InputOfGraph).Select(x => NameOf(x.Content)).Where(x => !weights.Contains(x))];
    }

    private static IEnumerable<string> Weights(ProtoField[] graph) =>
        graph.Where(x => x.Number == InitializerOfGraph).Select(x => ProtoField.Read(x.Content).FirstOrDefault(f => f.Number == 8).Text);

    private static IEnumerable<string> NamesOf(OnnxModel model, ProtoField[] graph) =>
        model.Tensors.Concat(Weights(graph)).Concat(graph.Where(x => x.Number is InputOfGraph or OutputOfGraph).Select(x => NameOf(x.Content)));

    /// <summary>Version of the standard operators: OperatorSetIdProto.domain (1) empty, version (2).</summary>
    private static ulong OperatorSet(ReadOnlyMemory<byte> model) => ProtoField.Read(model).Where(x => x.Number == OperatorsOfModel)
        .Select(x => ProtoField.Read(x.Content).ToArray())
        .Where(x => x.All(f => f.Number != 1 || f.Text.Length == 0))
        .Select(x => x.FirstOrDefault(f => f.Number == 2).Value).FirstOrDefault();

    private static string NameOf(ReadOnlyMemory<byte> value) => ProtoField.Read(value).FirstOrDefault(x => x.Number == 1).Text;
}
