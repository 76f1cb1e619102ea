namespace HccRisk.Features.Pathomics.Annotations;

/// <summary>A named part of a slide, as a person drew it or a program found it.</summary>
/// <param name="Classification">What it is, such as <c>Tumor</c>; null when not said.</param>
/// <param name="Polygons">Its areas; several make a multi-polygon.</param>
public sealed record SlideAnnotation(string? Classification, IReadOnlyList<SlidePolygon> Polygons)
{
    /// <summary>Colour of its outline: red, green, blue; null leaves it to the viewer.</summary>
    public (byte Red, byte Green, byte Blue)? Colour { get; init; }

    /// <summary>Values shown beside it, such as a tile's score.</summary>
    public IReadOnlyDictionary<string, double> Measurements { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);
}
