namespace HccRisk.Pathomics.Nuclei;

/// <summary>Sums over the pixels of one 8-connected nuclear piece, and the shape they give.</summary>
internal readonly record struct NuclearPiece
{
    /// <summary>Second moment of a unit square about its centre: a pixel is an area, not a point.</summary>
    private const double PixelMoment = 1.0 / 12;

    public required int Pixels { get; init; }

    public required double Hematoxylin { get; init; }

    public required double HematoxylinSquares { get; init; }

    /// <summary>What its pixels are marked with, from 1, where pieces are marked.</summary>
    public int Label { get; init; }

    /// <summary>First column of the piece.</summary>
    public int Left { get; init; }

    /// <summary>First row of the piece.</summary>
    public int Top { get; init; }

    /// <summary>Columns the piece spans.</summary>
    public required int Width { get; init; }

    /// <summary>Rows the piece spans.</summary>
    public required int Height { get; init; }

    public required bool TouchesEdge { get; init; }

    public required long SumX { get; init; }

    public required long SumY { get; init; }

    public required long SumXX { get; init; }

    public required long SumYY { get; init; }

    public required long SumXY { get; init; }

    /// <summary>Neighbours across a side that are not of the piece.</summary>
    public required int OpenSides { get; init; }

    /// <summary>Neighbours across a corner that are not of the piece.</summary>
    public required int OpenCorners { get; init; }

    public double CentreX => (double)SumX / Pixels;

    public double CentreY => (double)SumY / Pixels;

    /// <summary>
    /// Boundary in pixels by the Cauchy-Crofton formula over four directions of lines: unbiased for a disc anywhere on the grid.
    /// </summary>
    public double Perimeter => Math.PI / 8 * (OpenSides + (OpenCorners / Math.Sqrt(2)));

    /// <summary>4 pi area / perimeter squared: 1 for a disc, less for anything else; pixels may carry a small nucleus beyond 1.</summary>
    public double Circularity => 4 * Math.PI * Pixels / (Perimeter * Perimeter);

    /// <summary>Of the ellipse with the same second moments: 0 for a disc, towards 1 for a line.</summary>
    public double Eccentricity
    {
        get
        {
            var (x, y) = (CentreX, CentreY);
            var xx = ((double)SumXX / Pixels) - (x * x) + PixelMoment;
            var yy = ((double)SumYY / Pixels) - (y * y) + PixelMoment;
            var xy = ((double)SumXY / Pixels) - (x * y);
            var spread = Math.Sqrt(((xx - yy) * (xx - yy)) + (4 * xy * xy));
            return Math.Sqrt(2 * spread / (xx + yy + spread));
        }
    }

    public double MeanHematoxylin => Hematoxylin / Pixels;

    /// <summary>Standard deviation (n - 1) of the haematoxylin over the pixels: how uneven the chromatin is. NaN for one pixel.</summary>
    public double HematoxylinStd => Pixels > 1
        ? Math.Sqrt(Math.Max(0, HematoxylinSquares - (Hematoxylin * MeanHematoxylin)) / (Pixels - 1))
        : double.NaN;
}
