namespace HccRisk.Core.Learning;

/// <summary>
/// A function of the texts of one row, such as paths of files, with an immutable state that System.Text.Json can write and read. It is
/// evaluated once a row, and only when a column it writes is asked for.
/// </summary>
public abstract class TextFunction : RowFunction
{
    /// <summary>Computes the output values of one row.</summary>
    /// <param name="input">One text for each of <see cref="RowFunction.InputSlots"/>; empty where it is missing.</param>
    /// <param name="output">Receives the values of all outputs, one after the other; infinities are passed on as NaN.</param>
    public abstract void Evaluate(IReadOnlyList<string> input, Span<float> output);
}
