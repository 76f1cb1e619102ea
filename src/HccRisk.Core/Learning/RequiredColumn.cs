using HccRisk.Core.Naming;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Core.Learning;

/// <summary>A column that must be there, and the type it must have.</summary>
/// <param name="Name">Column name, case-sensitive as in ML.NET.</param>
/// <param name="Kind">Type.</param>
public sealed record RequiredColumn(string Name, RequiredColumnKind Kind)
{
    private string Wanted => Kind switch
    {
        RequiredColumnKind.Vector => "a vector of Single of known size",
        RequiredColumnKind.Number => "a Single",
        _ => "a text",
    };

    /// <summary>Checks a schema.</summary>
    /// <param name="schema">Schema of the data.</param>
    /// <exception cref="ColumnException">The column is missing or of another type.</exception>
    public void Check(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.GetColumnOrNull(Name) is not { } column)
        {
            throw Missing(schema.Select(c => c.Name));
        }

        var fits = Kind switch
        {
            RequiredColumnKind.Vector => column.Type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType == NumberDataViewType.Single,
            RequiredColumnKind.Number => column.Type == NumberDataViewType.Single,
            _ => column.Type == TextDataViewType.Instance,
        };
        if (!fits)
        {
            throw Mistyped(column.Type.ToString() ?? "unknown");
        }
    }

    /// <summary>Checks the shape of a schema that is not known in full yet.</summary>
    /// <param name="schema">Shape of the data.</param>
    /// <exception cref="ColumnException">The column is missing or of another type.</exception>
    public void Check(SchemaShape schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var column = schema.FirstOrDefault(c => c.Name == Name);
        if (column.Name is null)
        {
            throw Missing(schema.Select(c => c.Name));
        }

        var (kind, type) = Kind switch
        {
            RequiredColumnKind.Vector => (SchemaShape.Column.VectorKind.Vector, (DataViewType)NumberDataViewType.Single),
            RequiredColumnKind.Number => (SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single),
            _ => (SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance),
        };
        if (column.Kind != kind || column.ItemType != type)
        {
            throw Mistyped($"{column.Kind} of {column.ItemType}");
        }
    }

    private ColumnException Missing(IEnumerable<string> present) =>
        new($"Column '{Name}' ({Wanted}) is not in the data{NearestNames.Hint(Name, present)}.");

    private ColumnException Mistyped(string actual) =>
        new($"Column '{Name}' must be {Wanted}, but is {actual}.");
}
