namespace HccRisk.Pathomics.Stores;

/// <summary>How a run over slides goes.</summary>
public sealed record TileStoreRunOptions
{
    /// <summary>Slides embedded at the same time; 1 by default. The store does not depend on it.</summary>
    public int MaxParallelism { get; init; } = 1;

    /// <summary>Whether slides that were excluded before are tried again although they have not changed; false by default. Slides that could not be read are tried again anyway.</summary>
    public bool RetryExcluded { get; init; }

    /// <summary>
    /// Whether slides and stored files are read whole and compared with their hashes, also where size and modification time are as they were;
    /// false by default.
    /// </summary>
    public bool VerifyFiles { get; init; }

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range.</exception>
    public void Validate()
    {
        if (MaxParallelism < 1)
        {
            throw new ArgumentException(FormattableString.Invariant($"{nameof(MaxParallelism)} is {MaxParallelism}; it must be 1 or above."));
        }
    }
}
