using System.Globalization;

namespace HccRisk.Cohorts;

/// <summary>Dates as numbers: days since 1970-01-01.</summary>
internal static class ClinicalDay
{
    private static readonly int Zero = new DateOnly(1970, 1, 1).DayNumber;

    public static double Of(DateOnly date) => date.DayNumber - Zero;

    public static string Text(double day) => DateOnly.FromDayNumber((int)day + Zero).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
