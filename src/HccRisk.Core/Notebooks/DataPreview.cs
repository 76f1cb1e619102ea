using System.Globalization;
using HccRisk.Core.Printing;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Core.Notebooks;

/// <summary>The first rows of a data view as text, the way a notebook or a terminal shows them.</summary>
[TypeFormatterSource(typeof(DataPreviewFormatter))]
public sealed class DataPreview
{
    /// <summary>So many slots of a vector are shown.</summary>
    private const int Slots = 4;

    private DataPreview(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows, long? rowCount)
    {
        Columns = columns;
        Rows = rows;
        RowCount = rowCount;
    }

    /// <summary>Names of the columns, hidden ones left out, each with its type where that is a vector: <c>Radiomics [120]</c>.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The rows, one text a column; a missing number is "-", of a vector the first four values are shown.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    /// <summary>Rows of the whole data view; null where it does not know without being read.</summary>
    public long? RowCount { get; }

    /// <summary>Reads the first rows, and no more.</summary>
    /// <param name="data">The data.</param>
    /// <param name="rows">How many, above zero.</param>
    public static DataPreview Of(IDataView data, int rows = 10)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        DataViewSchema.Column[] columns = [.. data.Schema.Where(c => !c.IsHidden)];
        using var cursor = data.GetRowCursor(columns);
        Func<string>[] cells = [.. columns.Select(c => Cell(cursor, c))];
        var read = new List<IReadOnlyList<string>>();
        while (read.Count < rows && cursor.MoveNext())
        {
            read.Add([.. cells.Select(cell => cell())]);
        }

        return new DataPreview([.. columns.Select(Heading)], read, data.GetRowCount());
    }

    /// <summary>The columns under one another.</summary>
    public override string ToString()
    {
        int[] widths = [.. Columns.Select((name, c) => Math.Max(name.Length, Rows.Select(r => r[c].Length).DefaultIfEmpty().Max()))];
        return string.Join(Environment.NewLine, Rows.Prepend(Columns).Select(r => string.Join("  ", r.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd()));
    }

    private static string Heading(DataViewSchema.Column column) => column.Type is VectorDataViewType vector
        ? string.Create(CultureInfo.InvariantCulture, $"{column.Name} [{(vector.Size > 0 ? vector.Size : "any")}]")
        : column.Name;

    private static Func<string> Cell(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        VectorDataViewType vector => (Func<string>)typeof(DataPreview)
            .GetMethod(nameof(Vector), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(vector.ItemType.RawType).Invoke(null, [row, column])!,
        var type => (Func<string>)typeof(DataPreview)
            .GetMethod(nameof(Single), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(type.RawType).Invoke(null, [row, column])!,
    };

    private static Func<string> Single<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return Text(value);
        };
    }

    private static Func<string> Vector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            var first = string.Join(" ", value.Items(all: true).Take(Slots).Select(item => Text(item.Value)));
            return value.Length > Slots ? first + " ..." : first;
        };
    }

    private static string Text<T>(T value) => value switch
    {
        float number => Printed.Number(number),
        double number => Printed.Number(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? string.Empty,
    };
}
