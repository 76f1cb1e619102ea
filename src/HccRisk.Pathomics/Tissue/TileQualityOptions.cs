namespace HccRisk.Pathomics.Tissue;

/// <summary>What a tile must be like to be used.</summary>
public sealed record TileQualityOptions
{
    /// <summary>Largest unstained part, 0 to 1; 0.8 by default, for fat and vessels are unstained too.</summary>
    public double MaxBlankFraction { get; init; } = 0.8;

    /// <summary>Largest part with a pen's colour, 0 to 1; 0.1 by default.</summary>
    public double MaxPenFraction { get; init; } = 0.1;

    /// <summary>
    /// Widest blur, micrometres; 2 by default: sharp H&amp;E gives 0.7 to 1.3, the same under a Gaussian of 2 micrometres 2.5 to 3.3. On tiles
    /// coarser than 1.5 micrometres a pixel at least two pixels are allowed. See <see cref="TileQuality.BlurMicrons"/>.
    /// </summary>
    public double MaxBlurMicrons { get; init; } = 2;

    /// <summary>Largest folded part, 0 to 1; 0.5 by default.</summary>
    public double MaxFoldFraction { get; init; } = 0.5;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [];
        foreach (var (name, value) in new[] { (nameof(MaxBlankFraction), MaxBlankFraction), (nameof(MaxPenFraction), MaxPenFraction), (nameof(MaxFoldFraction), MaxFoldFraction) })
        {
            if (!(value is >= 0 and <= 1))
            {
                faults.Add(FormattableString.Invariant($"{name} is {value}; it must be 0 to 1."));
            }
        }

        if (!(MaxBlurMicrons > 0))
        {
            faults.Add(FormattableString.Invariant($"{nameof(MaxBlurMicrons)} is {MaxBlurMicrons}; it must be above 0."));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }
}
