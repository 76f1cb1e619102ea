using System.Buffers.Binary;

namespace HccRisk.Imaging.Nifti;

/// <summary>The fields of a NIfTI-1 or NIfTI-2 header that say where voxels are and what they mean.</summary>
/// <param name="Geometry">The grid of one volume.</param>
/// <param name="Encoding">Type, byte order and scaling of the voxels.</param>
/// <param name="Volumes">Volumes one after another (the fourth extent).</param>
/// <param name="Components">Numbers of a voxel, each of which has a volume (the fifth extent); 1 where there are several volumes.</param>
/// <param name="VoxelOffset">First byte of the first volume in its file.</param>
/// <param name="Version2">A NIfTI-2 header.</param>
/// <param name="Pair">The voxels are in a file of their own.</param>
/// <param name="OrientationNote">How sform and qform contradict each other; null where they do not.</param>
internal sealed record NiftiHeader(VolumeGeometry Geometry, VoxelEncoding Encoding, int Volumes, int Components, long VoxelOffset, bool Version2, bool Pair, string? OrientationNote)
{
    internal const int Size1 = 348;
    internal const int Size2 = 540;

    /// <summary>Reads and checks a header; <paramref name="bytes"/> holds the first 348 (NIfTI-1) or 540 (NIfTI-2) bytes of the file.</summary>
    internal static NiftiHeader Parse(ReadOnlySpan<byte> bytes, string path)
    {
        var fields = new NiftiFields(bytes, path);
        var ndim = fields.Dim(0);
        if (ndim is < 1 or > 7)
        {
            throw fields.Fault("dim[0]", ndim, "the number of dimensions is 1 to 7");
        }

        Span<int> size = [1, 1, 1, 1, 1];
        for (var axis = 1; axis <= ndim; axis++)
        {
            var extent = fields.Dim(axis);
            if (extent < 1 || extent > int.MaxValue)
            {
                throw fields.Fault($"dim[{axis}]", extent, "an extent is at least 1");
            }

            if (axis <= 4 || (axis == 5 && size[3] == 1))
            {
                size[axis - 1] = (int)extent;
            }
            else if (extent > 1)
            {
                throw fields.Fault($"dim[{axis}]", extent, "the sixth and later extents must be 1, and of the fourth and fifth one");
            }
        }

        if ((Int128)size[0] * size[1] * size[2] > Array.MaxLength)
        {
            throw fields.Fault("dim", $"{size[0]} x {size[1]} x {size[2]}", $"at most {Array.MaxLength} voxels can be read");
        }

        var geometry = NiftiOrientation.Read(fields, size[0], size[1], size[2]);
        return new NiftiHeader(
            geometry,
            ReadEncoding(fields),
            size[3],
            size[4],
            ReadOffset(fields),
            fields.Version2,
            fields.Pair,
            NiftiOrientation.Note(fields, geometry));
    }

    private static VoxelEncoding ReadEncoding(NiftiFields fields)
    {
        VoxelType type = fields.DataType switch
        {
            2 => VoxelType.UInt8,
            4 => VoxelType.Int16,
            8 => VoxelType.Int32,
            16 => VoxelType.Float32,
            64 => VoxelType.Float64,
            256 => VoxelType.Int8,
            512 => VoxelType.UInt16,
            768 => VoxelType.UInt32,
            1024 => VoxelType.Int64,
            1280 => VoxelType.UInt64,
            var other => throw fields.Fault("datatype", other, "only real scalar types of 8 to 64 bits are read (2, 4, 8, 16, 64, 256, 512, 768, 1024, 1280)"),
        };

        var slope = fields.Slope;
        var intercept = fields.Intercept;
        if (slope == 0 || double.IsNaN(slope))
        {
            (slope, intercept) = (1, 0);
        }
        else if (!double.IsFinite(slope) || !double.IsFinite(intercept))
        {
            throw fields.Fault("scl_slope, scl_inter", FormattableString.Invariant($"{slope}, {intercept}"), "the scaling must be finite");
        }

        var encoding = new VoxelEncoding(type, fields.BigEndian, slope, intercept);
        if (fields.BitsPerVoxel != 8 * encoding.Size)
        {
            throw fields.Fault("bitpix", fields.BitsPerVoxel, $"datatype {fields.DataType} has {8 * encoding.Size} bits");
        }

        return encoding;
    }

    private static long ReadOffset(NiftiFields fields)
    {
        // A single file starts its data after the header and its 4 extension bytes; some writers leave the field at zero.
        var first = fields.Pair ? 0 : fields.Version2 ? Size2 + 4 : Size1 + 4;
        var offset = fields.VoxelOffset;
        if (offset == 0)
        {
            return first;
        }

        return offset >= first && offset <= long.MaxValue / 2.0 && Math.Floor(offset) == offset
            ? (long)offset
            : throw fields.Fault("vox_offset", offset, $"the voxels start at byte {first} or later");
    }

    /// <summary>Which header a file has, by its first four bytes: sizeof_hdr is 348 or 540 in one of the byte orders.</summary>
    internal static (int Size, bool BigEndian)? Recognise(ReadOnlySpan<byte> firstFour)
    {
        foreach (var size in (ReadOnlySpan<int>)[Size1, Size2])
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(firstFour) == size)
            {
                return (size, false);
            }

            if (BinaryPrimitives.ReadInt32BigEndian(firstFour) == size)
            {
                return (size, true);
            }
        }

        return null;
    }
}
