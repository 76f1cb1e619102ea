using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Core.Learning;

/// <summary>Columns of numbers and codes, whatever ML.NET type they came as.</summary>
internal static class CodeColumn
{
    public static double[] Numbers(IDataView data, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var t when t == typeof(float) => Read<float>(data, column, v => v),
        var t when t == typeof(double) => Read<double>(data, column, v => v),
        var t when t == typeof(sbyte) => Read<sbyte>(data, column, v => v),
        var t when t == typeof(byte) => Read<byte>(data, column, v => v),
        var t when t == typeof(short) => Read<short>(data, column, v => v),
        var t when t == typeof(ushort) => Read<ushort>(data, column, v => v),
        var t when t == typeof(int) => Read<int>(data, column, v => v),
        var t when t == typeof(uint) => Read<uint>(data, column, v => v),
        var t when t == typeof(long) => Read<long>(data, column, v => v),
        _ => Read<ulong>(data, column, v => v),
    };

    public static double[] Codes(IDataView data, DataViewSchema.Column column) => column.Type switch
    {
        BooleanDataViewType => Read<bool>(data, column, v => v ? 1 : 0),
        KeyDataViewType => Keys(data, column),
        _ => Numbers(data, column),
    };

    /// <summary>A key counts its values from 1 on in the order it met them, so the place is the code only where the values have no names.</summary>
    private static double[] Keys(IDataView data, DataViewSchema.Column column)
    {
        var places = Numbers(data, column);
        var names = Names(column);
        return Array.ConvertAll(places, place => place == 0 ? double.NaN : names is null ? place - 1 : names[(int)place - 1]);
    }

    private static double[]? Names(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type is not VectorDataViewType type)
        {
            return null;
        }

        return type.ItemType.RawType switch
        {
            var t when t == typeof(float) => Values<float>(column, v => v),
            var t when t == typeof(double) => Values<double>(column, v => v),
            var t when t == typeof(bool) => Values<bool>(column, v => v ? 1 : 0),
            var t when t == typeof(int) => Values<int>(column, v => v),
            var t when t == typeof(uint) => Values<uint>(column, v => v),
            var t when t == typeof(long) => Values<long>(column, v => v),
            _ => Values<ReadOnlyMemory<char>>(column, text => Parse(text, column.Name)),
        };
    }

    private static double Parse(ReadOnlyMemory<char> text, string column) =>
        double.TryParse(text.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ColumnException(
                $"Column '{column}' is a key whose values are texts, one of them '{text}': which of them is censored is not to be guessed. Map them to numbers: 0 for censored, 1, 2, ... for causes (ml.Transforms.Conversion.MapValue).");

    private static double[] Values<T>(DataViewSchema.Column column, Func<T, double> number)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue("KeyValues", ref values);
        return [.. values.DenseValues().Select(number)];
    }

    private static double[] Read<T>(IDataView data, DataViewSchema.Column column, Func<T, double> number)
    {
        var values = new List<double>((int)(data.GetRowCount() ?? 256));
        using var cursor = data.GetRowCursor([column]);
        var getter = cursor.GetGetter<T>(column);
        var value = default(T)!;
        while (cursor.MoveNext())
        {
            getter(ref value);
            values.Add(number(value));
        }

        return [.. values];
    }
}
