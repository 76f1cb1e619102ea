using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;

namespace HccRisk.Studies.Data;

/// <summary>Lesion masks beside the tumour size of the clinical file: a mask of another lesion, or a size in another unit, shows there.</summary>
internal static class LesionSizes
{
    /// <summary>Numeric column of the largest diameter, cm.</summary>
    internal const string Column = "tumour_size_cm";

    /// <summary>IBSI's code of the largest diameter of a volume, mm.</summary>
    private const string DiameterCode = "L0JK";

    // Size is measured in a slice by hand, the diameter through the volume: only twice the one or the other is odd.
    private const double MostRatio = 2;

    /// <summary>A line for each patient whose mask is more than twice as wide as the clinical file says, or less than half as wide.</summary>
    /// <param name="cohort">The patients.</param>
    /// <param name="table">Features of them; without the diameter of the lesion there is nothing to compare.</param>
    public static IEnumerable<string> OtherThanTheTable(Cohort cohort, FeatureTable table)
    {
        var column = table.Columns.ToList().FindIndex(c => c.Code == DiameterCode && c.Name.StartsWith("shape.morph_", StringComparison.Ordinal));
        if (column < 0 || !cohort.Schema.Columns.Any(c => c.Name == Column && c.Kind == ColumnKind.Numeric) || !cohort.Has(Column))
        {
            yield break;
        }

        foreach (var patient in cohort.Patients)
        {
            var row = table.IndexOf(patient.Id);
            var (size, diameter) = (patient[Column], row < 0 ? double.NaN : table.Row(row)[column] / 10);
            if (size > 0 && (diameter > MostRatio * size || diameter < size / MostRatio))
            {
                yield return FormattableString.Invariant(
                    $"patient {patient.Id}: the lesion mask is {diameter:0.0} cm wide, column '{Column}' says {size:0.###}: check the mask, its label, and the unit of the column");
            }
        }
    }
}
