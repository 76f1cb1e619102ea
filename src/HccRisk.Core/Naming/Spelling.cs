using System.Globalization;
using System.Text;

namespace HccRisk.Core.Naming;

/// <summary>Whether two names that are written differently mean the same.</summary>
public static class Spelling
{
    private const char FullWidthFirst = '\uFF01';
    private const char FullWidthLast = '\uFF5E';
    private const int FullWidthOffset = 0xFEE0;

    /// <summary>A name without what people write in more than one way: case, width, spaces, punctuation, marks that cannot be seen, zeros before a number.</summary>
    public static string Key(string name)
    {
        var key = new StringBuilder(name.Length);
        var plain = Plain(name);
        for (var i = 0; i < plain.Length; i++)
        {
            var c = plain[i];
            var leadingZero = c == '0' && (key.Length == 0 || !IsNumeric(key[^1])) && i + 1 < plain.Length && char.IsAsciiDigit(plain[i + 1]);
            var decimalPoint = c == '.' && key.Length > 0 && char.IsAsciiDigit(key[^1]) && i + 1 < plain.Length && char.IsAsciiDigit(plain[i + 1]);
            if ((char.IsLetterOrDigit(c) || char.IsSurrogate(c) || decimalPoint) && !leadingZero)
            {
                key.Append(char.ToUpperInvariant(c));
            }
        }

        return key.Length > 0 ? key.ToString() : plain.Trim().ToUpperInvariant();
    }

    /// <summary>A name without case, width, spaces and marks that cannot be seen; punctuation and zeros, which tell identifiers apart, stay.</summary>
    public static string IdentifierKey(string id)
    {
        var key = new StringBuilder(id.Length);
        foreach (var c in Plain(id))
        {
            if (!char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control))
            {
                key.Append(char.ToUpperInvariant(c));
            }
        }

        return key.ToString();
    }

    /// <summary>Whether two names are one, written differently or not.</summary>
    public static bool IsSame(string a, string b) => string.Equals(Key(a), Key(b), StringComparison.Ordinal);

    /// <summary>
    /// Whether one name is likely a misspelling or a longer or shorter form of the other: one edit in three or four letters, two in five to eight, three in
    /// more, or one within the other. Two letters are never near, nor are names that number different things (<c>Site 1</c>, <c>Site 2</c>).
    /// </summary>
    public static bool IsNear(string a, string b)
    {
        var (x, y) = (Key(a), Key(b));
        if (x == y)
        {
            return true;
        }

        var (shorter, longer) = x.Length <= y.Length ? (x, y) : (y, x);
        var (numbers, others) = (Digits(shorter), Digits(longer));
        if (numbers.Length > 0 && others.Length > 0 && numbers != others)
        {
            return false;
        }

        var enough = shorter.Any(c => c > '\u02FF') ? 2 : 3;
        return shorter.Length >= enough && longer.Contains(shorter, StringComparison.Ordinal)
            || NearestNames.Distance(x, y) <= shorter.Length switch { < 3 => 0, < 5 => 1, < 9 => 2, _ => 3 };
    }

    private static string Digits(string key) => string.Concat(key.Where(char.IsDigit));

    private static bool IsNumeric(char c) => char.IsAsciiDigit(c) || c == '.';

    /// <summary>
    /// Compatibility composition (NFKC) where the machine has the tables; full-width letters, which Chinese keyboards write, are made plain on any machine.
    /// </summary>
    private static string Plain(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name.IsNormalized(NormalizationForm.FormKC) ? name : name.Normalize(NormalizationForm.FormKC))
        {
            text.Append(c is >= FullWidthFirst and <= FullWidthLast ? (char)(c - FullWidthOffset) : c);
        }

        return text.ToString();
    }
}
