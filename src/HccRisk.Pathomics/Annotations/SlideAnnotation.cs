namespace HccRisk.Pathomics.Annotations;

/// <summary>A named part of a slide, as a person drew it or a program found it.</summary>
/// <param name="Classification">What it is, such as <c>Tumor</c>; null when not said.</param>
/// <param name="Polygons">Its areas; several make a multi-polygon.</param>
public sealed record SlideAnnotation(string? Classification, IReadOnlyList<SlidePolygon> Polygons)
{
    /// <summary>Colour of its outline: red, green, blue; null leaves it to the viewer.</summary>
    public (byte Red, byte Green, byte Blue)? Colour { get; init; }

    /// <summary>Whether a viewer takes it as a detection, of which there may be many, rather than an annotation that a person edits; false by default.</summary>
    public bool IsDetection { get; init; }

    /// <summary>Values shown beside it, such as a tile's score.</summary>
    public IReadOnlyDictionary<string, double> Measurements { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>
    /// The same annotation elsewhere: what QuPath drew on an MRXS slide counts from <see cref="Slides.ISlide.Origin"/>, and is moved by it to lie
    /// where the tiles and masks are.
    /// </summary>
    /// <param name="x">Level-0 pixels to the right.</param>
    /// <param name="y">Level-0 pixels down.</param>
    public SlideAnnotation MovedBy(double x, double y)
    {
        return this with { Polygons = [.. Polygons.Select(p => new SlidePolygon(Move(p.Outer), [.. p.Holes.Select(Move)]))] };

        IReadOnlyList<SlidePoint> Move(IReadOnlyList<SlidePoint> ring) => [.. ring.Select(p => new SlidePoint(p.X + x, p.Y + y))];
    }
}
