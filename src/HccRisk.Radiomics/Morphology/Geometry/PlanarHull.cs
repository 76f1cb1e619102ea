namespace HccRisk.Radiomics.Morphology.Geometry;

/// <summary>Convex hull in a plane by monotone chains, exact in whole numbers.</summary>
internal static class PlanarHull
{
    /// <summary>The corners; reorders <paramref name="points"/>.</summary>
    internal static List<(int U, int V)> Create(List<(int U, int V)> points)
    {
        if (points.Count < 3)
        {
            return points;
        }

        points.Sort();
        var hull = new List<(int U, int V)>();
        foreach (var point in points)
        {
            Push(hull, point, keep: 2);
        }

        var lower = hull.Count + 1;
        for (var i = points.Count - 2; i >= 0; i--)
        {
            Push(hull, points[i], lower);
        }

        return hull;
    }

    private static void Push(List<(int U, int V)> hull, (int U, int V) point, int keep)
    {
        while (hull.Count >= keep && Turn(hull[^2], hull[^1], point) <= 0)
        {
            hull.RemoveAt(hull.Count - 1);
        }

        hull.Add(point);
    }

    private static long Turn((int U, int V) a, (int U, int V) b, (int U, int V) c) =>
        ((long)(b.U - a.U) * (c.V - a.V)) - ((long)(b.V - a.V) * (c.U - a.U));
}
