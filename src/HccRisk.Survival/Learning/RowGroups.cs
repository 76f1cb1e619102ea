using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Learning;

/// <summary>Which rows are of one patient: they may not stand on both sides of a split.</summary>
public static class RowGroups
{
    /// <summary>The column that is looked at where the data have it and nothing else is said.</summary>
    internal const string Standard = "PatientId";

    /// <summary>Codes of equal values in order of first appearance, and their texts; none without a column.</summary>
    /// <param name="data">The data.</param>
    /// <param name="column">The column; null for none, and none too where <c>PatientId</c> is named but absent.</param>
    /// <exception cref="ColumnException">A column other than the standard one is absent.</exception>
    /// <exception cref="InvalidOperationException">A row has no value, or the column is of a type that names nobody.</exception>
    public static (int[] Codes, IReadOnlyList<string> Names) Read(IDataView data, string? column)
    {
        if (column is null || (column == Standard && data.Schema.GetColumnOrNull(column) is null))
        {
            return ([], []);
        }

        return data.Schema.GetColumnOrNull(column)?.Type switch
        {
            TextDataViewType or null => Code(DataViewReader.ReadTexts(data, column), string.IsNullOrEmpty, column),
            NumberDataViewType { RawType: var type } when type == typeof(float) => Code(data.GetColumn<float>(column), float.IsNaN, column),
            NumberDataViewType { RawType: var type } when type == typeof(double) => Code(data.GetColumn<double>(column), double.IsNaN, column),
            NumberDataViewType { RawType: var type } when type == typeof(int) => Code(data.GetColumn<int>(column), _ => false, column),
            NumberDataViewType { RawType: var type } when type == typeof(long) => Code(data.GetColumn<long>(column), _ => false, column),
            KeyDataViewType { RawType: var type } when type == typeof(uint) => Code(data.GetColumn<uint>(column), key => key == 0, column),
            var other => throw new InvalidOperationException(
                $"Column '{column}' is of type {other}, which tells no patients apart: make it text, name another GroupColumn, or set it to null if every row is a patient."),
        };
    }

    /// <summary>Refuses a group that has rows on several sides of a split by site.</summary>
    internal static void RequireOneSide((int[] Codes, IReadOnlyList<string> Names) groups, IReadOnlyList<string> sides)
    {
        var sideOf = new string?[groups.Names.Count];
        for (var i = 0; i < groups.Codes.Length; i++)
        {
            var group = groups.Codes[i];
            sideOf[group] ??= sides[i];
            if (!string.Equals(sideOf[group], sides[i], StringComparison.Ordinal))
            {
                throw new InvalidOperationException(
                    $"'{groups.Names[group]}' has rows of '{sideOf[group]}' and of '{sides[i]}': the split would judge a model on a patient who taught it.");
            }
        }
    }

    private static (int[] Codes, IReadOnlyList<string> Names) Code<T>(IEnumerable<T> values, Func<T, bool> isMissing, string column)
        where T : notnull
    {
        var known = new Dictionary<T, int>();
        var codes = new List<int>();
        var names = new List<string>();
        foreach (var value in values)
        {
            if (isMissing(value))
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"Column '{column}' is empty in row {codes.Count}; every row needs a value, or set GroupColumn to null if every row is a patient."));
            }

            if (!known.TryGetValue(value, out var code))
            {
                known.Add(value, code = names.Count);
                names.Add(FormattableString.Invariant($"{value}"));
            }

            codes.Add(code);
        }

        return ([.. codes], names);
    }
}
