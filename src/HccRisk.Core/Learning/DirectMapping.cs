using System.Buffers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Core.Learning;

/// <summary>
/// A learned function in the memory of the process that fitted it: a mapping for each output, whose columns get their size and slot names here. A file cannot hold
/// these, so saving writes the chain of <see cref="LearnedChain.Map(TransformsCatalog, LearnedColumns, RowFunction, string, IReadOnlySet{int}?)"/>, which gives the
/// same bits by the longer way through text.
/// </summary>
internal static class DirectMapping
{
    /// <summary>The mappings of the outputs that nothing else carries.</summary>
    /// <param name="catalog">Transforms of the context in use.</param>
    /// <param name="columns">Columns read and written.</param>
    /// <param name="function">What was learned.</param>
    /// <param name="data">Data of the schema; no row is read.</param>
    /// <param name="carried">Indices of outputs to leave out.</param>
    public static IReadOnlyList<ITransformer> Make(
        TransformsCatalog catalog, LearnedColumns columns, LearnedFunction function, IDataView data, IReadOnlySet<int>? carried)
    {
        var outputs = function.Outputs;
        if (columns.Outputs.Count != outputs.Count)
        {
            throw new ArgumentException($"'columns' names {columns.Outputs.Count} outputs, the function has {outputs.Count}.", nameof(columns));
        }

        int[] wanted = [.. Enumerable.Range(0, outputs.Count).Where(i => carried?.Contains(i) != true)];
        var parts = new List<ITransformer>();
        var (input, group) = (columns.Input, columns.Group);
        void Add(IEstimator<ITransformer> estimator)
        {
            var part = estimator.Fit(data);
            data = part.Transform(data);
            parts.Add(part);
        }

        // What an output replaces is still read by those after it.
        var kept = new List<string>();
        string Keep(string column, string copy)
        {
            if (wanted.Length < 2 || !columns.Outputs.Contains(column, StringComparer.Ordinal))
            {
                return column;
            }

            Add(catalog.CopyColumns(copy, column));
            kept.Add(copy);
            return copy;
        }

        input = Keep(input, LearnedChain.InputColumn);
        group = group is null ? null : Keep(group, LearnedChain.GroupColumn);
        foreach (var i in wanted)
        {
            Add(group is null
                ? Map<Row>(catalog, function, i, columns.Outputs[i], input, null)
                : Map<GroupRow>(catalog, function, i, columns.Outputs[i], input, group));
        }

        if (kept.Count > 0)
        {
            Add(catalog.DropColumns([.. kept]));
        }

        return parts;
    }

    /// <summary>The schema with the columns written, before anything is learned.</summary>
    /// <param name="catalog">Transforms of the context in use.</param>
    /// <param name="columns">Columns read and written.</param>
    /// <param name="outputs">Shape of the outputs.</param>
    /// <param name="input">The schema they are added to.</param>
    public static SchemaShape Shape(TransformsCatalog catalog, LearnedColumns columns, IReadOnlyList<LearnedOutput> outputs, SchemaShape input)
    {
        for (var i = 0; i < outputs.Count; i++)
        {
            IEstimator<ITransformer> mapping = outputs[i].SlotNames is { } slots
                ? catalog.CustomMapping<KeyMappingFactory.Nothing, Vector>((_, _) => { }, null, null, OfVector(columns.Outputs[i], slots))
                : catalog.CustomMapping<KeyMappingFactory.Nothing, Number>((_, _) => { }, null, null, OfNumber(columns.Outputs[i]));
            input = mapping.GetOutputSchema(input);
        }

        return input;
    }

    private static IEstimator<ITransformer> Map<TRow>(
        TransformsCatalog catalog, LearnedFunction function, int index, string column, string input, string? group)
        where TRow : class, IRow, new()
    {
        var read = SchemaDefinition.Create(typeof(TRow));
        read[nameof(IRow.Input)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, function.InputSlots.Count);
        read[nameof(IRow.Input)].ColumnName = input;
        if (group is not null)
        {
            read[nameof(IRow.Group)].ColumnName = group;
        }

        if (function.Outputs[index].SlotNames is not { } slots)
        {
            return catalog.CustomMapping<TRow, Number>(
                (row, result) =>
                {
                    float value = 0;
                    Evaluate(function, index, row.Input, row.Group.Span, new Span<float>(ref value));
                    result.Value = value;
                },
                contractName: null,
                read,
                OfNumber(column));
        }

        var length = slots.Count;
        return catalog.CustomMapping<TRow, Vector>(
            (row, result) =>
            {
                var values = result.Values;
                var editor = VBufferEditor.Create(ref values, length);
                Evaluate(function, index, row.Input, row.Group.Span, editor.Values);
                result.Values = editor.Commit();
            },
            contractName: null,
            read,
            OfVector(column, slots));
    }

    private static SchemaDefinition OfNumber(string column)
    {
        var number = SchemaDefinition.Create(typeof(Number));
        number[nameof(Number.Value)].ColumnName = column;
        return number;
    }

    private static SchemaDefinition OfVector(string column, IReadOnlyList<string> slots)
    {
        var vector = SchemaDefinition.Create(typeof(Vector));
        SlotNames.Describe(vector[nameof(Vector.Values)], slots);
        vector[nameof(Vector.Values)].ColumnName = column;
        return vector;
    }

    private static void Evaluate(LearnedFunction function, int index, VBuffer<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        if (input.IsDense)
        {
            function.Evaluate(index, input.GetValues(), group, output);
            return;
        }

        var dense = ArrayPool<float>.Shared.Rent(input.Length);
        try
        {
            var values = dense.AsSpan(0, input.Length);
            input.CopyTo(values);
            function.Evaluate(index, values, group, output);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(dense);
        }
    }

    private interface IRow
    {
        VBuffer<float> Input { get; }

        ReadOnlyMemory<char> Group { get; }
    }

    private sealed class Row : IRow
    {
        public VBuffer<float> Input { get; set; }

        ReadOnlyMemory<char> IRow.Group => default;
    }

    private sealed class GroupRow : IRow
    {
        public VBuffer<float> Input { get; set; }

        public ReadOnlyMemory<char> Group { get; set; }
    }

    private sealed class Number
    {
        public float Value { get; set; }
    }

    private sealed class Vector
    {
        public VBuffer<float> Values { get; set; }
    }
}
