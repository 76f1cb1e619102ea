namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>Scan-line fill by the even-odd rule of pixel centres.</summary>
internal static class PolygonFill
{
    /// <summary>The pixels whose centres are inside, ascending, y * width + x: an edge covers rows from its low end up to, not with, its high end; a
    /// span begins at its crossing and ends before the next.</summary>
    internal static int[] Pixels(IEnumerable<double[]> polygons, int width, int height)
    {
        var pixels = new List<int>();
        var crossings = new List<double>[height];
        foreach (var polygon in polygons)
        {
            for (var i = 0; i < polygon.Length; i += 2)
            {
                var j = i + 2 < polygon.Length ? i + 2 : 0;
                AddEdge(polygon[i], polygon[i + 1], polygon[j], polygon[j + 1], crossings);
            }
        }

        for (var y = 0; y < height; y++)
        {
            if (crossings[y] is not { } row)
            {
                continue;
            }

            row.Sort();
            for (var c = 0; c + 1 < row.Count; c += 2)
            {
                var from = (int)Math.Ceiling(Math.Clamp(row[c], 0, width));
                var to = (int)Math.Ceiling(Math.Clamp(row[c + 1], 0, width));
                pixels.AddRange(Enumerable.Range((y * width) + from, to - from));
            }
        }

        return [.. pixels];
    }

    private static void AddEdge(double x0, double y0, double x1, double y1, List<double>[] crossings)
    {
        // The same edge gives the same crossings whichever way it runs: those of a keyhole cancel.
        if (y0 > y1 || (y0 == y1 && x0 > x1))
        {
            (x0, y0, x1, y1) = (x1, y1, x0, y0);
        }

        var first = (int)Math.Ceiling(Math.Clamp(y0, 0, crossings.Length));
        var end = (int)Math.Ceiling(Math.Clamp(y1, 0, crossings.Length));
        for (var y = first; y < end; y++)
        {
            (crossings[y] ??= []).Add(x0 + ((y - y0) / (y1 - y0) * (x1 - x0)));
        }
    }
}
