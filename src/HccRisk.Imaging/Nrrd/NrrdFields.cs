using System.Text;

namespace HccRisk.Imaging.Nrrd;

/// <summary>The text of a NRRD header: fields, key/value pairs and the files a <c>LIST</c> names.</summary>
internal sealed class NrrdFields
{
    private const int MaximumHeaderBytes = 1 << 20;

    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    private NrrdFields(string path) => Path = path;

    internal string Path { get; }

    /// <summary>The pairs <c>key:=value</c>, which do not describe the voxels.</summary>
    internal Dictionary<string, string> Pairs { get; } = new(StringComparer.Ordinal);

    /// <summary>The lines after <c>data file: LIST</c>.</summary>
    internal List<string> Listed { get; } = [];

    /// <summary>Reads the header and leaves the stream at the first byte of attached data.</summary>
    internal static NrrdFields Read(Stream stream, string path)
    {
        var fields = new NrrdFields(path);
        var budget = MaximumHeaderBytes;
        var magic = fields.ReadLine(stream, ref budget) ?? "";
        if (!magic.StartsWith("NRRD000", StringComparison.Ordinal))
        {
            throw fields.Fault("magic", $"'{magic[..Math.Min(8, magic.Length)]}'", "not NRRD: expected NRRD000n in the first line");
        }

        var list = false;
        while (fields.ReadLine(stream, ref budget) is { } line)
        {
            if (list)
            {
                fields.Listed.AddRange(line.Length > 0 ? [line] : []);
            }
            else if (line.Length == 0)
            {
                return fields;
            }
            else if (line[0] != '#')
            {
                list = fields.Add(line);
            }
        }

        return fields.DataFile is not null
            ? fields // a detached header may end with its file
            : throw fields.Fault("header", null, "the file ends inside the header");
    }

    /// <summary>What <c>data file</c> says; null when the data are attached.</summary>
    internal string? DataFile => Find("data file") ?? Find("datafile");

    internal string? Find(string name) => _fields.GetValueOrDefault(name);

    internal string Require(string name) => Find(name) ?? throw Fault(name, null, "the field is required");

    internal NrrdFormatException Fault(string field, object? value, string reason) => new(Path, field, value, reason);

    /// <summary>Adds one line; true when file names follow it to the end.</summary>
    private bool Add(string line)
    {
        // A value may hold ": ", a field's name no ":=".
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon + 1 >= line.Length)
        {
            return false;
        }

        if (line[colon + 1] == '=')
        {
            Pairs[line[..colon]] = line[(colon + 2)..];
            return false;
        }

        if (line[colon + 1] == ' ')
        {
            _fields[line[..colon]] = line[(colon + 2)..].Trim();
        }

        return line.StartsWith("data", StringComparison.OrdinalIgnoreCase)
            && DataFile?.Split(' ')[0].Equals("LIST", StringComparison.Ordinal) == true;
    }

    private string? ReadLine(Stream stream, ref int budget)
    {
        var line = new List<byte>(80);
        while (true)
        {
            var next = stream.ReadByte();
            if (next < 0)
            {
                return line.Count > 0 ? Text(line) : null;
            }

            if (--budget < 0)
            {
                throw Fault("header", null, "no empty line closes the header");
            }

            if (next == '\n')
            {
                return Text(line);
            }

            line.Add((byte)next);
        }
    }

    private static string Text(List<byte> line) =>
        Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(line)).TrimEnd('\r');
}
