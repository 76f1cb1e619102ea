using System.Globalization;

namespace HccRisk.Imaging.Nrrd;

/// <summary>What a NRRD header says of its voxels.</summary>
/// <param name="Geometry">The grid of one volume.</param>
/// <param name="Encoding">Type and byte order of the stored numbers.</param>
/// <param name="Data">Where they are.</param>
/// <param name="Layers">Volumes in the file, their voxels interleaved (the layer is the fastest index).</param>
/// <param name="Segments">The segments a 3D Slicer segmentation names; else empty.</param>
internal sealed record NrrdHeader(VolumeGeometry Geometry, VoxelEncoding Encoding, NrrdData Data, int Layers, IReadOnlyList<NrrdSegment> Segments)
{
    private const int MaximumDimension = 16;

    /// <summary>Reads the header and leaves the stream at the first byte of attached data.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="takesVectors">Whether the numbers of a vector count as layers.</param>
    internal static NrrdHeader Read(Stream stream, string path, bool takesVectors = false)
    {
        var fields = NrrdFields.Read(stream, path);
        var sizes = ReadSizes(fields);
        var space = SpatialAxes(fields, sizes, takesVectors, out var layers);
        var data = NrrdData.Read(fields, sizes);
        return new NrrdHeader(
            NrrdGeometry.Read(fields, sizes, space),
            ReadEncoding(fields, data.Text),
            data,
            layers,
            NrrdSegment.Read(fields, layers));
    }

    private static long[] ReadSizes(NrrdFields fields)
    {
        var text = fields.Require("dimension");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var dimension) || dimension < 3 || dimension > MaximumDimension)
        {
            throw fields.Fault("dimension", text, "3-D volumes are read");
        }

        var words = fields.Require("sizes").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var sizes = new long[dimension];
        Int128 count = 1;
        for (var i = 0; i < dimension; i++)
        {
            if (words.Length != dimension || !int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size < 1)
            {
                throw fields.Fault("sizes", fields.Require("sizes"), $"{dimension} whole numbers above zero are expected");
            }

            sizes[i] = size;
            count *= size;
        }

        return count <= Array.MaxLength ? sizes : throw fields.Fault("sizes", fields.Require("sizes"), $"at most {Array.MaxLength} voxels can be read");
    }

    /// <summary>The three axes of space among all; the others have one element, or the first is a list of layers.</summary>
    private static int[] SpatialAxes(NrrdFields fields, long[] sizes, bool takesVectors, out int layers)
    {
        layers = 1;
        if (sizes.Length == 3)
        {
            EnsureScalar(fields, [0, 1, 2]);
            return [0, 1, 2];
        }

        var kinds = Words(fields, "kinds");
        var directions = Words(fields, "space directions");
        int[] space = [.. Enumerable.Range(0, sizes.Length).Where(axis =>
            directions.Length == sizes.Length
                ? !directions[axis].Equals("none", StringComparison.OrdinalIgnoreCase)
                : kinds.Length == sizes.Length && kinds[axis].ToLowerInvariant() is "domain" or "space")];
        var several = Enumerable.Range(0, sizes.Length).Where(axis => !space.Contains(axis) && sizes[axis] > 1).ToArray();
        if (space.Length != 3 || several.Length > 1 || (several.Length == 1 && several[0] != 0))
        {
            throw fields.Fault("dimension", sizes.Length, $"one volume a file is read, with three axes of space (kinds: {string.Join(' ', kinds)}; sizes: {string.Join(' ', sizes)})");
        }

        if (several.Length == 1)
        {
            layers = (int)sizes[0];
            EnsureScalar(fields, takesVectors && kinds.Length > 0 && kinds[0].EndsWith("vector", StringComparison.OrdinalIgnoreCase) ? space : [0, .. space]);
        }

        return space;
    }

    /// <summary>Refuses axes along which a voxel's several numbers lie: colours, vectors, tensors.</summary>
    private static void EnsureScalar(NrrdFields fields, int[] axes)
    {
        var kinds = Words(fields, "kinds");
        foreach (var axis in axes)
        {
            if (axis < kinds.Length && kinds[axis].ToLowerInvariant() is not ("domain" or "space" or "list" or "none" or "???" or "stub" or "scalar"))
            {
                throw fields.Fault("kinds", fields.Find("kinds"), $"axis {axis + 1} holds '{kinds[axis]}' values; voxels of one number are read");
            }
        }
    }

    private static string[] Words(NrrdFields fields, string name) => fields.Find(name)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static VoxelEncoding ReadEncoding(NrrdFields fields, bool text)
    {
        var name = fields.Require("type");
        VoxelType type = name.ToLowerInvariant() switch
        {
            "signed char" or "int8" or "int8_t" => VoxelType.Int8,
            "uchar" or "unsigned char" or "uint8" or "uint8_t" => VoxelType.UInt8,
            "short" or "short int" or "signed short" or "signed short int" or "int16" or "int16_t" => VoxelType.Int16,
            "ushort" or "unsigned short" or "unsigned short int" or "uint16" or "uint16_t" => VoxelType.UInt16,
            "int" or "signed int" or "int32" or "int32_t" => VoxelType.Int32,
            "uint" or "unsigned int" or "uint32" or "uint32_t" => VoxelType.UInt32,
            "longlong" or "long long" or "long long int" or "signed long long" or "signed long long int" or "int64" or "int64_t" => VoxelType.Int64,
            "ulonglong" or "unsigned long long" or "unsigned long long int" or "uint64" or "uint64_t" => VoxelType.UInt64,
            "float" => VoxelType.Float32,
            "double" => VoxelType.Float64,
            _ => throw fields.Fault("type", name, "not a scalar type this reader knows"),
        };
        var encoding = new VoxelEncoding(type, BigEndian: false);
        if (encoding.Size == 1 || text)
        {
            return encoding;
        }

        return fields.Find("endian")?.ToLowerInvariant() switch
        {
            "little" => encoding,
            "big" => encoding with { BigEndian = true },
            var other => throw fields.Fault("endian", other ?? "absent", "'little' or 'big' is required for this type"),
        };
    }
}
