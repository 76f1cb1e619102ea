using System.Runtime.CompilerServices;

namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>A JPEG Huffman table (ITU-T T.81, annex C and F.2.2.3): short codes by one look-up, long ones by length.</summary>
internal sealed class JpegHuffmanTable
{
    private const int LookupBits = 10;

    /// <summary>A length longer than any code: no code begins so.</summary>
    private const int NoCode = 255;

    private readonly ushort[] _lookup = new ushort[1 << LookupBits]; // symbol << 8 | length; 0: a longer code
    private readonly int[] _limit = new int[18]; // first 16-bit pattern above all codes of a length
    private readonly int[] _offset = new int[17]; // index of a code's symbol, less the code
    private readonly byte[] _symbols;

    private JpegHuffmanTable(byte[] symbols) => _symbols = symbols;

    /// <summary>Makes the table from the number of codes of each length 1 to 16 and the symbols in order of code.</summary>
    /// <exception cref="InvalidDataException">There are more codes of a length than are left.</exception>
    internal static JpegHuffmanTable Create(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        var table = new JpegHuffmanTable(symbols.ToArray());
        var code = 0;
        var index = 0;
        for (var length = 1; length <= 16; length++)
        {
            table._offset[length] = index - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, index++)
            {
                if (length <= LookupBits && code < 1 << length)
                {
                    table._lookup.AsSpan(code << (LookupBits - length), 1 << (LookupBits - length)).Fill((ushort)((symbols[index] << 8) | length));
                }
            }

            if (code > 1 << length)
            {
                throw new InvalidDataException($"the Huffman table has too many codes of {length} bits");
            }

            table._limit[length] = code << (16 - length);
            code <<= 1;
        }

        return table;
    }

    /// <summary>The symbol whose code the 16 bits begin with, times 256, plus the code's length; a length above 16 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Find(int sixteenBits)
    {
        int quick = _lookup[sixteenBits >> (16 - LookupBits)];
        return quick != 0 ? quick : FindLong(sixteenBits);
    }

    private int FindLong(int sixteenBits)
    {
        for (var length = LookupBits + 1; length <= 16; length++)
        {
            if (sixteenBits < _limit[length])
            {
                var index = _offset[length] + (sixteenBits >> (16 - length));
                return (uint)index < (uint)_symbols.Length ? (_symbols[index] << 8) | length : NoCode;
            }
        }

        return NoCode;
    }
}
