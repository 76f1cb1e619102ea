using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tuning;

/// <summary>A checksum of the names, types and values of data: numbers, texts, keys and vectors of numbers.</summary>
internal static class DataFingerprint
{
    public static string Of(IDataView data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        DataViewSchema.Column[] columns = [.. data.Schema.Where(c => !c.IsHidden)];
        foreach (var column in columns)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{column.Name}\0{column.Type}\0"));
        }

        using var cursor = data.GetRowCursor(columns);
        Action[] readers = [.. columns.Select(c => Reader(cursor, c, hash)).OfType<Action>()];
        while (cursor.MoveNext())
        {
            Array.ForEach(readers, read => read());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A checksum of the rows of folds: what is tuned on what.</summary>
    public static string Of(IReadOnlyList<TuningPart> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(BitConverter.GetBytes(part.Number));
            foreach (var fold in part.Folds)
            {
                foreach (var row in fold.Fold.Training.Append(-1).Concat(fold.Fold.Test).Append(-1))
                {
                    hash.AppendData(BitConverter.GetBytes(row));
                }
            }
        }

        return FormattableString.Invariant($"{parts.Count}, rows {Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }

    private static Action? Reader(DataViewRowCursor cursor, DataViewSchema.Column column, IncrementalHash hash)
    {
        return column.Type switch
        {
            VectorDataViewType { ItemType: NumberDataViewType item } when item == NumberDataViewType.Single => Vector(),
            TextDataViewType => Text(),
            { RawType: var type } when type == typeof(float) => Number<float>(v => v),
            { RawType: var type } when type == typeof(double) => Number<double>(v => v),
            { RawType: var type } when type == typeof(int) => Number<int>(v => v),
            { RawType: var type } when type == typeof(long) => Number<long>(v => v),
            { RawType: var type } when type == typeof(uint) => Number<uint>(v => v),
            { RawType: var type } when type == typeof(bool) => Number<bool>(v => v ? 1 : 0),
            _ => null,
        };

        Action Number<T>(Func<T, double> convert)
            where T : struct
        {
            var getter = cursor.GetGetter<T>(column);
            return () =>
            {
                var value = default(T);
                getter(ref value);
                hash.AppendData(BitConverter.GetBytes(convert(value)));
            };
        }

        Action Text()
        {
            var getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
            return () =>
            {
                ReadOnlyMemory<char> value = default;
                getter(ref value);
                hash.AppendData(Encoding.UTF8.GetBytes(value + "\0"));
            };
        }

        Action Vector()
        {
            var getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> value = default;
            return () =>
            {
                getter(ref value);
                foreach (var number in value.DenseValues())
                {
                    hash.AppendData(BitConverter.GetBytes(number));
                }
            };
        }
    }
}
