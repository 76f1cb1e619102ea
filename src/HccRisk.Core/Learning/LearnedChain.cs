using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HccRisk.Core.Learning;

/// <summary>
/// Turns a learned function into built-in transforms only, which ML.NET can save and load by itself: the native carriers for the outputs
/// the function
/// lowers. For the others a value map holds the state and, for each vector, a template that gives it size and slot names; a custom
/// mapping evaluates the row
/// into text; expressions read each slot back from it. See docs/decisions on ML.NET persistence.
/// </summary>
internal static class LearnedChain
{
    public const string KeyColumn = "HccRisk.Key";
    public const string StateColumn = "HccRisk.State";
    public const string InputColumn = "HccRisk.Input";
    public const string GroupColumn = "HccRisk.Group";
    public const string OutputColumn = "HccRisk.Output";
    public const string IndexColumn = "HccRisk.Index";
    public const string TemplateColumn = "HccRisk.Template";

    private static readonly MLContext Tables = new(seed: 0);

    /// <summary>What a function runs as: ML.NET's own transforms for the outputs that they can carry, the mapping for the
    /// others.</summary>
    /// <returns>What runs in this process, and what a file holds of it, which is made when it is asked for.</returns>
    public static (ITransformer Running, Lazy<ITransformer> Saved) Fit(TransformsCatalog catalog, LearnedColumns columns, RowFunction function, IDataView data)
    {
        if (function is not LearnedFunction learned)
        {
            var state = LearnedState.Write(function, columns);
            RequireReadable(state);
            var mapped = Map(catalog, columns, function, state).Fit(data);
            return (mapped, new(mapped));
        }

        var native = NativeCarriers.AreOff ? null : NativeCarriers.Make(learned, columns, data);
        if (native is var (parts, carried) && carried.Count == function.Outputs.Count)
        {
            var chain = new TransformerChain<ITransformer>([.. parts]);
            return (chain, new(chain));
        }

        IReadOnlyList<ITransformer> before = native?.Parts ?? [];
        IReadOnlySet<int>? without = native?.Carried;
        var view = before.Aggregate(data, (rows, part) => part.Transform(rows));
        var running = new TransformerChain<ITransformer>([.. before, .. DirectMapping.Make(catalog, columns, learned, view, without)]);
        var empty = Empty(columns, view.Schema);
        return (running, new(() =>
        {
            var state = LearnedState.Write(function, columns);
            RequireReadable(state);
            return new TransformerChain<ITransformer>(
                [.. before, .. (IEnumerable<ITransformer>)Map(catalog, columns, function, state, without).Fit(empty)]);
        }));
    }

    /// <summary>Whether the mapping runs in a chain: such a chain needs the function's class, one of carriers alone does not.</summary>
    public static bool Maps(IEnumerable<ITransformer> chain) =>
        chain.Any(part => part.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(CustomMappingTransformer<,>));

