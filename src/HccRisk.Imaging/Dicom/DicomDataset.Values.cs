using System.Globalization;
using System.Runtime.InteropServices;
using HccRisk.Imaging.Dicom.Parsing;
using HccRisk.Imaging.Dicom.Text;

namespace HccRisk.Imaging.Dicom;

public sealed partial class DicomDataset
{
    private CharacterSet? _characters;

    /// <summary>The specific character set of this data set, or of the one it is in.</summary>
    private CharacterSet Characters =>
        _characters ??= Contains(DicomTags.SpecificCharacterSet) || _parent is null
            ? CharacterSet.Parse(GetStrings(DicomTags.SpecificCharacterSet))
            : _parent.Characters;

    /// <summary>The text of an element, without padding; several values stay joined by backslashes.</summary>
    /// <param name="tag">The element.</param>
    /// <returns>The text; null when the element is absent or empty.</returns>
    /// <exception cref="DicomFormatException">The element is no text.</exception>
    public string? FindString(DicomTag tag)
    {
        if (!TryGetElement(tag, out var element) || element.Length == 0)
        {
            return null;
        }

        if (!VrRules.IsText(element.Vr))
        {
            throw Fault(element, $"is {element.Vr}, text was expected");
        }

        var bytes = _store.Read(element).Span.TrimEnd(" \0"u8);
        if (!VrRules.IsSingleText(element.Vr))
        {
            bytes = bytes.TrimStart((byte)' ');
        }

        // The name of a character set is in none, whatever representation a file gives it.
        return bytes.IsEmpty ? null
            : VrRules.HasCharacterSet(element.Vr) && tag != DicomTags.SpecificCharacterSet ? Characters.Decode(bytes)
            : System.Text.Encoding.Latin1.GetString(bytes);
    }

    /// <summary>The text of an element, without padding; several values stay joined by backslashes.</summary>
    /// <param name="tag">The element.</param>
    /// <returns>The text, never empty.</returns>
    /// <exception cref="DicomFormatException">The element is absent, empty or no text.</exception>
    public string GetString(DicomTag tag) => FindString(tag) ?? throw Missing(tag);

    /// <summary>The values of a text element, each without padding.</summary>
    /// <param name="tag">The element.</param>
    /// <returns>The values, some perhaps empty; none when the element is absent or empty.</returns>
    /// <exception cref="DicomFormatException">The element is no text.</exception>
    public string[] GetStrings(DicomTag tag)
    {
        if (FindString(tag) is not { } text)
        {
            return [];
        }

        _ = TryGetElement(tag, out var element);
        return VrRules.IsSingleText(element.Vr) ? [text] : text.Split('\\', StringSplitOptions.TrimEntries);
    }

    /// <summary>The first number of an element.</summary>
    /// <param name="tag">The element, of any representation that holds numbers, as text or binary.</param>
    /// <returns>The number, finite unless stored as binary floating point; null when the element is absent or empty.</returns>
    /// <exception cref="DicomFormatException">The element holds no number.</exception>
    public double? FindDouble(DicomTag tag) =>
        TryGetNumbers(tag, out var element, out var bytes) ? NumberParser.First(this, element, bytes) : null;

    /// <summary>The first number of an element.</summary>
    /// <param name="tag">The element, of any representation that holds numbers, as text or binary.</param>
    /// <returns>The number, finite unless stored as binary floating point.</returns>
    /// <exception cref="DicomFormatException">The element is absent or empty, or holds no number.</exception>
    public double GetDouble(DicomTag tag) => FindDouble(tag) ?? throw Missing(tag);

    /// <summary>The numbers of an element.</summary>
    /// <param name="tag">The element, of any representation that holds numbers, as text or binary.</param>
    /// <returns>The numbers; none when the element is absent or empty.</returns>
    /// <exception cref="DicomFormatException">The element holds something else.</exception>
    public double[] GetDoubles(DicomTag tag) =>
        TryGetNumbers(tag, out var element, out var bytes) ? NumberParser.All(this, element, bytes) : [];

    /// <summary>The first whole number of an element.</summary>
    /// <param name="tag">The element, of any representation that holds numbers, as text or binary.</param>
    /// <returns>The number; null when the element is absent or empty.</returns>
    /// <exception cref="DicomFormatException">The element holds no number, or one that is not whole or over 32 bits.</exception>
    public int? FindInt32(DicomTag tag) =>
        TryGetNumbers(tag, out var element, out var bytes) && NumberParser.First(this, element, bytes) is { } value
            ? Whole(element, value) : null;

