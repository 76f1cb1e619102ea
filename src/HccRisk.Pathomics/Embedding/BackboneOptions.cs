namespace HccRisk.Pathomics.Embedding;

/// <summary>How a backbone's session runs.</summary>
public sealed record BackboneOptions
{
    /// <summary>
    /// Threads inside one inference; 1 by default, which is best when several slides are embedded side by side. 0 lets the runtime choose.
    /// </summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>
    /// Whether waiting threads of one inference spin; false by default, because they would take the cores the decoders need. Matters
    /// with two or more <see cref="IntraOpThreads"/> only.
    /// </summary>
    public bool AllowSpinning { get; init; }

    /// <summary>Where inferences run; the processor by default.</summary>
    public ExecutionProvider Provider { get; init; }

    /// <summary>The SHA-256 the model (with its files of weights) must have, beside what its manifest says; null (default): any.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (IntraOpThreads < 0)
        {
            faults.Add(FormattableString.Invariant($"{nameof(IntraOpThreads)} is {IntraOpThreads}; it must be 0 or above."));
        }

        if (!Enum.IsDefined(Provider))
        {
            faults.Add(FormattableString.Invariant($"{nameof(Provider)} is {(int)Provider}, which is no {nameof(ExecutionProvider)}."));
        }

        if (Sha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
        {
            faults.Add($"{nameof(Sha256)} is '{hash}'; a SHA-256 has 64 hexadecimal digits.");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }
}
