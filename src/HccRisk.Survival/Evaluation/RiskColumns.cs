using System.Globalization;
using HccRisk.Core.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Evaluation;

/// <summary>Reads predicted risks from the column a pipeline writes them to.</summary>
public static class RiskColumns
{
    /// <summary>The risks of the horizons that the column has a slot for; none without such a column.</summary>
    /// <param name="data">What a model's <c>Transform</c> returned.</param>
    /// <param name="column">Vector with one slot a horizon, named after it; null for none.</param>
    /// <param name="horizons">The horizons wanted.</param>
    /// <returns>Risks at those of the horizons that have a slot, in their order.</returns>
    public static IReadOnlyList<HorizonRisk> Read(IDataView data, string? column, IReadOnlyList<double> horizons)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(horizons);
        if (column is null || data.Schema.GetColumnOrNull(column) is not { } source)
        {
            return [];
        }

        var (values, rows, slots) = DataViewReader.ReadMatrix(data, column);
        var names = SlotNames.Read(source);
        var risks = new List<HorizonRisk>();
        foreach (var time in horizons)
        {
            var slot = Enumerable.Range(0, slots).FirstOrDefault(
                s => double.TryParse(names[s], NumberStyles.Float, CultureInfo.InvariantCulture, out var named) && named == time, -1);
            if (slot >= 0)
            {
                var risk = new double[rows];
                for (var i = 0; i < rows; i++)
                {
                    risk[i] = values[(i * slots) + slot];
                }

                risks.Add(new HorizonRisk(time, risk));
            }
        }

        return risks;
    }
}
