using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Core.Learning;

/// <summary>Reads whole columns of a data view into arrays.</summary>
public static class DataViewReader
{
    /// <summary>A vector column as a row-major matrix.</summary>
    /// <param name="data">The data.</param>
    /// <param name="column">A vector of <see cref="float"/> of known size.</param>
    /// <returns>Values (NaN where missing), number of rows, number of slots.</returns>
    /// <exception cref="ColumnException">The column is missing or of another type.</exception>
    public static (double[] Values, int Rows, int Slots) ReadMatrix(IDataView data, string column)
    {
        ArgumentNullException.ThrowIfNull(data);
        new RequiredColumn(column, RequiredColumnKind.Vector).Check(data.Schema);
        var source = data.Schema[column];
        var slots = ((VectorDataViewType)source.Type).Size;
        var values = new List<double>((int)(data.GetRowCount() ?? 256) * slots);
        using var cursor = data.GetRowCursor([source]);
        var getter = cursor.GetGetter<VBuffer<float>>(source);
        VBuffer<float> row = default;
        var dense = new float[slots];
        var rows = 0;
        while (cursor.MoveNext())
        {
            getter(ref row);
            row.CopyTo(dense);
            foreach (var value in dense)
            {
                values.Add(value);
            }

            rows++;
        }

        return ([.. values], rows, slots);
    }

    /// <summary>A column of single numbers.</summary>
    /// <param name="data">The data.</param>
    /// <param name="column">A <see cref="float"/> column.</param>
    /// <exception cref="ColumnException">The column is missing or of another type.</exception>
    public static double[] ReadNumbers(IDataView data, string column)
    {
        ArgumentNullException.ThrowIfNull(data);
        new RequiredColumn(column, RequiredColumnKind.Number).Check(data.Schema);
        return [.. data.GetColumn<float>(data.Schema[column]).Select(v => (double)v)];
    }

    /// <summary>A column of single numbers of any kind.</summary>
    /// <param name="data">The data.</param>
    /// <param name="column">A column of <see cref="float"/>, <see cref="double"/> or integers.</param>
    /// <returns>The numbers, NaN where missing.</returns>
    /// <exception cref="ColumnException">The column is missing or of another type.</exception>
    public static double[] ReadAnyNumbers(IDataView data, string column)
    {
        ArgumentNullException.ThrowIfNull(data);
        new RequiredColumn(column, RequiredColumnKind.AnyNumber).Check(data.Schema);
        return CodeColumn.Numbers(data, data.Schema[column]);
    }

    /// <summary>A column of codes of what happened.</summary>
    /// <param name="data">The data.</param>
    /// <param name="column">
    /// Numbers of any kind; Booleans, of which false is 0 and true is 1; or a key: with names of its values the number that the name is, without any its place from 0.
    /// </param>
    /// <returns>The codes, NaN where missing.</returns>
    /// <exception cref="ColumnException">The column is missing or of another type, or a key's values are no numbers.</exception>
    public static double[] ReadEventCodes(IDataView data, string column)
    {
        ArgumentNullException.ThrowIfNull(data);
        new RequiredColumn(column, RequiredColumnKind.Code).Check(data.Schema);
        return CodeColumn.Codes(data, data.Schema[column]);
    }

    /// <summary>A text column.</summary>
    /// <param name="data">The data.</param>
    /// <param name="column">A text column.</param>
    /// <exception cref="ColumnException">The column is missing or of another type.</exception>
    public static string[] ReadTexts(IDataView data, string column)
    {
        ArgumentNullException.ThrowIfNull(data);
        new RequiredColumn(column, RequiredColumnKind.Text).Check(data.Schema);
        return [.. data.GetColumn<string>(data.Schema[column])];
    }
}
