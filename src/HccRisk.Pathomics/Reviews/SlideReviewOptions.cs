using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Reviews;

/// <summary>How a slide is looked through.</summary>
public sealed record SlideReviewOptions
{
    /// <summary>How tissue is found.</summary>
    public TissueOptions Tissue { get; init; } = new();

    /// <summary>Which tiles are judged: by default at most 400 a slide, spread evenly over its tissue.</summary>
    public TileOptions Tiling { get; init; } = new() { MaxTiles = 400 };

    /// <summary>What a tile must be like to be kept.</summary>
    public TileQualityOptions Quality { get; init; } = new();

    /// <summary>Pixels along each side of a tile, 8 to 4096; 224 by default.</summary>
    public int TilePixels { get; init; } = 224;

    /// <summary>Micrometres per pixel of a tile, above 0; 0.5 by default. A coarser slide is judged at its own.</summary>
    public double MicronsPerPixel { get; init; } = 0.5;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range.</exception>
    public void Validate()
    {
        Tissue.Validate();
        Tiling.Validate();
        Quality.Validate();
        if (TilePixels is < 8 or > 4096 || !(MicronsPerPixel > 0) || !double.IsFinite(MicronsPerPixel))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{nameof(TilePixels)} is {TilePixels} and {nameof(MicronsPerPixel)} {MicronsPerPixel}; they must be 8 to 4096 and a finite number above 0."));
        }
    }
}
