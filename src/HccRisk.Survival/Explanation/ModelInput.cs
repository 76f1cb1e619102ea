using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Explanation;

/// <summary>One number that goes into a model: a slot of a vector column, or a column of numbers.</summary>
/// <param name="Column">The column.</param>
/// <param name="Slot">Index of the slot; 0 for a column of numbers.</param>
/// <param name="Name">Name of the slot, after that of its column where there are several vectors.</param>
internal sealed record ModelInput(string Column, int Slot, string Name)
{
    /// <summary>What stands before the first dot of the name, or the column.</summary>
    public string Modality => Name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? Name[..dot] : Column;

    /// <summary>The inputs of the columns named, or of all columns of numbers that the outputs of a model depend on.</summary>
    /// <exception cref="ArgumentException">The model does not tell what it depends on, or on no number.</exception>
    public static IReadOnlyList<ModelInput> Of(ITransformer model, IDataView data, IReadOnlyList<string>? named, IReadOnlyList<string> outputs)
    {
        var columns = named is null ? Needed(model, data.Schema, outputs) : [.. named.Select(n => Required(data.Schema, n))];
        var vectors = columns.Count(c => c.Type is VectorDataViewType);
        ModelInput[] inputs = [.. columns.SelectMany(c => SlotNames.Read(c).Select((name, slot) => new ModelInput(
            c.Name,
            slot,
            vectors < 2 || c.Type is not VectorDataViewType || name.StartsWith(c.Name + ".", StringComparison.Ordinal) ? name : $"{c.Name}.{name}")))];
        return inputs.Length > 0
            ? inputs
            : throw new ArgumentException($"'{string.Join("', '", outputs)}' of the model depends on no column of numbers: name its InputColumns.", nameof(model));
    }

    /// <summary>A vector column, or a column of numbers as one slot, row-major.</summary>
    public static (double[] Values, int Rows, int Slots) Read(IDataView data, string column)
    {
        if (data.Schema[column].Type is VectorDataViewType)
        {
            return DataViewReader.ReadMatrix(data, column);
        }

        var numbers = DataViewReader.ReadNumbers(data, column);
        return (numbers, numbers.Length, 1);
    }

    private static DataViewSchema.Column Required(DataViewSchema schema, string name)
    {
        new RequiredColumn(name, schema.GetColumnOrNull(name)?.Type is VectorDataViewType ? RequiredColumnKind.Vector : RequiredColumnKind.Number).Check(schema);
        return schema[name];
    }

    private static List<DataViewSchema.Column> Needed(ITransformer model, DataViewSchema schema, IReadOnlyList<string> outputs)
    {
        if (!model.IsRowToRowMapper)
        {
            throw new ArgumentException("The model is no function of single rows, so it does not tell which columns it reads: name its InputColumns.", nameof(model));
        }

        var mapper = model.GetRowToRowMapper(schema);
        return [.. mapper.GetDependencies(mapper.OutputSchema.Where(c => !c.IsHidden && outputs.Contains(c.Name)))
            .Select(c => schema[c.Index]).DistinctBy(c => c.Index).Where(IsNumeric).OrderBy(c => c.Index)];
    }

    private static bool IsNumeric(DataViewSchema.Column column) =>
        column.Type == NumberDataViewType.Single || column.Type is VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType { RawType: var type } } && type == typeof(float);
}
