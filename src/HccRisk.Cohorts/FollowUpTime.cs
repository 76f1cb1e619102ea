using System.Globalization;

namespace HccRisk.Cohorts;

/// <summary>
/// What is plausible for a time from resection, in days, weeks, months or years. No follow-up of a resected tumour is longer than forty years, and no
/// cohort has a median of twenty; a whole cohort that nobody followed for three months has seen no recurrence. Beyond those a column is refused. What may be
/// (short follow-up of a young cohort) and would be more usual in another unit is a remark.
/// </summary>
internal static class FollowUpTime
{
    private const int Fewest = 5;
    private const double MonthsPerYear = 12;
    private const double DaysPerYear = 365.25;

    private const double Longest = 40;
    private const double LongestMedian = 20;
    private const double ShortestMaximum = 3 / MonthsPerYear;

    private const double UnusualLongMedian = 10;
    private const double UnusualShortMedian = 6 / MonthsPerYear;
    private const double UnusualShortMaximum = 18 / MonthsPerYear;

    // Medians of follow-up, recurrence and death that are met: from three months to ten years.
    private const double UsualFrom = 3 / MonthsPerYear;

    private static readonly (string Unit, string Short, double Years)[] Known =
    [
        ("days", "d", 1 / DaysPerYear),
        ("weeks", "wk", 7 / DaysPerYear),
        ("months", "mo", 1 / MonthsPerYear),
        ("years", "yr", 1),
    ];

    /// <summary>A column with the plausible range and the units that are taken for its own by mistake; without them when the unit is not a known one.</summary>
    /// <param name="column">A time column with its unit.</param>
    public static CohortColumn Plausible(CohortColumn column) => YearsOf(column.Unit) is not { } years
        ? column
        : column with
        {
            Maximum = Longest / years,
            OtherUnits = Known.Where(u => u.Years != years).ToDictionary(u => u.Unit, u => u.Years / years, StringComparer.Ordinal),
        };

    /// <summary>Why the times of a site cannot be in the unit of their column though each alone could; null when they can.</summary>
    /// <param name="column">The column.</param>
    /// <param name="times">Its values above zero, in rising order.</param>
    /// <param name="everybody">Whether every patient of the site has one: early deaths alone are times of few weeks.</param>
    public static string? Impossible(CohortColumn column, double[] times, bool everybody)
    {
        if (times.Length < Fewest || YearsOf(column.Unit) is not { } years)
        {
            return null;
        }

        var (median, last) = (Median(times) * years, times[^1] * years);
        var cause = median > LongestMedian ? string.Create(CultureInfo.InvariantCulture, $"has a median of {median:0.#} years")
            : everybody && last < ShortestMaximum ? string.Create(CultureInfo.InvariantCulture, $"ends at {times[^1]:0.###} {column.Unit}, before any recurrence is looked for")
            : null;
        return cause is not null && Better(years, times) is { Length: > 0 } units ? $"{cause}: it may be in {units}" : null;
    }

    /// <summary>What is unusual about the times of a site, and usual in another unit; null when nothing is.</summary>
    /// <param name="column">The column.</param>
    /// <param name="times">Its values above zero, in rising order.</param>
    public static string? Unusual(CohortColumn column, double[] times)
    {
        if (times.Length < Fewest || YearsOf(column.Unit) is not { } years)
        {
            return null;
        }

        var (median, last) = (Median(times) * years, times[^1] * years);
        var unusual = median > UnusualLongMedian || (median < UnusualShortMedian && last < UnusualShortMaximum);
        return unusual && Better(years, times) is { Length: > 0 } units
            ? string.Create(CultureInfo.InvariantCulture, $"has a median of {Median(times):0.###} and a maximum of {times[^1]:0.###} {column.Unit}: check that it is not in {units}")
            : null;
    }

    /// <summary>Whether a median is one of half a year to ten years; true of a unit that is not known.</summary>
    /// <param name="column">The column.</param>
    /// <param name="median">The median of a site, in its unit.</param>
    public static bool IsUsual(CohortColumn column, double median) =>
        YearsOf(column.Unit) is not { } years || median * years is >= UnusualShortMedian and <= UnusualLongMedian;

    /// <summary>The other units in which the times are usual ones.</summary>
    private static string Better(double years, double[] times) => string.Join(
        " or ",
        Known.Where(u => u.Years != years
            && Median(times) * u.Years is >= UsualFrom and <= UnusualLongMedian
            && (u.Years < years || times[^1] * u.Years >= UnusualShortMaximum)
            && times[^1] * u.Years <= Longest).Select(u => u.Unit));

    private static double? YearsOf(string? unit)
    {
        var name = (unit ?? "").Trim().TrimEnd('.');
        foreach (var (plural, abbreviation, years) in Known)
        {
            string[] spellings = [plural, plural[..^1], abbreviation, abbreviation[..1], abbreviation + "s"];
            if (spellings.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return years;
            }
        }

        return null;
    }

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
