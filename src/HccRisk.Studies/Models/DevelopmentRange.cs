using HccRisk.Cohorts;
using HccRisk.Core.Errors;

namespace HccRisk.Studies.Models;

/// <summary>The values of a clinical column that the development patients of a model had, in the unit of the schema.</summary>
/// <param name="Minimum">The smallest.</param>
/// <param name="Median">The median.</param>
/// <param name="Maximum">The largest.</param>
public sealed record DevelopmentRange(double Minimum, double Median, double Maximum)
{
    /// <summary>The ranges of the features that are reported in more than one unit.</summary>
    internal static IReadOnlyDictionary<string, DevelopmentRange> Of(Cohort development)
    {
        var ranges = new Dictionary<string, DevelopmentRange>(StringComparer.Ordinal);
        foreach (var column in development.Schema.Columns.Where(c => c.Role == ColumnRole.Feature && c.OtherUnits.Count > 0))
        {
            double[] values = [.. development.Column(column.Name).Where(double.IsFinite).Order()];
            if (values.Length > 0)
            {
                ranges[column.Name] = new DevelopmentRange(values[0], (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2, values[^1]);
            }
        }

        return ranges;
    }

    /// <summary>
    /// New patients with a plausible value that no development patient had, and that another unit would bring among them, nearer to their median: a
    /// single patient gives no other sign that the unit is wrong.
    /// </summary>
    internal static IEnumerable<Exclusion> OtherUnits(Cohort cohort, IReadOnlyDictionary<string, DevelopmentRange> ranges) =>
        from patient in cohort.Patients
        from range in ranges
        let column = cohort.Schema[range.Key]
        let value = patient[column.Name]
        where value > 0 && (value < range.Value.Minimum || value > range.Value.Maximum)
        from unit in column.OtherUnits
        let read = value * unit.Value
        where read >= range.Value.Minimum && read <= range.Value.Maximum
            && Math.Abs(Math.Log(read / range.Value.Median)) < Math.Abs(Math.Log(value / range.Value.Median))
        select new Exclusion(
            patient.Id,
            Exclusion.Clinical,
            FormattableString.Invariant(
                $"{column.Name} {value:0.####} {column.Unit} is outside what development patients had ({range.Value.Minimum:0.####} to {range.Value.Maximum:0.####}); {value:0.####} {unit.Key} would be {read:0.####}: units mixed up? (--confirm-units when it is right)"));
}
