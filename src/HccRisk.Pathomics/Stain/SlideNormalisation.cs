namespace HccRisk.Pathomics.Stain;

/// <summary>
/// How the tiles of a slide are brought to the stain of a reference. The slide's own stain is found once, from some of its tiles, so that
/// differences between its tiles stay.
/// </summary>
public sealed record SlideNormalisation
{
    /// <summary>How stains are found and which pixels count; Macenko's method by default.</summary>
    public StainOptions Stain { get; init; } = new();

    /// <summary>The stain tiles are brought to; <see cref="StainProfile.Standard"/> by default. Not used when <see cref="TargetColour"/> is given.</summary>
    public StainProfile Target { get; init; } = StainProfile.Standard;

    /// <summary>Means and deviations of colour to bring tiles to by Reinhard's method instead of stains; null by default.</summary>
    public LabStatistics? TargetColour { get; init; }

    /// <summary>Tiles, spread evenly over the tissue, from which a slide's stain is found; 16 by default, 1 to 256.</summary>
    public int SampleTiles { get; init; } = 16;

    /// <summary>Takes the target stain from a reference tile.</summary>
    /// <param name="rgb">Red, green, blue, pixel after pixel.</param>
    /// <param name="options">How stains are found, in the reference and in slides; null for the defaults.</param>
    /// <exception cref="ArgumentException">The reference is blank or shows one stain only.</exception>
    public static SlideNormalisation FitStain(ReadOnlySpan<byte> rgb, StainOptions? options = null) =>
        new() { Stain = options ?? new StainOptions(), Target = StainNormaliser.Fit(rgb, options).Target };

    /// <summary>Takes the target colour from a reference tile, for Reinhard's method.</summary>
    /// <param name="rgb">Red, green, blue, pixel after pixel.</param>
    /// <param name="options">Which pixels count as stained; null for the defaults.</param>
    /// <exception cref="ArgumentException">The reference is blank or of one colour.</exception>
    public static SlideNormalisation FitColour(ReadOnlySpan<byte> rgb, StainOptions? options = null) =>
        new() { Stain = options ?? new StainOptions(), TargetColour = ReinhardNormaliser.Fit(rgb, options).Target };

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range.</exception>
    public void Validate()
    {
        Stain.Validate();
        if (SampleTiles is < 1 or > 256)
        {
            throw new ArgumentException(FormattableString.Invariant($"{nameof(SampleTiles)} is {SampleTiles}; it must be 1 to 256."));
        }
    }

    /// <summary>The transform for a slide some of whose pixels are given; null when its stain cannot be told.</summary>
    internal ITileTransform? ForSlide(ReadOnlySpan<byte> rgb, out TileTransformOutcome outcome)
    {
        if (TargetColour is { } colour)
        {
            outcome = ReinhardNormaliser.TryMeasure(rgb, Stain, out var found);
            return found is null ? null : new ReinhardNormaliser(colour, Stain).ForSource(found);
        }

        outcome = StainProfile.TryEstimate(rgb, Stain, out var profile);
        return profile is null ? null : new StainNormaliser(Target, Stain).ForSource(profile);
    }
}
