using System.Text;

namespace HccRisk.Pathomics.Embedding.Onnx;

/// <summary>One field of a protobuf message, as a view of the message's bytes: nothing is copied.</summary>
/// <param name="Number">Field number.</param>
/// <param name="Value">Its value when it is a varint, else 0.</param>
/// <param name="Whole">Tag and content, to be copied as they are.</param>
/// <param name="Content">Content when it is length-delimited, else empty.</param>
internal readonly record struct ProtoField(int Number, ulong Value, ReadOnlyMemory<byte> Whole, ReadOnlyMemory<byte> Content)
{
    public string Text => Encoding.UTF8.GetString(Content.Span);

    /// <summary>Reads the fields of a message in their order.</summary>
    /// <exception cref="InvalidDataException">The bytes are no protobuf message.</exception>
    public static IEnumerable<ProtoField> Read(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var start = at;
            var tag = Varint(message.Span, ref at);
            ulong value = 0;
            var content = ReadOnlyMemory<byte>.Empty;
            switch (tag & 7)
            {
                case 0:
                    value = Varint(message.Span, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = Varint(message.Span, ref at);
                    if (length > (ulong)(message.Length - at))
                    {
                        throw Damaged(start);
                    }

                    content = message.Slice(at, (int)length);
                    at += (int)length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw Damaged(start);
            }

            if (at > message.Length || tag >> 3 is 0 or > int.MaxValue)
            {
                throw Damaged(start);
            }

            yield return new ProtoField((int)(tag >> 3), value, message[start..at], content);
        }
    }

    /// <summary>The varints of a packed field.</summary>
    public static IEnumerable<ulong> Packed(ReadOnlyMemory<byte> content)
    {
        for (var at = 0; at < content.Length;)
        {
            yield return Varint(content.Span, ref at);
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Damaged(at);
    }

    private static InvalidDataException Damaged(int at) => new(FormattableString.Invariant($"it is no protobuf message: byte {at} fits no field."));
}
