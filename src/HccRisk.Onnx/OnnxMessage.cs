using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;

namespace HccRisk.Onnx;

/// <summary>A message of onnx.proto3 as a list of its fields, of the two kinds that are written here.</summary>
internal sealed class OnnxMessage
{
    private readonly List<(int Field, ByteString? Bytes, long Number)> _fields = [];

    /// <summary>The fields of a message; those of fixed width, which are not looked at here, stay as they are.</summary>
    public static OnnxMessage Parse(ByteString content)
    {
        var message = new OnnxMessage();
        using var input = content.CreateCodedInput();
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.Varint:
                    message.Add(WireFormat.GetTagFieldNumber(tag), (long)input.ReadUInt64());
                    break;
                case WireFormat.WireType.LengthDelimited:
                    message.Add(WireFormat.GetTagFieldNumber(tag), input.ReadBytes());
                    break;
                default:
                    throw new InvalidDataException(
                        $"The converted model has a field of wire type {WireFormat.GetTagWireType(tag)}, which no part that is changed has.");
            }
        }

        return message;
    }

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

    /// <summary>A message with the fields of one number replaced, one by one; null takes a field away.</summary>
    public OnnxMessage Replace(int field, Func<ByteString, ByteString?> change)
    {
        var result = new OnnxMessage();
        foreach (var (number, bytes, value) in _fields)
        {
            if (number != field)
            {
                result._fields.Add((number, bytes, value));
            }
            else if (change(bytes ?? ByteString.Empty) is { } changed)
            {
                result.Add(field, changed);
            }
        }

        return result;
    }

    public IEnumerable<ByteString> All(int field) => _fields.Where(f => f.Field == field).Select(f => f.Bytes ?? ByteString.Empty);

    public string? Text(int field) => All(field).FirstOrDefault()?.ToString(Encoding.UTF8);

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
                    output.WriteUInt64((ulong)number);
                }
                else
                {
                    output.WriteBytes(bytes);
                }
            }
        }

        return ByteString.CopyFrom(stream.ToArray());
    }

    /// <summary>A tensor of single precision.</summary>
    public static OnnxMessage Tensor(string name, float[] values, params long[] shape)
    {
        var tensor = new OnnxMessage();
        foreach (var size in shape)
        {
            tensor.Add(1, size);
        }

        return tensor.Add(2, 1).Add(8, name).Add(9, ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())));
    }

    /// <summary>A tensor of double precision.</summary>
    public static OnnxMessage Tensor(string name, IReadOnlyCollection<double> values) =>
        new OnnxMessage().Add(1, values.Count).Add(2, 11).Add(8, name).Add(9, ByteString.CopyFrom(MemoryMarshal.AsBytes(values.ToArray().AsSpan())));

    /// <summary>A tensor of whole numbers.</summary>
    public static OnnxMessage Tensor(string name, IReadOnlyCollection<long> values) =>
        new OnnxMessage().Add(1, values.Count).Add(2, 7).Add(8, name).Add(9, ByteString.CopyFrom(MemoryMarshal.AsBytes(values.ToArray().AsSpan())));

    /// <summary>An attribute of a node: a whole number.</summary>
    public static OnnxMessage Attribute(string name, long value) => new OnnxMessage().Add(1, name).Add(3, value).Add(20, 2);

    /// <summary>An attribute of a node: a tensor.</summary>
    public static OnnxMessage Attribute(string name, OnnxMessage tensor) => new OnnxMessage().Add(1, name).Add(5, tensor).Add(20, 4);

    /// <summary>An attribute of a node: whole numbers.</summary>
    public static OnnxMessage Attribute(string name, IEnumerable<long> values)
    {
        var attribute = new OnnxMessage().Add(1, name).Add(20, 7);
        foreach (var value in values)
        {
            attribute.Add(8, value);
        }

        return attribute;
    }

    /// <summary>An attribute of a node: texts.</summary>
    public static OnnxMessage Attribute(string name, IEnumerable<string> values)
    {
        var attribute = new OnnxMessage().Add(1, name).Add(20, 8);
        foreach (var value in values)
        {
            attribute.Add(9, value);
        }

        return attribute;
    }
}
