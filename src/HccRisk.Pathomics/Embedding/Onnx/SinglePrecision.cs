using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace HccRisk.Pathomics.Embedding.Onnx;

/// <summary>float16 to float32 in the parts of an ONNX graph. A half is a float exactly, so weights keep their values; sums become more exact.</summary>
internal static class SinglePrecision
{
    private const ulong HalfType = 10;
    private const ulong FloatType = 1;

    /// <summary>A node: tensors it carries, casts to half, and the graphs inside it.</summary>
    public static ReadOnlyMemory<byte> OfNode(ReadOnlyMemory<byte> node) => Proto.Map(node, 5, OfAttribute);

    /// <summary>A constant tensor.</summary>
    /// <exception cref="InvalidDataException">Its values are in another file, or do not fit its type.</exception>
    public static ReadOnlyMemory<byte> OfTensor(ReadOnlyMemory<byte> tensor)
    {
        var fields = ProtoField.Read(tensor).ToList();
        if (fields.LastOrDefault(x => x.Number == 2).Value != HalfType)
        {
            return tensor;
        }

        if (fields.Exists(x => x.Number == 13))
        {
            throw new InvalidDataException("half-precision weights in a file beside the model cannot be made single precision: export the model in float32.");
        }

        var raw = fields.FindLast(x => x.Number == 9).Content;
        if (raw.IsEmpty)
        {
            // int32_data: the bits of one half a number, packed or one by one.
            var halves = fields.Where(x => x.Number == 5).SelectMany(x => x.Content.IsEmpty ? [x.Value] : ProtoField.Packed(x.Content));
            raw = MemoryMarshal.AsBytes<ushort>(halves.Select(x => (ushort)x).ToArray()).ToArray();
        }

        if (raw.Length % 2 != 0)
        {
            throw new InvalidDataException(FormattableString.Invariant($"a half-precision tensor has {raw.Length} bytes."));
        }

        var values = new float[raw.Length / 2];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(raw.Span), values);
        using var changed = new ProtoWriter();
        changed.Integer(2, (long)FloatType).Bytes(9, MemoryMarshal.AsBytes<float>(values));
        return Proto.Join([.. fields.Where(x => x.Number is not (2 or 5 or 9)).Select(x => x.Whole), changed.ToArray()]);
    }

    /// <summary>A declared input: TypeProto (2), tensor type (1), element type (1).</summary>
    public static ReadOnlyMemory<byte> OfValue(ReadOnlyMemory<byte> value) =>
        Proto.Map(value, 2, type => Proto.Map(type, 1, tensor => ReplaceInteger(tensor, 1)));

    private static ReadOnlyMemory<byte> OfAttribute(ReadOnlyMemory<byte> attribute)
    {
        var name = ProtoField.Read(attribute).FirstOrDefault(x => x.Number == 1).Text;
        var changed = name is "to" or "dtype" ? ReplaceInteger(attribute, 3) : attribute;
        changed = Proto.Map(Proto.Map(changed, 5, OfTensor), 10, OfTensor);
        return Proto.Map(Proto.Map(changed, 6, OfGraph), 11, OfGraph);
    }

    private static ReadOnlyMemory<byte> OfGraph(ReadOnlyMemory<byte> graph) =>
        Proto.Map(Proto.Map(Proto.Map(Proto.Map(Proto.Map(graph, 1, OfNode), 5, OfTensor), 11, OfValue), 12, OfValue), 13, OfValue);

    /// <summary>A message in which one integer says float where it said half.</summary>
    private static ReadOnlyMemory<byte> ReplaceInteger(ReadOnlyMemory<byte> message, int number)
    {
        using var single = new ProtoWriter();
        ReadOnlyMemory<byte> replacement = single.Integer(number, (long)FloatType).ToArray();
        return Proto.Join([.. ProtoField.Read(message).Select(x => x.Number == number && x.Value == HalfType ? replacement : x.Whole)]);
    }
}
