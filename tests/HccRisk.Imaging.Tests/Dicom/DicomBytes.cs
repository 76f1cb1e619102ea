using System.IO.Compression;
using HccRisk.Imaging.Dicom;

namespace HccRisk.Imaging.Tests.Dicom;

/// <summary>Writes DICOM as the standard says (PS3.5 7, PS3.10 7), for tests: elements in the order they are added.</summary>
internal sealed class DicomBytes(TransferSyntax syntax, bool undefinedLengths = false)
{
    private readonly List<byte> _bytes = [];

    public byte[] Body => [.. _bytes];

    /// <summary>A file with preamble and meta header.</summary>
    public byte[] File
    {
        get
        {
            var meta = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian)
                .Add(new DicomTag(0x0002, 0x0001), DicomVr.OB, [0, 1])
                .Add(new DicomTag(0x0002, 0x0002), "1.2.840.10008.5.1.4.1.1.4", DicomVr.UI)
                .Add(new DicomTag(0x0002, 0x0003), "1.2.3.4", DicomVr.UI)
                .Add(DicomTags.TransferSyntaxUid, syntax.Uid, DicomVr.UI)
                .Body;
            var length = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian).Numbers(new DicomTag(0x0002, 0x0000), DicomVr.UL, meta.Length).Body;
            return [.. new byte[128], .. "DICM"u8, .. length, .. meta, .. syntax.IsDeflated ? Deflate(Body) : Body];
        }
    }

    public DicomBytes Add(DicomTag tag, DicomVr vr, byte[] value)
    {
        Header(tag, vr, (uint)(value.Length + (value.Length & 1)));
        _bytes.AddRange(value);
        if (value.Length % 2 == 1)
        {
            _bytes.Add(vr is DicomVr.UI or DicomVr.OB or DicomVr.UN ? (byte)0 : (byte)' ');
        }

        return this;
    }

    /// <summary>Text whose characters are its bytes.</summary>
    public DicomBytes Add(DicomTag tag, string text, DicomVr vr) => Add(tag, vr, System.Text.Encoding.Latin1.GetBytes(text));

    public DicomBytes Numbers(DicomTag tag, DicomVr vr, params double[] values) => Add(tag, vr, [.. values.SelectMany(value => vr switch
    {
        DicomVr.US or DicomVr.OW => U16((ushort)value),
        DicomVr.SS => U16((ushort)(short)value),
        DicomVr.UL => U32((uint)value),
        DicomVr.SL => U32((uint)(int)value),
        DicomVr.FL or DicomVr.OF => U32(BitConverter.SingleToUInt32Bits((float)value)),
        DicomVr.FD => U64(BitConverter.DoubleToUInt64Bits(value)),
        DicomVr.SV => U64((ulong)(long)value),
        DicomVr.UV or DicomVr.OV => U64((ulong)value),
        _ => throw new ArgumentException($"{vr} holds no numbers"),
    })]);

    public DicomBytes Tags(DicomTag tag, params DicomTag[] values) =>
        Add(tag, DicomVr.AT, [.. values.SelectMany(value => U16(value.Group).Concat(U16(value.Element)))]);

    public DicomBytes Sequence(DicomTag tag, params Action<DicomBytes>[] items) => Sequence(tag, DicomVr.SQ, items);

    public DicomBytes Sequence(DicomTag tag, DicomVr vr, params Action<DicomBytes>[] items)
    {
        // The items of a sequence of unknown representation are implicit VR little endian.
        var within = vr == DicomVr.UN ? TransferSyntax.ImplicitVrLittleEndian : syntax;
        var body = new DicomBytes(within, undefinedLengths);
        foreach (var item in items)
        {
            var content = new DicomBytes(within, undefinedLengths);
            item(content);
            body.Delimiter(0xE000, undefinedLengths ? uint.MaxValue : (uint)content._bytes.Count);
            body._bytes.AddRange(content._bytes);
            if (undefinedLengths)
            {
                body.Delimiter(0xE00D, 0);
            }
        }

        if (undefinedLengths)
        {
            body.Delimiter(0xE0DD, 0);
        }

        Header(tag, vr, undefinedLengths ? uint.MaxValue : (uint)body._bytes.Count);
        _bytes.AddRange(body._bytes);
        return this;
    }

    /// <summary>Encapsulated pixel data: the first fragment is the offset table.</summary>
    public DicomBytes Fragments(DicomTag tag, params byte[][] fragments)
    {
        Header(tag, DicomVr.OB, uint.MaxValue);
        foreach (var fragment in fragments)
        {
            Delimiter(0xE000, (uint)fragment.Length);
            _bytes.AddRange(fragment);
        }

        Delimiter(0xE0DD, 0);
        return this;
    }

    public DicomBytes Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>The elements every image has; 16 bits, one frame unless said otherwise.</summary>
    public DicomBytes Image(int rows, int columns, int allocated = 16, int? stored = null, bool signed = false, int frames = 1, int samples = 1, string photometric = "MONOCHROME2", int planar = 0)
    {
        Numbers(DicomTags.SamplesPerPixel, DicomVr.US, samples);
        Add(DicomTags.PhotometricInterpretation, photometric, DicomVr.CS);
        if (samples > 1)
        {
            Numbers(DicomTags.PlanarConfiguration, DicomVr.US, planar);
        }

        if (frames > 1)
        {
            Add(DicomTags.NumberOfFrames, frames.ToString(System.Globalization.CultureInfo.InvariantCulture), DicomVr.IS);
        }

        return Numbers(DicomTags.Rows, DicomVr.US, rows)
            .Numbers(DicomTags.Columns, DicomVr.US, columns)
            .Numbers(DicomTags.BitsAllocated, DicomVr.US, allocated)
            .Numbers(DicomTags.BitsStored, DicomVr.US, stored ?? allocated)
            .Numbers(DicomTags.HighBit, DicomVr.US, (stored ?? allocated) - 1)
            .Numbers(DicomTags.PixelRepresentation, DicomVr.US, signed ? 1 : 0);
    }

    public DicomFile Read(DicomReadOptions? options = null) => DicomFile.Read(new MemoryStream(File), "test.dcm", options);

    internal static byte[] Deflate(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var deflate = new DeflateStream(target, CompressionLevel.Optimal))
        {
            deflate.Write(bytes);
        }

        return target.ToArray();
    }

    private void Header(DicomTag tag, DicomVr vr, uint length)
    {
        _bytes.AddRange([.. U16(tag.Group), .. U16(tag.Element)]);
        if (syntax.IsImplicitVr)
        {
            _bytes.AddRange(U32(length));
            return;
        }

        _bytes.AddRange((byte)((int)vr >> 8), (byte)vr);
        // PS3.5 table 7.1-1.
        if (vr.ToString() is "OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "SQ" or "SV" or "UC" or "UN" or "UR" or "UT" or "UV")
        {
            _bytes.AddRange([0, 0, .. U32(length)]);
        }
        else
        {
            _bytes.AddRange(U16(checked((ushort)length)));
        }
    }

    private void Delimiter(ushort element, uint length) => _bytes.AddRange([.. U16(0xFFFE), .. U16(element), .. U32(length)]);

    private byte[] U16(ushort value) => Ordered(BitConverter.GetBytes(value));

    private byte[] U32(uint value) => Ordered(BitConverter.GetBytes(value));

    private byte[] U64(ulong value) => Ordered(BitConverter.GetBytes(value));

    private byte[] Ordered(byte[] word)
    {
        if (syntax.IsBigEndian == BitConverter.IsLittleEndian)
        {
            Array.Reverse(word);
        }

        return word;
    }
}
