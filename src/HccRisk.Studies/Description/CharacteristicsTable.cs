using System.Globalization;
using HccRisk.Cohorts;
using HccRisk.Core.Numerics;
using HccRisk.Studies.Results;

namespace HccRisk.Studies.Description;

/// <summary>The table of patients' characteristics by site.</summary>
internal static class CharacteristicsTable
{
    public static IReadOnlyList<CharacteristicRow> Build(Cohort cohort, IReadOnlyList<string> sites, Func<Patient, bool> isExternal)
    {
        var rows = new List<CharacteristicRow>();
        foreach (var column in cohort.Schema.Columns.Where(c => c.Role == ColumnRole.Feature && cohort.Has(c.Name)))
        {
            switch (column.Kind)
            {
                case ColumnKind.Numeric:
                    rows.Add(Row(cohort, column, null, sites, isExternal, v => v, Quartiles));
                    break;
                case ColumnKind.Binary:
                    rows.Add(Row(cohort, column, null, sites, isExternal, v => v, Share) with { Label = Of(column, "yes") });
                    break;
                case ColumnKind.Categorical:
                    for (var level = 0; level < column.Categories.Count; level++)
                    {
                        var index = level;
                        var row = Row(cohort, column, column.Categories[level], sites, isExternal, v => v == index ? 1 : 0, Share);
                        if (cohort.Patients.Any(p => p[column.Name] == index))
                        {
                            rows.Add(row);
                        }
                    }

                    break;
                default:
                    break;
            }
        }

        return rows;
    }

    private static CharacteristicRow Row(
        Cohort cohort, CohortColumn column, string? level, IReadOnlyList<string> sites, Func<Patient, bool> isExternal, Func<double, double> code, Func<double[], string> text)
    {
        double[] Values(Func<Patient, bool> which) =>
            [.. cohort.Patients.Where(which).Select(p => p[column.Name]).Where(v => !double.IsNaN(v)).Select(code)];

        string[] named = [.. sites.Select(SiteText.NameOf)];
        return new CharacteristicRow(
            level is null ? column.Name : $"{column.Name}: {level}",
            column.Unit,
            column.Availability.ToString(),
            sites.ToDictionary(SiteText.NameOf, s => text(Values(p => string.Equals(p.Site, s, StringComparison.Ordinal))), StringComparer.Ordinal),
            cohort.Patients.Count(p => double.IsNaN(p[column.Name])),
            Difference(Values(p => !isExternal(p)), Values(isExternal)))
        {
            Label = Of(column, level),
            Overall = text(Values(_ => true)),
            MissingBySite = named.Zip(sites).ToDictionary(
                s => s.First,
                s => cohort.Patients.Count(p => string.Equals(p.Site, s.Second, StringComparison.Ordinal) && double.IsNaN(p[column.Name])),
                StringComparer.Ordinal),
        };
    }

    /// <summary>What a reader calls a column, and one of its levels.</summary>
    private static string Of(CohortColumn column, string? level) => (column.Description ?? column.Name) + (level is null ? "" : ": " + level);

    private static string Quartiles(double[] values)
    {
        if (values.Length == 0)
        {
            return "-";
        }

        Array.Sort(values);
        return string.Create(CultureInfo.InvariantCulture, $"{Quantile.Of(values, 0.5):G3} ({Quantile.Of(values, 0.25):G3}-{Quantile.Of(values, 0.75):G3})");
    }

    private static string Share(double[] values) => values.Length == 0
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{values.Sum():0} ({100 * values.Average():0.0}%)");

    /// <summary>Absolute difference of means over the root of the mean of the two variances (Austin, Stat Med 2009).</summary>
    private static double? Difference(double[] a, double[] b)
    {
        if (a.Length < 2 || b.Length < 2)
        {
            return null;
        }

        var pooled = Math.Sqrt((Variance(a) + Variance(b)) / 2);
        return pooled > 0 ? Math.Abs(a.Average() - b.Average()) / pooled : null;
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }
}
