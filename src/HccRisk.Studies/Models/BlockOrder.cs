using System.Buffers.Binary;

namespace HccRisk.Studies.Models;

/// <summary>
/// ML.NET compresses the columns of a table in a saved model on several threads and writes them as they finish: two files of one model differ.
/// This puts them in the order of the columns. A table of another layout is left as it is: it loads all the same.
/// </summary>
internal static class BlockOrder
{
    private const ulong Signature = 0x00425644_004C4D43;
    private const ulong Version = 0x00010001_00010006;
    private const int HeaderLength = 256;
    private const int LookupLength = 16;

    /// <summary>Orders the blocks of a binary table that has one block a column.</summary>
    /// <param name="file">The file; changed in place.</param>
    public static void Normalise(Span<byte> file)
    {
        if (file.Length < HeaderLength
            || BinaryPrimitives.ReadUInt64LittleEndian(file) != Signature
            || BinaryPrimitives.ReadUInt64LittleEndian(file[8..]) != Version
            || BinaryPrimitives.ReadInt64LittleEndian(file[40..]) != 1)
        {
            return;
        }

        var lookups = Lookups(file);
        var blocks = lookups.Select(l => (Offset: (int)BitConverter.ToInt64(l.Entry), Length: BitConverter.ToInt32(l.Entry, 8), l.At)).ToArray();
        var end = HeaderLength + blocks.Sum(b => b.Length);
        if (blocks.Any(b => b.Offset < HeaderLength || b.Offset + b.Length > end) || end > file.Length)
        {
            return;
        }

        var before = file[HeaderLength..end].ToArray();
        var at = HeaderLength;
        foreach (var block in blocks)
        {
            before.AsSpan(block.Offset - HeaderLength, block.Length).CopyTo(file[at..]);
            BinaryPrimitives.WriteInt64LittleEndian(file[block.At..], at);
            at += block.Length;
        }
    }

    /// <summary>Where each column's entry of its one block stands, and the entry: offset, length, length when decompressed.</summary>
    private static List<(int At, byte[] Entry)> Lookups(ReadOnlySpan<byte> file)
    {
        var found = new List<(int, byte[])>();
        var at = (int)BinaryPrimitives.ReadInt64LittleEndian(file[24..]);
        for (var column = BinaryPrimitives.ReadInt32LittleEndian(file[48..]); column > 0; column--)
        {
            at = Skip(file, at); // name
            at = Skip(file, at); // codec
            at = Skip(file, at); // its parameters
            at++; // compression
            Number(file, ref at); // rows a block
            var lookup = (int)BinaryPrimitives.ReadInt64LittleEndian(file[at..]);
            found.Add((lookup, file.Slice(lookup, LookupLength).ToArray()));
            at += 16; // the lookup's offset and that of the annotations
        }

        return found;
    }

    private static int Skip(ReadOnlySpan<byte> file, int at)
    {
        var length = Number(file, ref at);
        return at + length;
    }

    private static int Number(ReadOnlySpan<byte> file, ref int at)
    {
        var (value, shift) = (0, 0);
        byte part;
        do
        {
            part = file[at++];
            value |= (part & 0x7F) << shift;
            shift += 7;
        }
        while (part >= 0x80);
        return value;
    }
}
