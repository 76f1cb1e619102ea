using System.Buffers.Binary;
using System.Text;

namespace HccRisk.Core.Learning;

/// <summary>
/// The names of assemblies in an entry of an ML.NET model: where a stream of a component begins, a header says which assembly holds its loader, and
/// a custom mapping names a second one among its strings. ML.NET loads both by name before it looks at anything else.
/// </summary>
internal static class ModelEntry
{
    // The layout of ML.NET's model header, version 1.2: 8 bytes of signature, then offsets from the signature.
    private const int HeaderSize = 0x100;
    private const int ModelAt = 0x10;
    private const int StringTableAt = 0x20;
    private const int StringTableSizeAt = 0x28;
    private const int StringsAt = 0x30;
    private const int StringsSizeAt = 0x38;
    private const int LoaderAt = 0x50;
    private const int LoaderSize = 48;
    private const int AssemblyAt = 0x90;
    private const int AssemblySizeAt = 0x98;

    private static ReadOnlySpan<byte> Signature => "ML\0MODEL"u8;

    /// <summary>Every name the entry would have loaded; streams within streams are found by their signature.</summary>
    /// <param name="content">The entry, expanded.</param>
    internal static IEnumerable<string> Assemblies(byte[] content)
    {
        for (var at = Next(content, 0); at >= 0; at = Next(content, at + 1))
        {
            if (content.Length - at < HeaderSize)
            {
                yield break;
            }

            if (Text(content, at, Offset(content, at + AssemblyAt), BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(at + AssemblySizeAt))) is { Length: > 0 } loader)
            {
                yield return loader;
            }

            // Whatever its case, padding and place: the loaders of custom mappings and filters have "custom" in their names.
            if (Encoding.Latin1.GetString(content, at + LoaderAt, LoaderSize).Contains("custom", StringComparison.OrdinalIgnoreCase)
                && Contract(content, at) is { } contract)
            {
                yield return contract;
            }
        }
    }

    private static int Next(byte[] content, int from) =>
        from < content.Length && content.AsSpan(from).IndexOf(Signature) is >= 0 and var found ? from + found : -1;

    /// <summary>A custom mapping's model is the number of its contract's name and that of its assembly's; null where there is none.</summary>
    private static string? Contract(byte[] content, int header)
    {
        var model = header + Offset(content, header + ModelAt);
        if (model < 0 || model + 8 > content.Length)
        {
            return null;
        }

        var wanted = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan((int)model + 4));
        var (table, size) = (header + Offset(content, header + StringTableAt), Offset(content, header + StringTableSizeAt));
        if (wanted < 0 || wanted >= size / 8 || table < 0 || size > content.Length - table)
        {
            return null;
        }

        var from = wanted == 0 ? 0 : Offset(content, (int)(table + ((wanted - 1) * 8L)));
        var to = Offset(content, (int)(table + (wanted * 8L)));
        return from < 0 || to < from || to > Offset(content, header + StringsSizeAt)
            ? null
            : Text(content, header, Offset(content, header + StringsAt) + from, to - from);
    }

    private static long Offset(byte[] content, int at) =>
        BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(at)) is >= 0 and <= int.MaxValue and var offset ? offset : -1;

    /// <summary>Text in UTF-16; null when it lies outside, which ML.NET refuses to read.</summary>
    private static string? Text(byte[] content, int header, long from, long size) =>
        from < 0 || size < 0 || header + from + size > content.Length ? null : Encoding.Unicode.GetString(content, (int)(header + from), (int)size);
}
