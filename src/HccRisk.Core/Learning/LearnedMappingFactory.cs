using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HccRisk.Core.Learning;

/// <summary>Evaluates one output of a learned function on a row; what the function is comes from the state column, which output from the index column.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class LearnedMappingFactory : CustomMappingFactory<LearnedMappingFactory.Row, LearnedMappingFactory.Result>
{
    public const string Contract = "HccRisk.Learned/2";

    // The mappings of a model's outputs and all their cursors get the same text: what it says is read once, and lives as long as the text.
    private static readonly ConditionalWeakTable<string, Lazy<Loaded>> Known = [];

    public override Action<Row, Result> GetMapping()
    {
        Loaded? last = null;
        return (row, result) =>
        {
            // Every row carries the same state; several cursors may race here, and each result is right.
            var loaded = last;
            if (loaded is null || !loaded.State.Equals(row.State))
            {
                last = loaded = Load(row.State);
            }

            result.Text = Evaluate(loaded, row).AsMemory();
        };
    }

    private static Loaded Load(ReadOnlyMemory<char> state) =>
        MemoryMarshal.TryGetString(state, out var text, out var start, out var length) && start == 0 && length == text.Length
            ? Known.GetValue(text, _ => new Lazy<Loaded>(() => new Loaded(state))).Value
            : new Loaded(state);

    private static string Evaluate(Loaded loaded, Row row)
    {
        var (function, input) = (loaded.Function, row.Input);
        if (input.Length != function.InputSlots.Count)
        {
            throw new ColumnException($"Column '{loaded.Columns.Input}' has {input.Length} slots, but the model was fitted on {function.InputSlots.Count}.");
        }

        var (index, length) = ((int)row.Index, loaded.Lengths[(int)row.Index]);
        var dense = ArrayPool<float>.Shared.Rent(input.Length + length);
        try
        {
            var values = dense.AsSpan(0, input.Length);
            var output = dense.AsSpan(input.Length, length);
            if (input.IsDense)
            {
                input.GetValues().CopyTo(values);
            }
            else
            {
                input.CopyTo(values);
            }

            function.Evaluate(index, values, row.Group.Span, output);
            return LearnedText.Write(output);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(dense);
        }
    }

    internal sealed class Row
    {
        [ColumnName(LearnedChain.InputColumn)]
        public VBuffer<float> Input { get; set; }

        [ColumnName(LearnedChain.GroupColumn)]
        public ReadOnlyMemory<char> Group { get; set; }

        [ColumnName(LearnedChain.IndexColumn)]
        public float Index { get; set; }

        [ColumnName(LearnedChain.StateColumn)]
        public ReadOnlyMemory<char> State { get; set; }
    }

    internal sealed class Result
    {
        [ColumnName(LearnedChain.OutputColumn)]
        public ReadOnlyMemory<char> Text { get; set; }
    }

    private sealed class Loaded
    {
        public Loaded(ReadOnlyMemory<char> state)
        {
            State = state;
            (var function, Columns) = LearnedState.Read(state.ToString());
            Function = (LearnedFunction)function;
            Lengths = [.. Function.Outputs.Select(o => o.Length)];
        }

        public ReadOnlyMemory<char> State { get; }

        public LearnedFunction Function { get; }

        public LearnedColumns Columns { get; }

        public int[] Lengths { get; }
    }
}
