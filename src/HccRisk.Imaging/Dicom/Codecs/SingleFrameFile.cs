using System.Buffers.Binary;
using System.Text;

namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>
/// The smallest Part-10 file that carries one frame to a converter and back: extents, sample type and pixels, and nothing of the patient.
/// </summary>
internal static class SingleFrameFile
{
    private const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";
    private const string InstanceUid = "2.25.1";

    /// <summary>The file as bytes, explicit VR little endian but for the frame's own syntax.</summary>
    /// <param name="pixels">The frame as the transfer syntax has it.</param>
    /// <param name="encapsulated">The syntax is a compressed one.</param>
    /// <param name="transferSyntax">UID of the syntax.</param>
    /// <param name="shape">Extents of the decoded frame.</param>
    /// <param name="bitsStored">Bits used of each sample.</param>
    /// <param name="signed">Samples are two's complement.</param>
    /// <param name="photometric">Photometric interpretation.</param>
    internal static byte[] Write(
        ReadOnlySpan<byte> pixels, bool encapsulated, string transferSyntax, FrameShape shape, int bitsStored, bool signed, string photometric)
    {
        using var meta = new MemoryStream();
        Text(meta, 0x0002, 0x0002, "UI", SecondaryCapture);
        Text(meta, 0x0002, 0x0003, "UI", InstanceUid);
        Text(meta, 0x0002, 0x0010, "UI", transferSyntax);
        Text(meta, 0x0002, 0x0012, "UI", InstanceUid);

        using var file = new MemoryStream();
        file.Write(new byte[128]);
        file.Write("DICM"u8);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, (int)meta.Length);
        Element(file, 0x0002, 0x0000, "UL", number);
        meta.WriteTo(file);

        Text(file, 0x0008, 0x0016, "UI", SecondaryCapture);
        Text(file, 0x0008, 0x0018, "UI", InstanceUid);
        Text(file, 0x0008, 0x0060, "CS", "OT");
        Text(file, 0x0020, 0x000D, "UI", InstanceUid);
        Text(file, 0x0020, 0x000E, "UI", InstanceUid);
        Number(file, 0x0002, shape.Samples);
        Text(file, 0x0028, 0x0004, "CS", photometric);
        if (shape.Samples > 1)
        {
            Number(file, 0x0006, 0);
        }

        Number(file, 0x0010, shape.Rows);
        Number(file, 0x0011, shape.Columns);
        Number(file, 0x0100, 8 * shape.BytesPerSample);
        Number(file, 0x0101, bitsStored);
        Number(file, 0x0102, bitsStored - 1);
        Number(file, 0x0103, signed ? 1 : 0);
        Long(file, 0x7FE0, 0x0010, encapsulated || shape.BytesPerSample == 1 ? "OB" : "OW", encapsulated ? uint.MaxValue : Even(pixels.Length));
        if (encapsulated)
        {
            Item(file, 0xE000, 0); // no offset table
            Item(file, 0xE000, Even(pixels.Length));
        }

        file.Write(pixels);
        if (pixels.Length % 2 != 0)
        {
            file.WriteByte(0);
        }

        if (encapsulated)
        {
            Item(file, 0xE0DD, 0);
        }

        return file.ToArray();
    }

    /// <summary>The uncompressed pixels at the end of a file; empty when the file does not end in so many bytes of pixel data.</summary>
    internal static ReadOnlySpan<byte> Pixels(ReadOnlySpan<byte> file, FrameShape shape)
    {
        var padded = shape.ByteCount + (shape.ByteCount % 2);
        if (file.Length < padded + 12)
        {
            return [];
        }

        var element = file[^(int)(padded + 12)..];
        return element.StartsWith((ReadOnlySpan<byte>)[0xE0, 0x7F, 0x10, 0x00])
            && BinaryPrimitives.ReadUInt32LittleEndian(element[8..]) == padded
            ? element.Slice(12, (int)shape.ByteCount)
            : [];
    }

    private static uint Even(int length) => (uint)(length + (length % 2));

    private static void Number(Stream file, ushort element, int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)value));
        Element(file, 0x0028, element, "US", bytes);
    }

    private static void Text(Stream file, ushort group, ushort element, string vr, string value) =>
        Element(file, group, element, vr, Encoding.ASCII.GetBytes(value.Length % 2 == 0 ? value : value + (vr == "UI" ? '\0' : ' ')));

    private static void Element(Stream file, ushort group, ushort element, string vr, ReadOnlySpan<byte> value)
    {
        Span<byte> head = stackalloc byte[8];
        Tag(head, group, element);
        Encoding.ASCII.GetBytes(vr, head[4..]);
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)value.Length);
        file.Write(head);
        file.Write(value);
    }

    private static void Long(Stream file, ushort group, ushort element, string vr, uint length)
    {
        Span<byte> head = stackalloc byte[12];
        head.Clear();
        Tag(head, group, element);
        Encoding.ASCII.GetBytes(vr, head[4..]);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], length);
        file.Write(head);
    }

    private static void Item(Stream file, ushort element, uint length)
    {
        Span<byte> head = stackalloc byte[8];
        Tag(head, 0xFFFE, element);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], length);
        file.Write(head);
    }

    private static void Tag(Span<byte> head, ushort group, ushort element)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(head, group);
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], element);
    }
}
