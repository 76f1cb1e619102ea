using System.Globalization;
using System.Text;
using HccRisk.Core.Imaging;

namespace HccRisk.Core.IO.Nrrd;

/// <summary>What an attached NRRD header says of its voxels.</summary>
internal sealed record NrrdHeader(VolumeGeometry Geometry, VoxelEncoding Encoding, bool Compressed)
{
    private const int MaximumHeaderBytes = 1 << 20;

    /// <summary>Reads the header and leaves the stream at the first byte of data.</summary>
    internal static NrrdHeader Read(Stream stream, string path)
    {
        var fields = ReadFields(stream, path);
        string Field(string name) => fields.TryGetValue(name, out var value)
            ? value
            : throw new NrrdFormatException(path, name, null, "the field is required");

        if (fields.TryGetValue("data file", out var detached) || fields.TryGetValue("datafile", out detached))
        {
            throw new NrrdFormatException(path, "data file", detached, "detached data is not read, attach it to the header");
        }

        foreach (var skip in (ReadOnlySpan<string>)["byte skip", "byteskip", "line skip", "lineskip"])
        {
            if (fields.TryGetValue(skip, out var amount) && amount != "0")
            {
                throw new NrrdFormatException(path, skip, amount, "only data right after the header is read");
            }
        }

        var encoding = Field("encoding").ToLowerInvariant();
        if (encoding is not ("raw" or "gzip" or "gz"))
        {
            throw new NrrdFormatException(path, "encoding", encoding, "only raw and gzip are read");
        }

        var voxels = ReadEncoding(path, Field("type"), fields);
        return new NrrdHeader(ReadGeometry(path, Field, fields), voxels, encoding != "raw");
    }

    private static Dictionary<string, string> ReadFields(Stream stream, string path)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var budget = MaximumHeaderBytes;
        var magic = ReadLine(stream, path, ref budget);
        if (!magic.StartsWith("NRRD000", StringComparison.Ordinal))
        {
            throw new NrrdFormatException(path, "magic", $"'{magic[..Math.Min(8, magic.Length)]}'", "not NRRD: expected NRRD000n in the first line");
        }

        for (var line = ReadLine(stream, path, ref budget); line.Length > 0; line = ReadLine(stream, path, ref budget))
        {
            // '#' starts a comment, ':=' a key/value pair that does not describe the voxels.
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (line[0] != '#' && colon > 0)
            {
                fields[line[..colon]] = line[(colon + 2)..].Trim();
            }
        }

        return fields;
    }

    private static string ReadLine(Stream stream, string path, ref int budget)
    {
        var line = new StringBuilder();
        while (true)
        {
            var next = stream.ReadByte();
            if (next < 0 || --budget < 0)
            {
                throw new NrrdFormatException(path, "header", null, next < 0 ? "the file ends inside the header" : "no empty line closes the header");
            }

            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)next);
        }
    }

    private static VoxelEncoding ReadEncoding(string path, string name, Dictionary<string, string> fields)
    {
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
            _ => throw new NrrdFormatException(path, "type", name, "not a scalar type this reader knows"),
        };
        var encoding = new VoxelEncoding(type, BigEndian: false);
        if (encoding.Size == 1)
        {
            return encoding;
        }

        return fields.GetValueOrDefault("endian")?.ToLowerInvariant() switch
        {
            "little" => encoding,
            "big" => encoding with { BigEndian = true },
            var other => throw new NrrdFormatException(path, "endian", other ?? "absent", "'little' or 'big' is required for this type"),
        };
    }

    private static VolumeGeometry ReadGeometry(string path, Func<string, string> field, Dictionary<string, string> fields)
    {
        if (field("dimension") != "3")
        {
            throw new NrrdFormatException(path, "dimension", field("dimension"), "only single 3-D volumes are read");
        }

        var words = field("sizes").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var sizes = new int[3];
        for (var i = 0; i < 3; i++)
        {
            if (words.Length != 3 || !int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]) || sizes[i] < 1)
            {
                throw new NrrdFormatException(path, "sizes", field("sizes"), "three whole numbers above zero are expected");
            }
        }

        if ((Int128)sizes[0] * sizes[1] * sizes[2] > Array.MaxLength)
        {
            throw new NrrdFormatException(path, "sizes", field("sizes"), $"at most {Array.MaxLength} voxels can be read");
        }

        var (signX, signY) = fields.GetValueOrDefault("space")?.ToLowerInvariant() switch
        {
            "left-posterior-superior" or "lps" => (-1, -1),
            "left-anterior-superior" or "las" => (-1, 1),
            "right-anterior-superior" or "ras" or "scanner-xyz" or "3d-right-handed" or null => (1, 1),
            var other => throw new NrrdFormatException(path, "space", other, "LPS, LAS and RAS are read"),
        };
        Vector3D ToRas(Vector3D v) => new(signX * v.X, signY * v.Y, v.Z);

        var origin = fields.TryGetValue("space origin", out var text) ? ToRas(ParseVector(path, "space origin", text)) : default;
        if (!fields.TryGetValue("space directions", out text))
        {
            var spacings = field("spacings").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var spacing = ParseVector(path, "spacings", $"({string.Join(',', spacings)})");
            return spacing is { X: > 0, Y: > 0, Z: > 0 }
                ? VolumeGeometry.AxisAligned(sizes[0], sizes[1], sizes[2], spacing) with { Origin = origin }
                : throw new NrrdFormatException(path, "spacings", field("spacings"), "spacings are above zero");
        }

        var vectors = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (vectors.Length != 3)
        {
            throw new NrrdFormatException(path, "space directions", text, "three vectors are expected");
        }

        var axes = Array.ConvertAll(vectors, vector => ToRas(ParseVector(path, "space directions", vector)));
        var lengths = new Vector3D(axes[0].Length, axes[1].Length, axes[2].Length);
        if (!(Math.Abs(axes[0].Cross(axes[1]).Dot(axes[2])) > 1e-6 * lengths.X * lengths.Y * lengths.Z))
        {
            throw new NrrdFormatException(path, "space directions", text, "the directions must span the space");
        }

        return new VolumeGeometry(
            sizes[0], sizes[1], sizes[2], lengths, origin, axes[0] * (1 / lengths.X), axes[1] * (1 / lengths.Y), axes[2] * (1 / lengths.Z));
    }

    private static Vector3D ParseVector(string path, string field, string text)
    {
        var parts = text.Trim('(', ')').Split(',');
        Span<double> values = stackalloc double[3];
        for (var i = 0; i < 3; i++)
        {
            if (parts.Length != 3
                || !double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i])
                || !double.IsFinite(values[i]))
            {
                throw new NrrdFormatException(path, field, text, "a vector (x,y,z) of three finite numbers is expected");
            }
        }

        return new Vector3D(values[0], values[1], values[2]);
    }
}
