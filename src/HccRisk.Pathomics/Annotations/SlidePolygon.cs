namespace HccRisk.Pathomics.Annotations;

/// <summary>An area of a slide: one outer ring and the holes in it, without the repeated closing point.</summary>
/// <param name="Outer">Corners of the outer ring, at least three.</param>
/// <param name="Holes">Corners of each hole.</param>
public sealed record SlidePolygon(IReadOnlyList<SlidePoint> Outer, IReadOnlyList<IReadOnlyList<SlidePoint>> Holes)
{
    /// <summary>Area in square level-0 pixels: the outer ring's less the holes', whatever way round they run.</summary>
    public double Area => Math.Abs(SignedArea(Outer)) - Holes.Sum(x => Math.Abs(SignedArea(x)));

    /// <summary>Whether a point lies in the area; on an edge it may be either.</summary>
    /// <param name="point">The point.</param>
    public bool Contains(SlidePoint point)
    {
        var inside = false;
        foreach (var ring in Holes.Prepend(Outer))
        {
            for (int i = 0, j = ring.Count - 1; i < ring.Count; j = i++)
            {
                var (a, b) = (ring[i], ring[j]);
                if ((a.Y > point.Y) != (b.Y > point.Y) && point.X < a.X + ((point.Y - a.Y) / (b.Y - a.Y) * (b.X - a.X)))
                {
                    inside = !inside;
                }
            }
        }

        return inside;
    }

    /// <summary>Positive where the ring runs from the x axis to the y axis (counter-clockwise when y points up).</summary>
    internal static double SignedArea(IReadOnlyList<SlidePoint> ring)
    {
        var twice = 0.0;
        for (int i = 0, j = ring.Count - 1; i < ring.Count; j = i++)
        {
            twice += (ring[j].X * ring[i].Y) - (ring[i].X * ring[j].Y);
        }

        return twice / 2;
    }
}
