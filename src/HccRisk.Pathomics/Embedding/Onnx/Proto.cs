namespace HccRisk.Pathomics.Embedding.Onnx;

/// <summary>Puts protobuf messages together from parts that are already encoded.</summary>
internal static class Proto
{
    /// <summary>A length-delimited field.</summary>
    public static ReadOnlyMemory<byte> Field(int number, ReadOnlyMemory<byte> content)
    {
        var tag = ((uint)number << 3) | 2;
        Span<byte> head = stackalloc byte[10];
        var length = Varint(head, 0, tag);
        length = Varint(head, length, (uint)content.Length);
        var field = new byte[length + content.Length];
        head[..length].CopyTo(field);
        content.Span.CopyTo(field.AsSpan(length));
        return field;
    }

    /// <summary>Parts one after the other.</summary>
    public static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var all = new byte[checked((int)parts.Sum(x => (long)x.Length))];
        var at = 0;
        foreach (var part in parts)
        {
            part.Span.CopyTo(all.AsSpan(at));
            at += part.Length;
        }

        return all;
    }

    /// <summary>A message with the content of every field of one number changed and all else as it is.</summary>
    public static ReadOnlyMemory<byte> Map(ReadOnlyMemory<byte> message, int number, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> change) =>
        Join([.. ProtoField.Read(message).Select(x => x.Number == number ? Field(number, change(x.Content)) : x.Whole)]);

    private static int Varint(Span<byte> bytes, int at, uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes[at++] = (byte)(value | 0x80);
        }

        bytes[at++] = (byte)value;
        return at;
    }
}
