using HccRisk.Core.Learning;
using HccRisk.Core.Naming;
using HccRisk.Features.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Scaling;

/// <summary>Learns the lines of <see cref="SizeResiduals"/> by least squares over the rows that have both values.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="options">Columns; the size is a slot of the input.</param>
/// <param name="names">Names of the slots after the first, when that is the size, set before them for this transform; null when the size
/// is one of them.</param>
internal sealed class SizeResidualizer(TransformsCatalog catalog, SizeResidualOptions options, IReadOnlyList<string>? names)
    : VectorEstimator<SizeResiduals, SizeResidualOptions>(catalog, options)
{
    protected override SizeResiduals Learn(TrainingMatrix data, Action<string> log)
    {
        var size = names is null ? SlotOf(data) : 0;
        var sizes = Sizes(data, size);
        int[] kept = [.. Enumerable.Range(0, data.Columns).Skip(names is null ? 0 : 1)];
        (double Intercept, double Slope)[] lines = [.. kept.Select(slot => slot == size ? default : Line(data, slot, sizes))];
        return new SizeResiduals
        {
            InputSlots = data.Slots,
            SizeSlot = size,
            LogSize = Options.LogSize,
            Kept = kept,
            Names = names ?? data.Slots,
            Intercepts = [.. lines.Select(l => l.Intercept)],
            Slopes = [.. lines.Select(l => l.Slope)],
        };
    }

    protected override TrainingMatrix Read(IDataView input, IReadOnlyList<string> slots) => names is null
        ? base.Read(input, slots)
        : new TrainingMatrix(input, Options.InputColumn, Options.OutputColumn!, [Options.Size, .. names]);

    private int SlotOf(TrainingMatrix data)
    {
        int[] found = [.. Enumerable.Range(0, data.Columns).Where(j => data.Slots[j] == Options.Size)];
        return found.Length == 1 ? found[0] : throw new ColumnException(found.Length == 0
            ? $"There is neither a column nor a slot of column '{data.Name}' named '{Options.Size}'"
                + $"{NearestNames.Hint(Options.Size, data.Slots)}."
            : FormattableString.Invariant($"Column '{data.Name}' has {found.Length} slots named '{Options.Size}': the size must be one."));
    }

    private double[] Sizes(TrainingMatrix data, int slot)
    {
        var sizes = data[slot].ToArray();
        for (var row = 0; row < sizes.Length; row++)
        {
            if (Options.LogSize && sizes[row] <= 0)
            {
                throw new ColumnException(FormattableString.Invariant(
                    $"Size '{Options.Size}' is {sizes[row]} in row {row}; its logarithm needs a size above 0, or set LogSize to false."));
            }

            sizes[row] = Options.LogSize ? Math.Log(sizes[row]) : sizes[row];
        }

        double[] there = [.. sizes.Where(s => !double.IsNaN(s)).Distinct().Take(2)];
        return there.Length == 2 ? sizes : throw new ColumnException(FormattableString.Invariant(
            $"Size '{Options.Size}' {(there.Length == 0
                ? "has no value" : "is the same")} in all {data.Rows} training rows: no feature can be freed of it."));
    }

    private (double Intercept, double Slope) Line(TrainingMatrix data, int slot, double[] sizes)
    {
        Options.CancellationToken.ThrowIfCancellationRequested();
        var values = data[slot];
        var (count, sumX, sumY) = (0, 0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]) && !double.IsNaN(sizes[i]))
            {
                count++;
                sumX += sizes[i];
                sumY += values[i];
            }
        }

        if (count == 0)
        {
            throw new ColumnException(FormattableString.Invariant(
                $"{data.Slot(slot)} has no value in any of the training rows that have a size."));
        }

        var (meanX, meanY, xx, xy) = (sumX / count, sumY / count, 0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]) && !double.IsNaN(sizes[i]))
            {
                xx += (sizes[i] - meanX) * (sizes[i] - meanX);
                xy += (sizes[i] - meanX) * (values[i] - meanY);
            }
        }

        var slope = xx > 0 ? xy / xx : 0;
        return (meanY - (slope * meanX), slope);
    }
}
