using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Core.Learning;

/// <summary>
/// Turns a learned function into built-in transforms only, which ML.NET can save and load by itself:
/// a value map holds the state and, for each vector, a template that gives it size and slot names; a custom mapping evaluates the row
/// into text; expressions read each slot back from it. See docs/decisions on ML.NET persistence.
/// </summary>
internal static class LearnedChain
{
    public const string KeyColumn = "HccRisk.Key";
    public const string StateColumn = "HccRisk.State";
    public const string InputColumn = "HccRisk.Input";
    public const string GroupColumn = "HccRisk.Group";
    public const string OutputColumn = "HccRisk.Output";
    public const string TemplateColumn = "HccRisk.Template";

    private static readonly MLContext Tables = new(seed: 0);

    public static IEstimator<ITransformer> Build(TransformsCatalog catalog, LearnedColumns columns, RowFunction function, string state) =>
        Build(catalog, columns, function.Outputs, state, texts: function is TextFunction);

    public static IEstimator<ITransformer> Build(TransformsCatalog catalog, LearnedColumns columns, IReadOnlyList<LearnedOutput> outputs, string state, bool texts = false)
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
            scratch.Add(GroupColumn);
            chain = chain.Append(catalog.CopyColumns(InputColumn, columns.Input));
            chain = columns.Group is null
                ? chain.Append(catalog.CustomMapping(new NoGroupMappingFactory().GetMapping(), NoGroupMappingFactory.Contract))
                : chain.Append(catalog.CopyColumns(GroupColumn, columns.Group));
            chain = chain.Append(catalog.CustomMapping(new LearnedMappingFactory().GetMapping(), LearnedMappingFactory.Contract));
        }

        var start = 0;
        for (var i = 0; i < outputs.Count; i++)
        {
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

            start += outputs[i].Length * LearnedText.Width;
        }

        return chain.Append(catalog.DropColumns([.. scratch]));
    }

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
