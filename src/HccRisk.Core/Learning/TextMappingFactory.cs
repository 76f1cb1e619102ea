using System.Buffers;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HccRisk.Core.Learning;

/// <summary>Evaluates a text function on a row; what the function is comes from the state column.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class TextMappingFactory : CustomMappingFactory<TextMappingFactory.Row, LearnedMappingFactory.Result>
{
    public const string Contract = "HccRisk.Text/1";

    public override Action<Row, LearnedMappingFactory.Result> GetMapping()
    {
        Loaded? last = null;
        return (row, result) =>
        {
            // Every row carries the same state; several cursors may race here, and each result is right.
            var loaded = last;
            if (loaded is null || !loaded.State.Equals(row.State))
            {
                last = loaded = new Loaded(row.State);
            }

            var output = ArrayPool<float>.Shared.Rent(loaded.OutputLength);
            try
            {
                var values = output.AsSpan(0, loaded.OutputLength);
                loaded.Function.Evaluate([.. row.Input.DenseValues().Select(t => t.ToString())], values);
                foreach (ref var value in values)
                {
                    value = float.IsFinite(value) ? value : float.NaN;
                }

                result.Text = LearnedText.Write(values).AsMemory();
            }
            finally
            {
                ArrayPool<float>.Shared.Return(output);
            }
        };
    }

    internal sealed class Row
    {
        [ColumnName(LearnedChain.InputColumn)]
        public VBuffer<ReadOnlyMemory<char>> Input { get; set; }

        [ColumnName(LearnedChain.StateColumn)]
        public ReadOnlyMemory<char> State { get; set; }
    }

    private sealed class Loaded
    {
        public Loaded(ReadOnlyMemory<char> state)
        {
            State = state;
            Function = (TextFunction)LearnedState.Read(state.ToString()).Function;
            OutputLength = Function.Outputs.Sum(o => o.Length);
        }

        public ReadOnlyMemory<char> State { get; }

        public TextFunction Function { get; }

        public int OutputLength { get; }
    }
}
