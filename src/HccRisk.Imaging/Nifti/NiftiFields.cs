using System.Buffers.Binary;

namespace HccRisk.Imaging.Nifti;

/// <summary>Typed access to the raw header bytes of either version and byte order.</summary>
internal readonly ref struct NiftiFields
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _path;

    internal NiftiFields(ReadOnlySpan<byte> bytes, string path)
    {
        _bytes = bytes;
        _path = path;
        var (size, bigEndian) = NiftiHeader.Recognise(bytes) ?? throw Fault("sizeof_hdr", null, "not a NIfTI header");
        BigEndian = bigEndian;
        Version2 = size == NiftiHeader.Size2;
        var magic = Version2 ? bytes.Slice(4, 4) : bytes.Slice(344, 4);
        Pair = magic.SequenceEqual(Version2 ? "ni2\0"u8 : "ni1\0"u8);
        if (!Pair && !magic.SequenceEqual(Version2 ? "n+2\0"u8 : "n+1\0"u8))
        {
            var text = string.Concat(magic.ToArray().Where(b => b is > 32 and < 127).Select(b => (char)b));
            throw Fault("magic", $"'{text}'", "expected 'n+1' or 'n+2' (header and voxels in one file), 'ni1' or 'ni2' (.hdr and .img); Analyze 7.5 is not read");
        }
    }

    /// <summary>The voxels are in a file of their own.</summary>
    internal bool Pair { get; }

    internal bool BigEndian { get; }

    internal bool Version2 { get; }

    internal int DataType => Version2 ? Int16(12) : Int16(70);

    internal int BitsPerVoxel => Version2 ? Int16(14) : Int16(72);

    internal double VoxelOffset => Version2 ? Int64(168) : Single(108);

    internal double Slope => Version2 ? Double(176) : Single(112);

    internal double Intercept => Version2 ? Double(184) : Single(116);

    internal int Units => (Version2 ? Int32(500) : _bytes[123]) & 0x07;

    internal int QFormCode => Version2 ? Int32(344) : Int16(252);

    internal int SFormCode => Version2 ? Int32(348) : Int16(254);

    internal long Dim(int i) => Version2 ? Int64(16 + (8 * i)) : Int16(40 + (2 * i));

    internal double PixDim(int i) => Version2 ? Double(104 + (8 * i)) : Single(76 + (4 * i));

    /// <summary>quatern_b, c, d, qoffset_x, y, z.</summary>
    internal double QForm(int i) => Version2 ? Double(352 + (8 * i)) : Single(256 + (4 * i));

    /// <summary>srow_x, srow_y, srow_z, four values each.</summary>
    internal double SForm(int row, int column) =>
        Version2 ? Double(400 + (8 * ((4 * row) + column))) : Single(280 + (4 * ((4 * row) + column)));

    internal NiftiFormatException Fault(string field, object? value, string reason) => new(_path, field, value, reason);

    private short Int16(int at) => BigEndian ? BinaryPrimitives.ReadInt16BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt16LittleEndian(_bytes[at..]);

    private int Int32(int at) => BigEndian ? BinaryPrimitives.ReadInt32BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt32LittleEndian(_bytes[at..]);

    private long Int64(int at) => BigEndian ? BinaryPrimitives.ReadInt64BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt64LittleEndian(_bytes[at..]);

    private double Single(int at) => BigEndian ? BinaryPrimitives.ReadSingleBigEndian(_bytes[at..]) : BinaryPrimitives.ReadSingleLittleEndian(_bytes[at..]);

    private double Double(int at) => BigEndian ? BinaryPrimitives.ReadDoubleBigEndian(_bytes[at..]) : BinaryPrimitives.ReadDoubleLittleEndian(_bytes[at..]);
}