    /// <summary>The first whole number of an element.</summary>
    /// <param name="tag">The element, of any representation that holds numbers, as text or binary.</param>
    /// <returns>The number.</returns>
    /// <exception cref="DicomFormatException">The element is absent or empty, or holds no number, or one that is not whole or over 32 bits.</exception>
    public int GetInt32(DicomTag tag) => FindInt32(tag) ?? throw Missing(tag);

    /// <summary>The whole numbers of an element.</summary>
    /// <param name="tag">The element, of any representation that holds numbers, as text or binary.</param>
    /// <returns>The numbers; none when the element is absent or empty.</returns>
    /// <exception cref="DicomFormatException">The element holds something else, or numbers that are not whole or over 32 bits.</exception>
    public int[] GetInt32s(DicomTag tag) =>
        TryGetNumbers(tag, out var element, out var bytes)
            ? Array.ConvertAll(NumberParser.All(this, element, bytes), value => Whole(element, value)) : [];

    /// <summary>The tags an element points to, such as <c>FrameIncrementPointer</c>.</summary>
    /// <param name="tag">The element.</param>
    /// <returns>The tags; none when the element is absent or empty.</returns>
    /// <exception cref="DicomFormatException">The element holds no tags.</exception>
    public DicomTag[] GetTags(DicomTag tag)
    {
        if (!TryGetElement(tag, out var element) || element.Length == 0)
        {
            return [];
        }

        if (element.Vr != DicomVr.AT || element.Length % 4 != 0)
        {
            throw Fault(element, $"is {element.Vr} of {element.Length} bytes, tags of 4 bytes were expected");
        }

        var words = MemoryMarshal.Cast<byte, ushort>(_store.Read(element).Span);
        var tags = new DicomTag[words.Length / 2];
        for (var i = 0; i < tags.Length; i++)
        {
            tags[i] = new DicomTag(words[2 * i], words[(2 * i) + 1]);
        }

        return tags;
    }

    /// <summary>A date.</summary>
    /// <param name="tag">An element of dates (DA), or of dates with times (DT), of which the date is given.</param>
    /// <returns>The first date; null when the element is absent or empty.</returns>
    /// <exception cref="DicomFormatException">The element holds no whole date.</exception>
    public DateOnly? FindDate(DicomTag tag)
    {
        if (GetStrings(tag) is not [{ Length: > 0 } text, ..])
        {
            return null;
        }

        _ = TryGetElement(tag, out var element);
        // Before version 3 of the standard dates had dots.
        var digits = text.Length > 8 && element.Vr == DicomVr.DT ? text[..8] : text.Replace(".", "", StringComparison.Ordinal);
        return DateOnly.TryParseExact(digits, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date : throw Fault(element, $"'{text}' is no date (yyyymmdd)");
    }

    /// <summary>A time of day.</summary>
    /// <param name="tag">An element of times (TM), or of dates with times (DT), of which the time is given.</param>
    /// <returns>The first time, to the microsecond; null when the element is absent or empty, or has a date only.</returns>
    /// <exception cref="DicomFormatException">The element holds no time.</exception>
    public TimeOnly? FindTime(DicomTag tag)
    {
        if (GetStrings(tag) is not [{ Length: > 0 } text, ..])
        {
            return null;
        }

        _ = TryGetElement(tag, out var element);
        var time = text;
        if (element.Vr == DicomVr.DT)
        {
            time = (text.Length > 8 ? text[8..] : "").Split('+', '-')[0];
            if (time.Length == 0)
            {
                return null;
            }
        }

        return TimeOnly.TryParseExact(
            time.Replace(":", "", StringComparison.Ordinal), ["HHmmss.FFFFFF", "HHmmss", "HHmm", "HH"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var value)
            ? value : throw Fault(element, $"'{text}' is no time (hhmmss.ffffff)");
    }

    private bool TryGetNumbers(DicomTag tag, out DicomElement element, out ReadOnlyMemory<byte> bytes)
    {
        bytes = TryGetElement(tag, out element) && element.Content is null ? _store.Read(element) : default;
        return element.Content is null ? bytes.Length > 0 : throw Fault(element, $"is {element.Vr}, numbers were expected");
    }

    private int Whole(in DicomElement element, double value) =>
        value == Math.Truncate(value) && value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw Fault(element, string.Create(CultureInfo.InvariantCulture, $"{value} is no whole number of 32 bits"));
}