    /// <summary>The mapping of a function, or of its outputs that nothing else carries.</summary>
    public static IEstimator<ITransformer> Map(
        TransformsCatalog catalog, LearnedColumns columns, RowFunction function, string state, IReadOnlySet<int>? carried = null)
    {
        var (outputs, texts) = (function.Outputs, function is TextFunction);
        if (columns.Outputs.Count != outputs.Count)
        {
            throw new ArgumentException($"'columns' names {columns.Outputs.Count} outputs, the function has {outputs.Count}.", nameof(columns));
        }

        var states = Table(new StateRow { Key = true, State = state });
        IEstimator<ITransformer> chain = catalog.CustomMapping(new KeyMappingFactory().GetMapping(), KeyMappingFactory.Contract)
            .Append(catalog.Conversion.MapValue(StateColumn, states, states.Schema[nameof(StateRow.Key)], states.Schema[nameof(StateRow.State)], KeyColumn));
        var scratch = new List<string> { KeyColumn, StateColumn, InputColumn, OutputColumn };
        if (texts)
        {
            chain = chain.Append(catalog.Concatenate(InputColumn, [columns.Input, .. columns.FurtherInputs]))
                .Append(catalog.CustomMapping(new TextMappingFactory().GetMapping(), TextMappingFactory.Contract));
        }
        else
        {
            scratch.AddRange([GroupColumn, IndexColumn]);
            chain = chain.Append(catalog.CopyColumns(InputColumn, columns.Input));
            chain = columns.Group is null
                ? chain.Append(catalog.CustomMapping(new NoGroupMappingFactory().GetMapping(), NoGroupMappingFactory.Contract))
                : chain.Append(catalog.CopyColumns(GroupColumn, columns.Group));
        }

        var start = 0;
        for (var i = 0; i < outputs.Count; i++)
        {
            if (carried?.Contains(i) == true)
            {
                continue;
            }

            if (!texts)
            {
                // A mapping of its own for each output: what nobody asks for is not computed.
                chain = chain.Append(catalog.Expression(IndexColumn, FormattableString.Invariant($"key => {i}f"), KeyColumn))
                    .Append(catalog.CustomMapping(new LearnedMappingFactory().GetMapping(), LearnedMappingFactory.Contract));
            }

            if (outputs[i].SlotNames is { } slots)
            {
                var template = TemplateColumn + i;
                var offsets = Template(slots, start);
                chain = chain
                    .Append(catalog.Conversion.MapValue(template, offsets, offsets.Schema[nameof(TemplateRow.Key)], offsets.Schema[nameof(TemplateRow.Offsets)], KeyColumn))
                    .Append(catalog.Expression(columns.Outputs[i], $"(at, text) => single(mid(text, int(at), int(at) + {LearnedText.Width}))", template, OutputColumn));
                scratch.Add(template);
            }
            else
            {
                chain = chain.Append(catalog.Expression(columns.Outputs[i], $"text => single(mid(text, {start}, {start + LearnedText.Width}))", OutputColumn));
            }

            start += texts ? outputs[i].Length * LearnedText.Width : 0;
        }

        return chain.Append(catalog.DropColumns([.. scratch]));
    }

    /// <summary>No rows of the columns that a mapping reads: the data a model was fitted on must not live as long as the model.</summary>
    private static IDataView Empty(LearnedColumns columns, DataViewSchema schema)
    {
        var inputs = SchemaDefinition.Create(typeof(InputRow));
        SlotNames.Describe(inputs[nameof(InputRow.Input)], SlotNames.Read(schema[columns.Input]));
        inputs[nameof(InputRow.Input)].ColumnName = columns.Input;
        inputs[nameof(InputRow.Group)].ColumnName = columns.Group ?? GroupColumn;
        return Tables.Data.LoadFromEnumerable<InputRow>([], inputs);
    }

    /// <summary>The mapping reads the state on a thread of ML.NET's, which hides why it cannot: so it is read here first.</summary>
    private static void RequireReadable(string state) => _ = LearnedState.Read(state);

    private static IDataView Table(StateRow row) => Tables.Data.LoadFromEnumerable([row]);

    private static IDataView Template(IReadOnlyList<string> slots, int start)
    {
        var schema = SchemaDefinition.Create(typeof(TemplateRow));
        SlotNames.Describe(schema[nameof(TemplateRow.Offsets)], slots);
        var offsets = Enumerable.Range(0, slots.Count).Select(i => (float)(start + (i * LearnedText.Width))).ToArray();
        return Tables.Data.LoadFromEnumerable([new TemplateRow { Key = true, Offsets = offsets }], schema);
    }

    private sealed class InputRow
    {
        public VBuffer<float> Input { get; set; }

        public string Group { get; set; } = string.Empty;
    }

    private sealed class StateRow
    {
        public bool Key { get; set; }

        public string State { get; set; } = string.Empty;
    }

    private sealed class TemplateRow
    {
        public bool Key { get; set; }

        public float[] Offsets { get; set; } = [];
    }
}
