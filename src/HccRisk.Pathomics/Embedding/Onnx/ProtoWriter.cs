using Google.Protobuf;

namespace HccRisk.Pathomics.Embedding.Onnx;

/// <summary>Writes one protobuf message by field number.</summary>
internal sealed class ProtoWriter : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _output;

    public ProtoWriter() => _output = new CodedOutputStream(_bytes, leaveOpen: true);

    public ProtoWriter Integer(int field, long value)
    {
        _output.WriteTag(field, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
        return this;
    }

    public ProtoWriter Text(int field, string value)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteString(value);
        return this;
    }

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteBytes(ByteString.CopyFrom(value));
        return this;
    }

    public ProtoWriter Message(int field, Action<ProtoWriter> fill)
    {
        using var inner = new ProtoWriter();
        fill(inner);
        return Bytes(field, inner.ToArray());
    }

    public byte[] ToArray()
    {
        _output.Flush();
        return _bytes.ToArray();
    }

    public void Dispose()
    {
        _output.Dispose();
        _bytes.Dispose();
    }
}
