namespace HccRisk.Core.Learning;

/// <summary>The type a column must have.</summary>
public enum RequiredColumnKind
{
    /// <summary>A vector of <see cref="float"/> of known size.</summary>
    Vector,

    /// <summary>A single <see cref="float"/>.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A single number of any kind: <see cref="float"/>, <see cref="double"/> or an integer.</summary>
    AnyNumber,

    /// <summary>A code of what happened: a number of any kind, a Boolean (false 0, true 1) or a key.</summary>
    Code,
}
