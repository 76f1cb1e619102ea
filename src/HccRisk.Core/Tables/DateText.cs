using System.Globalization;

namespace HccRisk.Core.Tables;

/// <summary>Dates as people write them.</summary>
internal static class DateText
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>What the three numbers of a date are, as far as its form tells.</summary>
    public enum Form
    {
        /// <summary>No date.</summary>
        None,

        /// <summary>A date whose form leaves nothing open.</summary>
        Certain,

        /// <summary>Two numbers and a year behind them: whether the day is the first is open.</summary>
        Open,

        /// <summary>A year of two digits.</summary>
        ShortYear,

        /// <summary>A number, which may be a day of a spreadsheet.</summary>
        Serial,
    }

    /// <summary>Reads a date with or without a time of day.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="first">The day of <see cref="Form.Certain"/>; of <see cref="Form.Open"/> with the first number as the day, default when that is none.</param>
    /// <param name="second">Of <see cref="Form.Open"/> with the second number as the day, default when that is none.</param>
    /// <param name="serial">The number of <see cref="Form.Serial"/>.</param>
    public static Form Read(string text, out DateOnly first, out DateOnly second, out double serial)
    {
        (first, second, serial) = (default, default, 0);
        text = text.Trim();
        if (text.Length is 0 or > 40)
        {
            return Form.None;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out serial))
        {
            return text.Length == 8 && !text.Contains('.') && Day(text[..4], text[4..6], text[6..], out first) && first.Year is >= 1900 and < 2100 ? Form.Certain
                : text.Split('.') is [.., _] parts && parts.Length > 2 ? Form.None : Form.Serial;
        }

        var parsed = Parts(WithoutTime(text));
        if (parsed is not [var a, var b, var c])
        {
            return Form.None;
        }

        if (MonthOf(b) is { } middle)
        {
            return IsYear(a) ? Certain(Day(a, middle, c, out first)) : Year(c, () => Day(c, middle, a, out var day) ? day : default, ref first);
        }

        if (MonthOf(a) is { } front)
        {
            return Year(c, () => Day(c, front, b, out var day) ? day : default, ref first);
        }

        if (!(IsNumber(a) && IsNumber(b) && IsNumber(c)))
        {
            return Form.None;
        }

        if (IsYear(a))
        {
            return Certain(Day(a, b, c, out first));
        }

        if (!IsYear(c))
        {
            return a.Length <= 2 && b.Length <= 2 && c.Length == 2 ? Form.ShortYear : Form.None;
        }

        // Points between numbers are of languages that put the day first.
        if (text.Contains('.') && !text.Contains('/'))
        {
            return Certain(Day(c, b, a, out first));
        }

        _ = Day(c, b, a, out first);
        _ = Day(c, a, b, out second);
        return first == default && second == default ? Form.None : first == second ? Form.Certain : Form.Open;
    }

    /// <summary>A day of a spreadsheet; null when it is none between 1900 and 2100.</summary>
    public static DateOnly? OfSerial(double serial, bool from1904)
    {
        var days = Math.Floor(serial);
        if (from1904)
        {
            return days is >= 0 and < 71_600 ? new DateOnly(1904, 1, 1).AddDays((int)days) : null;
        }

        // Day 60 is the 29th of February 1900, which never was.
        return days is >= 1 and < 73_051 and not 60 ? new DateOnly(1899, 12, days < 60 ? 31 : 30).AddDays((int)days) : null;
    }

    private static Form Certain(bool isDay) => isDay ? Form.Certain : Form.None;

    private static Form Year(string year, Func<DateOnly> day, ref DateOnly first)
    {
        if (!IsYear(year))
        {
            return year.Length == 2 && IsNumber(year) ? Form.ShortYear : Form.None;
        }

        first = day();
        return Certain(first != default);
    }

    private static string WithoutTime(string text)
    {
        // A time of day has a colon; what stands before it from the last space or T on belongs to it.
        var colon = text.IndexOf(':');
        var end = colon < 0 ? -1 : text.LastIndexOfAny(['T', ' ', '\u3000'], colon);
        text = end > 0 ? text[..end] : text;
        foreach (var midnight in (string[])["T00", "Z"])
        {
            text = text.EndsWith(midnight, StringComparison.Ordinal) ? text[..^midnight.Length] : text;
        }

        return text;
    }

    private static string[] Parts(string text)
    {
        text = text.Replace('年', '-').Replace('月', '-').Replace("日", "", StringComparison.Ordinal).Replace('년', '-').Replace('월', '-').Replace("일", "", StringComparison.Ordinal);
        return text.Split(['-', '/', '.', ' ', ',', '\u3000'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static string? MonthOf(string part)
    {
        var at = part.Length >= 3 && char.IsLetter(part[0]) ? Array.FindIndex(Months, m => part.StartsWith(m, StringComparison.OrdinalIgnoreCase)) : -1;
        return at < 0 ? null : (at + 1).ToString(CultureInfo.InvariantCulture);
    }

    private static bool IsNumber(string part) => part.Length is > 0 and <= 4 && part.All(char.IsAsciiDigit);

    private static bool IsYear(string part) => part.Length == 4 && IsNumber(part);

    private static bool Day(string year, string month, string day, out DateOnly date)
    {
        date = default;
        return IsNumber(year) && IsNumber(month) && IsNumber(day) && int.Parse(year, CultureInfo.InvariantCulture) is >= 1 and var y
            && int.Parse(month, CultureInfo.InvariantCulture) is >= 1 and <= 12 and var m
            && int.Parse(day, CultureInfo.InvariantCulture) is >= 1 and var d && d <= DateTime.DaysInMonth(y, m)
            && (date = new DateOnly(y, m, d)) != default;
    }
}
