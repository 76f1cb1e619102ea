namespace HccRisk.Radiomics.Morphology.Geometry;

/// <summary>
/// The vertices of a mask's mesh that can be corners of its convex hull: of every lattice line only the outermost two, of every
/// lattice plane only the corners of its polygon. Doubled coordinates, so that edge midpoints are whole numbers.
/// </summary>
internal static class SurfaceExtremes
{
    internal static List<LatticePoint> Find(ReadOnlySpan<byte> inside, int width, int height, int depth)
    {
        var result = new List<LatticePoint>();
        var plane = new List<LatticePoint>();
        var size = width * height;
        for (var z = 0; z < depth; z++)
        {
            var slice = inside.Slice(z * size, size);
            plane.Clear();
            for (var y = 0; y < height; y++)
            {
                var row = slice.Slice(y * width, width);
                var first = row.IndexOf((byte)1);
                if (first >= 0)
                {
                    plane.Add(new LatticePoint((2 * first) - 1, 2 * y, 2 * z));
                    plane.Add(new LatticePoint((2 * row.LastIndexOf((byte)1)) + 1, 2 * y, 2 * z));
                }

                if (y + 1 < height)
                {
                    AddDifferences(plane, row, slice.Slice((y + 1) * width, width), (2 * y) + 1, 2 * z);
                }
            }

            AddPolygon(plane, result);
            if (z + 1 < depth)
            {
                plane.Clear();
                var next = inside.Slice((z + 1) * size, size);
                for (var y = 0; y < height; y++)
                {
                    AddDifferences(plane, slice.Slice(y * width, width), next.Slice(y * width, width), 2 * y, (2 * z) + 1);
                }

                AddPolygon(plane, result);
            }
        }

        return result;
    }

    private static void AddDifferences(List<LatticePoint> plane, ReadOnlySpan<byte> row, ReadOnlySpan<byte> other, int y, int z)
    {
        var first = row.CommonPrefixLength(other);
        if (first == row.Length)
        {
            return;
        }

        var last = row.Length - 1;
        while (row[last] == other[last])
        {
            last--;
        }

        plane.Add(new LatticePoint(2 * first, y, z));
        if (last != first)
        {
            plane.Add(new LatticePoint(2 * last, y, z));
        }
    }

    /// <summary>Andrew's monotone chain; the points come ordered by y, then x.</summary>
    private static void AddPolygon(List<LatticePoint> points, List<LatticePoint> result)
    {
        if (points.Count <= 2)
        {
            result.AddRange(points);
            return;
        }

        for (var side = 0; side < 2; side++)
        {
            var start = result.Count;
            for (var i = 0; i < points.Count; i++)
            {
                var point = side == 0 ? points[i] : points[points.Count - 1 - i];
                while (result.Count - start >= 2 && Turn(result[^2], result[^1], point) <= 0)
                {
                    result.RemoveAt(result.Count - 1);
                }

                result.Add(point);
            }

            result.RemoveAt(result.Count - 1); // The last corner starts the other side.
        }
    }

    private static long Turn(LatticePoint a, LatticePoint b, LatticePoint c) =>
        ((long)(b.X - a.X) * (c.Y - a.Y)) - ((long)(b.Y - a.Y) * (c.X - a.X));
}
