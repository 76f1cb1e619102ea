using System.Buffers;
using System.Globalization;
using System.Text;

namespace HccRisk.Imaging.Dicom.Identity;

/// <summary>Takes names, identifiers and dates that files gave away out of texts. Words are compared as a whole, upper and lower case alike.</summary>
public sealed class Redactor
{
    internal const string Removed = "[removed]";
    private static readonly string[] DateForms = ["yyyyMMdd", "yyyy-MM-dd", "yyyy_MM_dd", "yyyy.MM.dd", "yyyy/MM/dd", "ddMMyyyy", "dd-MM-yyyy", "dd.MM.yyyy"];
    private static readonly char[] NameBreaks = ['^', '=', ' ', ',', '\\'];
    private readonly string[] _values;
    private readonly SearchValues<string> _search;

    /// <summary>Creates one for values that files gave away.</summary>
    /// <param name="values">What to take out.</param>
    /// <param name="kept">Words that stay, such as the identifiers that outputs carry.</param>
    public Redactor(IEnumerable<(IdentityKind Kind, string Value)> values, IReadOnlySet<string> kept)
    {
        _values = [.. values.SelectMany(v => Forms(v.Kind, v.Value)).Where(v => !kept.Contains(v)).Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(v => v.Length).ThenBy(v => v, StringComparer.Ordinal)];
        _search = SearchValues.Create(_values, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a text holds something that is to be taken out.</summary>
    public bool Finds(string text) => !ReferenceEquals(Redact(text), text);

    /// <summary>The text, or the very same string when there is nothing to take out.</summary>
    public string Redact(string text)
    {
        StringBuilder? result = null;
        var (from, at) = (0, 0);
        while (at < text.Length)
        {
            var hit = text.AsSpan(at).IndexOfAny(_search);
            if (hit < 0)
            {
                break;
            }

            at += hit;
            if (Array.Find(_values, value => IsAt(text, at, value)) is { } found)
            {
                (result ??= new StringBuilder()).Append(text, from, at - from).Append(Removed);
                from = at += found.Length;
            }
            else
            {
                at++;
            }
        }

        return result is null ? text : result.Append(text, from, text.Length - from).ToString();
    }

    private static bool IsAt(string text, int at, string value) =>
        string.Compare(text, at, value, 0, value.Length, StringComparison.OrdinalIgnoreCase) == 0
        // Scripts without spaces have no word breaks.
        && (!Ascii.IsValid(value)
            || ((at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]))
                && (at + value.Length == text.Length || !char.IsAsciiLetterOrDigit(text[at + value.Length]))));

    private static IEnumerable<string> Forms(IdentityKind kind, string value)
    {
        switch (kind)
        {
            case IdentityKind.Name or IdentityKind.Staff:
                return value.Split(NameBreaks, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Append(value).Where(part => part.Length >= 2 && part.Any(char.IsLetter));
            case IdentityKind.Date when value.Length >= 8 && DateOnly.TryParseExact(value[..8], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date):
                return [.. DateForms.Select(form => date.ToString(form, CultureInfo.InvariantCulture))];
            case IdentityKind.Identifier or IdentityKind.Contact or IdentityKind.Institution or IdentityKind.FreeText:
                return value.Length >= 3 ? [value] : [];
            default:
                return [];
        }
    }
}
