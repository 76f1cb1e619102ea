using System.Globalization;

namespace HccRisk.Core.Tables;

/// <summary>Numbers written otherwise than with digits and one mark: grouped thousands, exponents, signs, full-width digits, limits of detection.</summary>
internal static class NumberText
{
    private const char FullWidthFirst = '\uFF01';
    private const char FullWidthLast = '\uFF5E';
    private const int FullWidthOffset = 0xFEE0;

    /// <summary>A text with the digits and marks of Chinese keyboards made plain; itself when it has none.</summary>
    public static string Plain(string text) => text.AsSpan().ContainsAnyInRange(FullWidthFirst, FullWidthLast) || text.Contains('\u3002')
        ? string.Create(text.Length, text, (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = from[i] is >= FullWidthFirst and <= FullWidthLast ? (char)(from[i] - FullWidthOffset) : from[i] == '\u3002' ? '.' : from[i];
            }
        })
        : text;

    /// <summary>The side of a limit (-1 below, 1 above) and the number behind its sign; 0 when there is no sign.</summary>
    public static int Limit(string text, out string number)
    {
        var side = text.Length < 2 ? 0 : text[0] switch { '<' or '≤' or '⩽' => -1, '>' or '≥' or '⩾' => 1, _ => 0 };
        number = side == 0 ? text : text[(text[1] == '=' ? 2 : 1)..].Trim();
        return side;
    }

    /// <summary>Whether a mark is certainly the decimal one or certainly one of thousands in a plain number, or either.</summary>
    /// <param name="text">A number.</param>
    /// <param name="decimal">The mark that must be the decimal one; <c>\0</c> when that is open.</param>
    /// <param name="group">The mark that must group thousands; <c>\0</c> when none must.</param>
    /// <returns>False when it is no number with any mark.</returns>
    public static bool Marks(string text, out char @decimal, out char group)
    {
        (@decimal, group) = ('\0', '\0');
        if (!(TryParse(text, '.', out _) | TryParse(text, ',', out _)))
        {
            return false;
        }

        var (points, commas) = (text.Count(c => c == '.'), text.Count(c => c == ','));
        if (points > 0 && commas > 0)
        {
            (@decimal, group) = text.LastIndexOf('.') > text.LastIndexOf(',') ? ('.', ',') : (',', '.');
        }
        else if (points > 1 || commas > 1)
        {
            (@decimal, group) = points > 1 ? (',', '.') : ('.', ',');
        }
        else if (points + commas == 1 && !(TryParse(text, '.', out _) && TryParse(text, ',', out _)))
        {
            @decimal = points == 1 ? '.' : ',';
        }

        return true;
    }

    /// <summary>The value of a number with a given decimal mark; the other mark, spaces and apostrophes may group thousands.</summary>
    public static bool TryParse(string text, char mark, out double value)
    {
        value = double.NaN;
        var end = text.IndexOf(mark) is var at && at >= 0 ? at : text.AsSpan().IndexOfAny('e', 'E') is var e && e >= 0 ? e : text.Length;
        var other = mark == '.' ? ',' : '.';
        var whole = text[..end];
        var digits = whole.TrimStart('+', '-');
        var groups = digits.Split(other, ' ', '\u00A0', '\u202F', '\'', '’');
        if (groups.Length > 1)
        {
            // 0.123 groups nothing.
            if (groups[0].Length is 0 or > 3 || groups[0][0] == '0' || !Array.TrueForAll(groups, g => g.All(char.IsAsciiDigit)) || Array.Exists(groups[1..], g => g.Length != 3))
            {
                return false;
            }

            whole = whole[..^digits.Length] + string.Concat(groups);
        }

        var rest = end < text.Length && text[end] == mark ? $".{text.AsSpan(end + 1)}" : text[end..];
        return double.TryParse(whole + rest, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }
}
