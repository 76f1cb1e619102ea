using System.Buffers;

namespace HccRisk.Core.Learning;

/// <summary>
/// What an estimator has learned: an immutable state that System.Text.Json can write and read, and the function of one row that it
/// defines.
/// Derive a sealed class from it, give every part of the state an <c>init</c> property, and the state travels inside a plain ML.NET
/// model file.
/// </summary>
/// <remarks>Evaluation may run on several threads at once, so it must not change the instance.</remarks>
public abstract class LearnedFunction : RowFunction
{
    /// <summary>Computes the output values of one row.</summary>
    /// <param name="input">The input vector, as long as <see cref="RowFunction.InputSlots"/>; NaN where a value is missing.</param>
    /// <param name="group">Text of the group column (a site, say); empty when the estimator has none.</param>
    /// <param name="output">Receives the values of all outputs, one after the other; NaN and infinities are passed on as they are.</param>
    public abstract void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output);

    /// <summary>Computes one output of a row. Override it where an output costs much less than all: columns nobody asks for are then not
    /// computed.</summary>
    /// <param name="output">Index of the output in <see cref="RowFunction.Outputs"/>.</param>
    /// <param name="input">As of the other overload.</param>
    /// <param name="group">As of the other overload.</param>
    /// <param name="values">Receives the values of that output.</param>
    public virtual void Evaluate(int output, ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> values)
    {
        var outputs = Outputs;
        var (start, length) = (0, 0);
        for (var i = 0; i < outputs.Count; i++)
        {
            start += i < output ? outputs[i].Length : 0;
            length += outputs[i].Length;
        }

        if (outputs.Count == 1)
        {
            Evaluate(input, group, values);
            return;
        }

        var all = ArrayPool<float>.Shared.Rent(length);
        try
        {
            Evaluate(input, group, all.AsSpan(0, length));
            all.AsSpan(start, values.Length).CopyTo(values);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(all);
        }
    }

    /// <summary>
    /// Says which outputs ML.NET's own transforms can carry, and with which numbers. Such an output needs no assembly of this library to
    /// be loaded,
    /// costs a fraction of the mapping that evaluates a row, and can be exported. Outputs nothing is said of keep the mapping. Default:
    /// none.
    /// </summary>
    /// <param name="carriers">Takes the numbers. What it is told must equal <c>Evaluate</c>, up to the rounding of single
    /// precision.</param>
    public virtual void Lower(INativeCarriers carriers)
    {
    }
}
