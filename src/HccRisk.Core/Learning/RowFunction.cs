using System.Text.Json.Serialization;

namespace HccRisk.Core.Learning;

/// <summary>
/// What a transformer of this library computes from one row, with an immutable state that System.Text.Json can write and read: derive from
/// <see cref="LearnedFunction"/> for numbers in, from <see cref="TextFunction"/> for texts in.
/// </summary>
/// <remarks>Evaluation may run on several threads at once, so it must not change what the instance means.</remarks>
public abstract class RowFunction
{
    /// <summary>Names of the inputs, in the order <c>Evaluate</c> expects them: the slots of the input vector, or what the texts are.</summary>
    public required IReadOnlyList<string> InputSlots { get; init; }

    /// <summary>The columns written, in the order of the values of <c>Evaluate</c>.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<LearnedOutput> Outputs { get; }
}
