using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Core.Learning;

/// <summary>Names of the slots of vector columns.</summary>
public static class SlotNames
{
    /// <summary>The slot names of a column; slots without a name are called by the column's name and their index.</summary>
    /// <param name="column">A vector column of known size, or a single number (one slot, the column's name).</param>
    public static IReadOnlyList<string> Read(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType vector)
        {
            return [column.Name];
        }

        var names = new string[vector.Size];
        if (column.HasSlotNames())
        {
            VBuffer<ReadOnlyMemory<char>> slots = default;
            column.GetSlotNames(ref slots);
            foreach (var (index, name) in slots.Items())
            {
                names[index] = name.ToString();
            }
        }

        for (var i = 0; i < names.Length; i++)
        {
            if (string.IsNullOrEmpty(names[i]))
            {
                names[i] = $"{column.Name}.{i}";
            }
        }

        return names;
    }

    /// <summary>Adds slot names to a column of a schema definition, and fixes its size to theirs.</summary>
    /// <param name="column">Column of a schema definition for rows in memory.</param>
    /// <param name="names">One name a slot.</param>
    public static void Describe(SchemaDefinition.Column column, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(names);
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, names.Count);
        column.AddAnnotation(
            "SlotNames",
            new VBuffer<ReadOnlyMemory<char>>(names.Count, names.Select(n => n.AsMemory()).ToArray()),
            new VectorDataViewType(TextDataViewType.Instance, names.Count));
    }
}
