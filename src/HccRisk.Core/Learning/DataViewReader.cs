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
