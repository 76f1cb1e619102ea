namespace HccRisk.Core.Learning;

/// <summary>
/// What an estimator has learned: an immutable state that System.Text.Json can write and read, and the function of one row that it defines.
/// Derive a sealed class from it, give every part of the state an <c>init</c> property, and the state travels inside a plain ML.NET model file.
/// </summary>
/// <remarks>Evaluation may run on several threads at once, so it must not change the instance.</remarks>
public abstract class LearnedFunction : RowFunction
{
    /// <summary>Computes the output values of one row.</summary>
    /// <param name="input">The input vector, as long as <see cref="RowFunction.InputSlots"/>; NaN where a value is missing.</param>
    /// <param name="group">Text of the group column (a site, say); empty when the estimator has none.</param>
    /// <param name="output">Receives the values of all outputs, one after the other; infinities are passed on as NaN.</param>
    public abstract void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output);
}
