using System.Globalization;

namespace HccRisk.Survival.Formulas;

/// <summary>The columns a formula reads, numbers or labels, one value a row; what a value is missing as is NaN, null or an empty label.</summary>
/// <param name="count">Number of rows, 1 or more.</param>
/// <param name="place">How a message names a row (its index from 0); null for <c>row 1</c>, <c>row 2</c>, ...</param>
public sealed class FormulaTable(int count, Func<int, string>? place = null)
{
    private readonly Dictionary<string, double[]> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?[]> _labels = new(StringComparer.Ordinal);

    /// <summary>Number of rows.</summary>
    public int Count { get; } = count >= 1 ? count : throw new ArgumentOutOfRangeException(nameof(count), count, "A table needs a row or more.");

    /// <summary>Names of the columns.</summary>
    public IReadOnlyCollection<string> Names => [.. _numbers.Keys, .. _labels.Keys];

    /// <summary>Adds a column of numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="numbers">One a row; NaN where it is missing.</param>
    /// <returns>This table.</returns>
    /// <exception cref="ArgumentException">There is such a column, or the number of values is not that of the rows.</exception>
    public FormulaTable Add(string name, ReadOnlySpan<double> numbers)
    {
        Check(name, numbers.Length);
        _numbers.Add(name, numbers.ToArray());
        return this;
    }

    /// <summary>Adds a column of labels, which a model takes as a factor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="labels">One a row; null or empty where it is missing.</param>
    /// <returns>This table.</returns>
    /// <exception cref="ArgumentException">There is such a column, or the number of values is not that of the rows.</exception>
    public FormulaTable Add(string name, IReadOnlyList<string?> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Check(name, labels.Count);
        _labels.Add(name, [.. labels]);
        return this;
    }

    internal bool Has(string column) => _numbers.ContainsKey(column) || _labels.ContainsKey(column);

    internal bool HasLabels(string column) => _labels.ContainsKey(column);

    internal double Number(string column, int row) => _numbers[column][row];

    internal double[] Numbers(string column) => _numbers[column];

    /// <summary>The rows without a missing value in some columns.</summary>
    internal int[] Complete(IReadOnlyList<string> columns)
    {
        var missing = new bool[Count];
        foreach (var column in columns)
        {
            if (_numbers.TryGetValue(column, out var numbers))
            {
                for (var i = 0; i < Count; i++)
                {
                    missing[i] |= double.IsNaN(numbers[i]);
                }
            }
            else
            {
                var labels = _labels[column];
                for (var i = 0; i < Count; i++)
                {
                    missing[i] |= string.IsNullOrEmpty(labels[i]);
                }
            }
        }

        return [.. Enumerable.Range(0, Count).Where(i => !missing[i])];
    }

    /// <summary>The different values of a column in some rows: numbers, and labels that are all numbers, in their order, other labels in theirs.</summary>
    internal string[] Levels(string column, int[] rows)
    {
        if (_numbers.TryGetValue(column, out var numbers))
        {
            return [.. rows.Select(r => numbers[r]).Distinct().Order().Select(Text)];
        }

        string[] labels = [.. rows.Select(r => _labels[column][r]!).Distinct(StringComparer.Ordinal)];
        return Array.TrueForAll(labels, l => Parsed(l) is not null) ? [.. labels.OrderBy(Parsed)] : [.. labels.Order(StringComparer.Ordinal)];
    }

    /// <summary>The label, or the number as text.</summary>
    internal string Label(string column, int row) =>
        _numbers.TryGetValue(column, out var numbers) ? Text(numbers[row]) : _labels[column][row]!;

    internal string Place(int row) => place is null ? FormattableString.Invariant($"row {row + 1}") : place(row);

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static double? Parsed(string label) =>
        double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private void Check(string name, int values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Has(name))
        {
            throw new ArgumentException($"There is a column '{name}' already.", nameof(name));
        }

        if (values != Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"Column '{name}' has {values} values, the table has {Count} rows."), nameof(name));
        }
    }
}
