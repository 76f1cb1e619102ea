using Google.Protobuf;

namespace HccRisk.Mil.Onnx;

/// <summary>Fields of one message of onnx.proto3, written in the order they are added.</summary>
internal sealed class OnnxMessage
{
    private readonly List<(int Field, ByteString? Bytes, long Number)> _fields = [];

    public OnnxMessage Add(int field, long number)
    {
        _fields.Add((field, null, number));
        return this;
    }

    public OnnxMessage Add(int field, ByteString bytes)
    {
        _fields.Add((field, bytes, 0));
        return this;
    }

    public OnnxMessage Add(int field, string text) => Add(field, ByteString.CopyFromUtf8(text));

    public OnnxMessage Add(int field, OnnxMessage part) => Add(field, part.ToBytes());

    public ByteString ToBytes()
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            foreach (var (field, bytes, number) in _fields)
            {
                output.WriteTag(field, bytes is null ? WireFormat.WireType.Varint : WireFormat.WireType.LengthDelimited);
                if (bytes is null)
                {
                    output.WriteInt64(number);
                }
                else
                {
                    output.WriteBytes(bytes);
                }
            }
        }

        return ByteString.CopyFrom(stream.ToArray());
    }
}
