namespace HccRisk.Pathomics.Tissue;

/// <summary>What a tile's pixels say about its quality.</summary>
public readonly record struct TileQuality
{
    /// <summary>Part of the tile that is unstained, 0 to 1.</summary>
    public double BlankFraction { get; init; }

    /// <summary>Part of the tile that has a pen's colour, 0 to 1.</summary>
    public double PenFraction { get; init; }

    /// <summary>The commonest ink; <see cref="PenMark.None"/> when there is no ink at all.</summary>
    public PenMark Pen { get; init; }

    /// <summary>
    /// Width (standard deviation, micrometres) of the Gaussian that, laid over white noise, gives the ratio of gradient to Laplacian energy
    /// found in green: smaller is sharper, independent of contrast. NaN when the tile is flat.
    /// </summary>
    public double BlurMicrons { get; init; }

    /// <summary>Part of the tile that is folded tissue, 0 to 1, as the slide's mask says.</summary>
    public double FoldFraction { get; init; }

    /// <summary>The limits it breaks.</summary>
    public TileFaults Faults { get; init; }
}
