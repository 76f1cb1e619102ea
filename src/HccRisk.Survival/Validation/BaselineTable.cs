using System.Globalization;

namespace HccRisk.Survival.Validation;

/// <summary>The table of patients.</summary>
internal static class BaselineTable
{
    /// <summary>Different numbers above which a column is one of numbers; fewer are levels.</summary>
    public const int MostLevelsOfNumbers = 6;

    public static IReadOnlyList<BaselineRow> Of(IReadOnlyList<PatientColumn> columns) => [.. columns.SelectMany(Rows)];

    /// <summary>The numbers of a column, NaN where missing; null for a column of levels.</summary>
    public static double[]? Numbers(PatientColumn column)
    {
        var numbers = new double[column.Values.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            var text = column.Values[i];
            numbers[i] = double.NaN;
            if (text.Length > 0 && (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i])))
            {
                return null;
            }
        }

        return numbers.Where(n => !double.IsNaN(n)).Distinct().Take(MostLevelsOfNumbers + 1).Count() > MostLevelsOfNumbers ? numbers : null;
    }

    /// <summary>The levels that occur: numbers in their order, text in its own.</summary>
    public static string[] Levels(PatientColumn column)
    {
        string[] levels = [.. column.Values.Where(v => v.Length > 0).Distinct(StringComparer.Ordinal)];
        return levels.All(l => double.TryParse(l, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? [.. levels.OrderBy(l => double.Parse(l, CultureInfo.InvariantCulture))]
            : [.. levels.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<BaselineRow> Rows(PatientColumn column)
    {
        var missing = column.Values.Count(v => v.Length == 0);
        var present = column.Values.Count - missing;
        if (Numbers(column) is { } numbers)
        {
            return [new BaselineRow(column.Name, null, present, missing, null, MarkerSummary.Of([.. numbers.Where(n => !double.IsNaN(n))]))];
        }

        return Levels(column).Select(level => new BaselineRow(column.Name, level, present, missing, column.Values.Count(v => v == level), null));
    }
}
