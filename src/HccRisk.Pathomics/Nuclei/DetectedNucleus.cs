using HccRisk.Pathomics.Annotations;

namespace HccRisk.Pathomics.Nuclei;

/// <summary>A nucleus, or several that touch.</summary>
public sealed record DetectedNucleus
{
    /// <summary>Centre of its area, pixels from the left edge of the picture.</summary>
    public required double X { get; init; }

    /// <summary>Centre of its area, pixels from the top edge.</summary>
    public required double Y { get; init; }

    /// <summary>Area, square micrometres.</summary>
    public required double Area { get; init; }

    /// <summary>Mean haematoxylin, optical density (log10).</summary>
    public required double Hematoxylin { get; init; }

    /// <summary>4 pi area / perimeter squared: 1 for a disc, less for anything else.</summary>
    public required double Circularity { get; init; }

    /// <summary>Whether it is too large for one nucleus, above 260 square micrometres.</summary>
    public required bool IsClump { get; init; }

    /// <summary>Whether the edge of the picture may cut it.</summary>
    public required bool TouchesEdge { get; init; }

    /// <summary>Its outline along the edges of pixels, in pixels of the picture; parts that touch in corners alone are polygons of their own.</summary>
    public required IReadOnlyList<SlidePolygon> Outline { get; init; }
}
