namespace HccRisk.Pathomics.Annotations;

/// <summary>Whether the rings of a polygon have an inside: none crosses itself or another, and holes lie in the outer ring. That rings touch is no fault.</summary>
internal static class RingCheck
{
    /// <returns>What is wrong and where, to follow the name of the outline; null when nothing is.</returns>
    public static string? FaultOf(SlidePolygon polygon)
    {
        if (polygon.Holes.Prepend(polygon.Outer).SelectMany(r => r).Any(p => !double.IsFinite(p.X) || !double.IsFinite(p.Y)))
        {
            return "has a corner that is not finite";
        }

        if (Crossing(polygon) is { } at)
        {
            return FormattableString.Invariant($"crosses itself near x {at.X:0.#}, y {at.Y:0.#}");
        }

        if (SlidePolygon.SignedArea(polygon.Outer) == 0)
        {
            return "has no area";
        }

        // A hole may touch the outer ring: one of its corners or middles of sides tells.
        var solid = new SlidePolygon(polygon.Outer, []);
        return polygon.Holes.FirstOrDefault(hole => !hole.Any(solid.Contains)
                && !hole.Select((p, i) => new SlidePoint((p.X + hole[(i + 1) % hole.Count].X) / 2, (p.Y + hole[(i + 1) % hole.Count].Y) / 2)).Any(solid.Contains)) is { } outside
            ? FormattableString.Invariant($"has a hole outside its outer ring, at x {outside[0].X:0.#}, y {outside[0].Y:0.#}") : null;
    }

    /// <summary>A place where two sides cross, or lie on each other; sides are looked through from left to right.</summary>
    private static SlidePoint? Crossing(SlidePolygon polygon)
    {
        List<(SlidePoint From, SlidePoint To)> sides = [];
        foreach (var ring in polygon.Holes.Prepend(polygon.Outer))
        {
            sides.AddRange(ring.Select((p, i) => (p, ring[(i + 1) % ring.Count])));
        }

        var order = sides.OrderBy(s => Math.Min(s.From.X, s.To.X)).ToArray();
        for (var i = 0; i < order.Length; i++)
        {
            var (a, b) = order[i];
            var right = Math.Max(a.X, b.X);
            for (var j = i + 1; j < order.Length; j++)
            {
                var (c, d) = order[j];
                if (Math.Min(c.X, d.X) > right)
                {
                    break;
                }

                // Sides that share a corner, or touch with one, do not cross.
                if (Turn(a, b, c) * Turn(a, b, d) < 0 && Turn(c, d, a) * Turn(c, d, b) < 0)
                {
                    var part = Turn(c, d, a) / (Turn(c, d, a) - Turn(c, d, b));
                    return new SlidePoint(a.X + (part * (b.X - a.X)), a.Y + (part * (b.Y - a.Y)));
                }
            }
        }

        return null;
    }

    private static double Turn(SlidePoint a, SlidePoint b, SlidePoint c) => ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));
}
