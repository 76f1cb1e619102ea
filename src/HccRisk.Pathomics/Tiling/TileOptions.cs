namespace HccRisk.Pathomics.Tiling;

/// <summary>Which tiles of a slide are taken.</summary>
public sealed record TileOptions
{
    /// <summary>Smallest part of a tile that must be tissue, 0 to 1; 0.5 by default.</summary>
    public double MinTissueFraction { get; init; } = 0.5;

    /// <summary>Tile pixels that neighbours share; 0 by default. Below the tile's side.</summary>
    public int Overlap { get; init; }

    /// <summary>Most tiles taken from one slide, spread evenly over its tissue; null (the default) takes all.</summary>
    public int? MaxTiles { get; init; }

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (!(MinTissueFraction is >= 0 and <= 1))
        {
            faults.Add(FormattableString.Invariant($"{nameof(MinTissueFraction)} is {MinTissueFraction}; it must be 0 to 1."));
        }

        if (Overlap < 0)
        {
            faults.Add(FormattableString.Invariant($"{nameof(Overlap)} is {Overlap}; it must be 0 or above."));
        }

        if (MaxTiles is < 1)
        {
            faults.Add(FormattableString.Invariant($"{nameof(MaxTiles)} is {MaxTiles}; it must be 1 or above, or null."));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }
}
