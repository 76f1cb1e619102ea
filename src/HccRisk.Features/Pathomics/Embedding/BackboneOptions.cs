namespace HccRisk.Features.Pathomics.Embedding;

/// <summary>How a backbone's session runs.</summary>
public sealed record BackboneOptions
{
    /// <summary>
    /// Threads inside one inference; 1 by default, which is best when several slides are embedded side by side. 0 lets the runtime choose.
    /// </summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range.</exception>
    public void Validate()
    {
        if (IntraOpThreads < 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"{nameof(IntraOpThreads)} is {IntraOpThreads}; it must be 0 or above."));
        }
    }
}
