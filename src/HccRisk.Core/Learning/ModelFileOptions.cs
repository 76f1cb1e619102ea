namespace HccRisk.Core.Learning;

/// <summary>What a model file may be and do.</summary>
public sealed record ModelFileOptions
{
    /// <summary>The SHA-256 the file must have, 64 hexadecimal digits; null (default): any.</summary>
    public string? Sha256 { get; init; }

    /// <summary>
    /// Short names of further assemblies the file may have loaded, beside those of this library and of ML.NET's own trainers and transforms:
    /// such as one of yours with a custom mapping, or <c>Microsoft.ML.OnnxTransformer</c>. Default none.
    /// </summary>
    public IReadOnlyList<string> AllowedAssemblies { get; init; } = [];

    /// <summary>The most bytes of the file and of all its entries expanded. Default 1 GiB.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>The most entries. Default 10,000.</summary>
    public int MaxEntries { get; init; } = 10_000;

    /// <summary>How many times its length the file may expand to, once that is above 16 MiB. Default 200.</summary>
    public int MaxRatio { get; init; } = 200;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (Sha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
        {
            faults.Add($"'{nameof(Sha256)}' is '{hash}': a SHA-256 has 64 hexadecimal digits");
        }

        if (AllowedAssemblies is null || AllowedAssemblies.Any(string.IsNullOrWhiteSpace))
        {
            faults.Add($"'{nameof(AllowedAssemblies)}' holds an empty name");
        }

        foreach (var (name, value, most) in new[] { (nameof(MaxBytes), MaxBytes, (long)Array.MaxLength), (nameof(MaxEntries), MaxEntries, int.MaxValue), (nameof(MaxRatio), MaxRatio, int.MaxValue) })
        {
            if (value < 1 || value > most)
            {
                faults.Add(FormattableString.Invariant($"'{name}' is {value}: it is from 1 to {most}"));
            }
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults));
        }
    }
}
