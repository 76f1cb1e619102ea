using HccRisk.Core.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Learning;

/// <summary>The rows a transform learns from, one column of values after the other; NaN where a value is missing, never infinite.</summary>
internal sealed class TrainingMatrix
{
    private readonly double[] _values;

    /// <summary>Reads the rows.</summary>
    /// <param name="data">The data.</param>
    /// <param name="column">Column read.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="slots">Names of its slots.</param>
    public TrainingMatrix(IDataView data, string column, string name, IReadOnlyList<string> slots)
    {
        (Name, Slots) = (name, slots);
        (var values, Rows, Columns) = DataViewReader.ReadMatrix(data, column);
        if (Rows == 0)
        {
            throw new ColumnException($"Column '{name}' has no rows to learn from.");
        }

        _values = new double[values.Length];
        for (var at = 0; at < values.Length; at++)
        {
            var (row, slot) = (at / Columns, at % Columns);
            _values[(slot * Rows) + row] = double.IsInfinity(values[at])
                ? throw new ColumnException(FormattableString.Invariant(
                    $"{Slot(slot)} is {values[at]} in row {row}; a value must be finite, or NaN where it is missing."))
                : values[at];
        }
    }

    /// <summary>Name of the column.</summary>
    public string Name { get; }

    public IReadOnlyList<string> Slots { get; }

    public int Rows { get; }

    public int Columns { get; }

    public ReadOnlySpan<double> this[int slot] => _values.AsSpan(slot * Rows, Rows);

    /// <summary>A slot, as messages name it.</summary>
    public string Slot(int slot) => $"Column '{Name}': slot '{Slots[slot]}'";

    /// <summary>The values of a slot that are there, ascending.</summary>
    public double[] Sorted(int slot)
    {
        var values = this[slot];
        var sorted = new double[values.Length - Missing(slot)];
        var count = 0;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                sorted[count++] = value;
            }
        }

        sorted.AsSpan().Sort();
        return sorted;
    }

    /// <summary>As <see cref="Sorted"/>; a slot without any value is a fault.</summary>
    /// <exception cref="ColumnException">No row has a value.</exception>
    public double[] SortedOrThrow(int slot) => Sorted(slot) is { Length: > 0 } sorted
        ? sorted
        : throw new ColumnException(FormattableString.Invariant(
            $"{Slot(slot)} has no value in any of the {Rows} training rows: leave it out, as ml.Transforms.FilterMissing does."));

    /// <summary>Rows in which a slot has no value.</summary>
    public int Missing(int slot)
    {
        var missing = 0;
        foreach (var value in this[slot])
        {
            missing += double.IsNaN(value) ? 1 : 0;
        }

        return missing;
    }

    /// <summary>Mean and standard deviation (over n) of the values that are there; the deviation of equal values is exactly 0.</summary>
    public static (double Mean, double Deviation) Moments(ReadOnlySpan<double> sorted)
    {
        if (sorted.IsEmpty || sorted[0] == sorted[^1])
        {
            return (sorted.IsEmpty ? double.NaN : sorted[0], 0);
        }

        var (sum, squares) = (0.0, 0.0);
        foreach (var value in sorted)
        {
            sum += value;
        }

        var mean = sum / sorted.Length;
        foreach (var value in sorted)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, Math.Sqrt(squares / sorted.Length));
    }
}
