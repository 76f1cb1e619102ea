namespace HccRisk.Pathomics.Embedding;

/// <summary>The shape of the embedded default backbone.</summary>
public sealed record ScatteringOptions
{
    /// <summary>Pixels along each side of a tile; 224 by default, 64 to 1024.</summary>
    public int TilePixels { get; init; } = 224;

    /// <summary>Micrometres per pixel the tiles are brought to; 1.0 by default, so that a nucleus is about 8 pixels wide.</summary>
    public double MicronsPerPixel { get; init; } = 1.0;

    /// <summary>
    /// True (the default): coefficients are averaged over rotations and mirror images, keeping the angle between the two orientations of
    /// the second order, because tissue on a slide has no up and no front: 38 numbers a tile. False: every path by itself, 434 numbers.
    /// </summary>
    public bool RotationInvariant { get; init; } = true;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (TilePixels is < 64 or > 1024)
        {
            faults.Add(FormattableString.Invariant($"{nameof(TilePixels)} is {TilePixels}; it must be 64 to 1024."));
        }

        if (!(MicronsPerPixel > 0) || !double.IsFinite(MicronsPerPixel))
        {
            faults.Add(FormattableString.Invariant($"{nameof(MicronsPerPixel)} is {MicronsPerPixel}; it must be a finite number above 0."));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }
}
