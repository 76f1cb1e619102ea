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
    public static ITransformer Fit(TransformsCatalog catalog, LearnedColumns columns, RowFunction function, IDataView data)
    {
        var state = LearnedState.Write(function, columns);
        var native = function is LearnedFunction learned && !NativeCarriers.AreOff ? NativeCarriers.Make(learned, columns, data, state) : null;
        if (native is not var (parts, carried))
        {
            RequireReadable(state);
            return Map(catalog, columns, function, state).Fit(data);
        }

        if (carried.Count < function.Outputs.Count)
        {
            RequireReadable(state);
            var last = parts[^1].Transform(parts.SkipLast(1).Aggregate(data, (view, part) => part.Transform(view)));
            parts = [.. parts, .. (IEnumerable<ITransformer>)Map(catalog, columns, function, state, carried).Fit(last)];
        }

        return new TransformerChain<ITransformer>([.. parts]);
    }

    /// <summary>Whether the mapping runs in a chain: such a chain needs the function's class, one of carriers alone does not.</summary>
    public static bool Maps(IEnumerable<ITransformer> chain) =>
        chain.Any(part => part.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(CustomMappingTransformer<,>));

    /// <summary>The mapping of a function, or of its outputs that nothing else carries.</summary>
    public static IEstimator<ITransformer> Map(
        TransformsCatalog catalog, LearnedColumns columns, RowFunction function, string state, IReadOnlySet<int>? carried = null) =>
        Map(catalog, columns, function.Outputs, state, texts: function is TextFunction, carried);

    /// <summary>The mapping of outputs of known shape.</summary>
    public static IEstimator<ITransformer> Map(
        TransformsCatalog catalog,
        LearnedColumns columns,
        IReadOnlyList<LearnedOutput> outputs,
        string state,
        bool texts = false,
        IReadOnlySet<int>? carried = null)
    {
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
