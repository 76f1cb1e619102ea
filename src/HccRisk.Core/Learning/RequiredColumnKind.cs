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
}
