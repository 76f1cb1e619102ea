namespace HccRisk.Features.Learning;

/// <summary>The columns that every transform of a vector of features reads and writes.</summary>
public abstract record VectorTransformOptions
{
    /// <summary>Vector of features with known size. Default "Features".</summary>
    public string InputColumn { get; init; } = "Features";

    /// <summary>Name of the vector written; null (the default) takes the place of the input.</summary>
    public string? OutputColumn { get; init; }

    /// <summary>Stops a running fit.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        List<string> faults = [.. Faults()];
        if (faults.Count > 0)
        {
            throw new ArgumentException($"Invalid {GetType().Name}: " + string.Join(" ", faults));
        }
    }

    /// <summary>What is wrong, one sentence each; an override adds its own to these.</summary>
    protected virtual IEnumerable<string> Faults()
    {
        if (string.IsNullOrEmpty(InputColumn))
        {
            yield return $"{nameof(InputColumn)} is empty; name the vector of features.";
        }

        if (OutputColumn?.Length == 0)
        {
            yield return $"{nameof(OutputColumn)} is empty; leave it null to take the place of the input.";
        }
    }
}
