namespace HccRisk.Pathomics.Stain;

/// <summary>How stains are found.</summary>
public sealed record StainOptions
{
    /// <summary>How; <see cref="StainMethod.Macenko"/> by default.</summary>
    public StainMethod Method { get; init; }

    /// <summary>Optical density (length of the red, green, blue vector, log10) a pixel must have to count as stained; 0.15 by default.</summary>
    public double MinDensity { get; init; } = 0.15;

    /// <summary>Part of a tile that must be stained, 0 to 1; 0.05 by default. A tile with less is blank.</summary>
    public double MinStainedFraction { get; init; } = 0.05;

    /// <summary>
    /// Percentile of the directions taken as the outermost, above 0 and below 50; 1 by default. The strongest amount of a stain is taken at 100
    /// less this.
    /// </summary>
    public double Percentile { get; init; } = 1;

    /// <summary>Weight of the sum of stain amounts (log10 density) in Vahadane's sparse factors, 0 or above; 0.02 by default.</summary>
    public double Sparsity { get; init; } = 0.02;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (!Enum.IsDefined(Method))
        {
            faults.Add($"{nameof(Method)} is {(int)Method}, which is no {nameof(StainMethod)}.");
        }

        if (!(MinDensity > 0) || !double.IsFinite(MinDensity))
        {
            faults.Add(FormattableString.Invariant($"{nameof(MinDensity)} is {MinDensity}; it must be a finite number above 0."));
        }

        if (!(MinStainedFraction is >= 0 and <= 1))
        {
            faults.Add(FormattableString.Invariant($"{nameof(MinStainedFraction)} is {MinStainedFraction}; it must be 0 to 1."));
        }

        if (!(Percentile is > 0 and < 50))
        {
            faults.Add(FormattableString.Invariant($"{nameof(Percentile)} is {Percentile}; it must be above 0 and below 50."));
        }

        if (!(Sparsity >= 0) || !double.IsFinite(Sparsity))
        {
            faults.Add(FormattableString.Invariant($"{nameof(Sparsity)} is {Sparsity}; it must be a finite number, 0 or above."));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }
}
