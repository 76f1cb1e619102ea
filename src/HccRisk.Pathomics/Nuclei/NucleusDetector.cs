using HccRisk.Pathomics.Annotations;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Nuclei;

/// <summary>
/// Finds nuclei one by one, as they are counted for the handcrafted features: haematoxylin by colour deconvolution, smoothed, above the middle of the picture's two Otsu
/// classes, 8-connected pieces from 16 square micrometres. Buffers are reused: one instance serves one thread.
/// </summary>
public sealed class NucleusDetector
{
    private readonly int _side;
    private readonly double _pixelArea;
    private readonly NucleusFinder _finder;

    /// <summary>Creates a detector.</summary>
    /// <param name="side">Pixels along each side of a picture, at least 8.</param>
    /// <param name="micronsPerPixel">Micrometres per pixel.</param>
    public NucleusDetector(int side, double micronsPerPixel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 8);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(micronsPerPixel);
        (_side, _pixelArea) = (side, micronsPerPixel * micronsPerPixel);
        _finder = new NucleusFinder(side, micronsPerPixel, marks: true);
    }

    /// <summary>Finds the nuclei of a picture.</summary>
    /// <param name="rgb">Its pixels: red, green, blue, row by row.</param>
    /// <returns>Nuclei and clumps of them, in the order of their first pixels, row by row.</returns>
    public IReadOnlyList<DetectedNucleus> Find(ReadOnlySpan<byte> rgb)
    {
        if (rgb.Length != _side * _side * 3)
        {
            throw new ArgumentException($"'rgb' has {rgb.Length} bytes; {_side} x {_side} pixels need {_side * _side * 3}.", nameof(rgb));
        }

        _finder.Measure(rgb);
        return [.. _finder.Pieces.Select(piece => new DetectedNucleus
        {
            X = piece.CentreX + 0.5,
            Y = piece.CentreY + 0.5,
            Area = piece.Pixels * _pixelArea,
            Hematoxylin = piece.MeanHematoxylin,
            Circularity = piece.Circularity,
            IsClump = _finder.IsClump(piece),
            TouchesEdge = piece.TouchesEdge,
            Outline = OutlineOf(piece),
        })];
    }

    private SlidePolygon[] OutlineOf(NuclearPiece piece)
    {
        var inside = new bool[piece.Width * piece.Height];
        for (var i = 0; i < inside.Length; i++)
        {
            inside[i] = _finder.Labels[((piece.Top + (i / piece.Width)) * _side) + piece.Left + (i % piece.Width)] == piece.Label;
        }

        return [.. MaskContours.Trace(new MaskPlane(inside, piece.Width, piece.Height, 1), 1)
            .Select(polygon => new SlideAnnotation(null, [polygon]).MovedBy(piece.Left, piece.Top).Polygons[0])];
    }
}
