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
        RequiredColumnKind.AnyNumber => "a number",
        RequiredColumnKind.Code => "a number, a Boolean or a key",
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
            RequiredColumnKind.AnyNumber => column.Type is NumberDataViewType,
            RequiredColumnKind.Code => column.Type is NumberDataViewType or BooleanDataViewType or KeyDataViewType,
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

        var kind = Kind == RequiredColumnKind.Vector ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar;
        var fits = Kind switch
        {
            RequiredColumnKind.Vector or RequiredColumnKind.Number => column.ItemType == NumberDataViewType.Single,
            RequiredColumnKind.AnyNumber => column.ItemType is NumberDataViewType && !column.IsKey,
            RequiredColumnKind.Code => column.ItemType is NumberDataViewType or BooleanDataViewType,
            _ => column.ItemType == TextDataViewType.Instance,
        };
        if (column.Kind != kind || !fits)
        {
            throw Mistyped($"{column.Kind} of {column.ItemType}");
        }
    }

    private ColumnException Missing(IEnumerable<string> present) =>
        new($"Column '{Name}' ({Wanted}) is not in the data{NearestNames.Hint(Name, present)}.");

    private ColumnException Mistyped(string actual) =>
        new($"Column '{Name}' must be {Wanted}, but is {actual}.");
}
