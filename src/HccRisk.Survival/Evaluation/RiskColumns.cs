using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Evaluation;

/// <summary>Reads predicted risks from the column a pipeline writes them to.</summary>
public static class RiskColumns
{
    /// <summary>The risks of the horizons that the column has a slot for; none without such a column.</summary>
    /// <param name="data">What a model's <c>Transform</c> returned.</param>
    /// <param name="column">Vector with one slot a horizon, named after it, or a single number, such as a "Probability"; null for none.</param>
    /// <param name="horizons">The horizons wanted; with a single number just the one it is for.</param>
    /// <returns>Risks at those of the horizons that have a slot, in their order.</returns>
    /// <exception cref="ColumnException">
    /// The column has one risk a row, and there are several horizons; or a single number does not lie between 0 and 1: the message names column and row.
    /// </exception>
    public static IReadOnlyList<HorizonRisk> Read(IDataView data, string? column, IReadOnlyList<double> horizons)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(horizons);
        if (column is null || data.Schema.GetColumnOrNull(column) is not { } source)
        {
            return [];
        }

        if (source.Type == NumberDataViewType.Single)
        {
            return [ReadScalar(data, column, horizons)];
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

    private static HorizonRisk ReadScalar(IDataView data, string column, IReadOnlyList<double> horizons)
    {
        if (horizons.Count != 1)
        {
            throw new ColumnException(
                $"Column '{column}' has one risk a row, but Horizons are [{string.Join(", ", SurvivalFunction.SlotsOf(horizons))}]: name the one horizon that it is the risk at.");
        }

        var risk = DataViewReader.ReadNumbers(data, column);
        var at = Array.FindIndex(risk, r => r is < 0 or > 1);
        return at < 0
            ? new HorizonRisk(horizons[0], risk)
            : throw new ColumnException(FormattableString.Invariant(
                $"Column '{column}' is {risk[at]} in row {at}; a risk lies between 0 and 1: set RiskColumn to null to judge it as a score only."));
    }
}
