using System.Globalization;

namespace HccRisk.Core.Tables;

/// <summary>
/// A cell in 64 bits. 0 is an empty cell; with bit 63 alone of the two highest set the rest is the number of a text; else it is a number as it is written, so that its
/// text comes back to the character: 56 bits of digits, 5 of how many stand behind the mark, the sign, and whether the mark is a comma.
/// </summary>
internal static class PackedNumber
{
    private const ulong Number = 1UL << 62;
    private const ulong Comma = 1UL << 63;
    private const ulong Negative = 1UL << 61;
    private const ulong Digits = (1UL << 56) - 1;
    private const ulong Exact = 1UL << 53;
    private const int ScaleAt = 56;
    private const int MostDigits = 17;
    private const int MostScale = 22;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    public static bool IsText(ulong cell) => (cell & (Number | Comma)) == Comma;

    public static bool IsNumber(ulong cell) => (cell & Number) != 0;

    public static ulong OfText(int index) => Comma | (uint)index;

    public static int TextOf(ulong cell) => (int)(uint)cell;

    /// <summary>The cell of digits with at most one mark, written the shortest way but for zeros behind the mark; 0 for anything else.</summary>
    public static ulong Pack(ReadOnlySpan<byte> text)
    {
        var cell = Number;
        var i = 0;
        if (text.Length > 0 && text[0] == '-')
        {
            cell |= Negative;
            i = 1;
        }

        if (text.Length - i > MostDigits + MostScale || i == text.Length || (uint)(text[i] - '0') > 9 || (text[i] == '0' && i + 1 < text.Length && (uint)(text[i + 1] - '0') <= 9))
        {
            return 0;
        }

        ulong digits = 0;
        var mark = -1;
        for (; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
                if (digits > Digits)
                {
                    return 0;
                }
            }
            else if (mark < 0 && text[i] is (byte)'.' or (byte)',')
            {
                cell |= text[i] == ',' ? Comma : 0;
                mark = i;
            }
            else
            {
                return 0;
            }
        }

        var scale = mark < 0 ? 0 : text.Length - 1 - mark;
        return mark == text.Length - 1 || scale > MostScale ? 0 : cell | digits | ((ulong)scale << ScaleAt);
    }

    /// <summary>Whether the mark may as well group thousands: one to three digits, no zero first, and three behind.</summary>
    public static bool MayGroup(ulong cell) => Scale(cell) == 3 && (cell & Digits) is >= 1000 and < 1_000_000;

    public static bool HasMark(ulong cell) => Scale(cell) > 0;

    public static bool HasComma(ulong cell) => (cell & Comma) != 0;

    /// <summary>The value with the mark as a decimal one: the double nearest to what is written.</summary>
    public static double Value(ulong cell)
    {
        var digits = cell & Digits;
        if (digits > Exact)
        {
            return double.Parse(Text(cell, '.'), NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        // Both exact, so that one correctly rounded division is the nearest double.
        var value = Scale(cell) is var scale && scale == 0 ? digits : digits / Powers[scale];
        return (cell & Negative) != 0 ? -value : value;
    }

    /// <summary>The value with the mark as one of thousands.</summary>
    public static double Grouped(ulong cell) => (cell & Negative) != 0 ? -(double)(cell & Digits) : cell & Digits;

    /// <summary>The number as written.</summary>
    public static string Text(ulong cell) => Text(cell, HasComma(cell) ? ',' : '.');

    /// <summary>The number with another mark; of none, <c>\0</c>.</summary>
    public static string Text(ulong cell, char mark)
    {
        Span<char> buffer = stackalloc char[MostDigits + MostScale + 4];
        var (digits, scale, at) = (cell & Digits, Scale(cell), buffer.Length);
        for (var i = 0; digits > 0 || i <= scale; i++)
        {
            if (i == scale && scale > 0 && mark != '\0')
            {
                buffer[--at] = mark;
            }

            buffer[--at] = (char)('0' + (digits % 10));
            digits /= 10;
        }

        if ((cell & Negative) != 0)
        {
            buffer[--at] = '-';
        }

        return new string(buffer[at..]);
    }

    private static int Scale(ulong cell) => (int)((cell >> ScaleAt) & 31);
}
