using HccRisk.Imaging;
using HccRisk.Radiomics.Texture;

namespace HccRisk.Radiomics.Morphology.Geometry;

/// <summary>
/// The oriented box of least volume around convex corners. The best box has an edge of the hull on at least two adjacent faces (O'Rourke
/// 1985), often a whole face of it; so boxes are tried on the largest faces of the hull, across its pairs of edges while these are few,
/// and over evenly spread directions. Each is the least for its direction; the best are then turned about their own axes and tilted until
/// nothing gains; more of them the fewer corners there are. A search: the result always encloses, is never larger than the box along the axes, and is exact for boxes.
/// </summary>
internal readonly record struct OrientedBox(double A, double B, double C)
{
    private const int FaceLimit = 192;

    /// <summary>Pairs of so many edges are all tried.</summary>
    private const int EdgeLimit = 30;

    private const int TurnLimit = 30;

    /// <summary>Ways to map a cube onto itself, opposite directions taken as one.</summary>
    private const int Turns = 24;

    /// <summary>Radians; about a smooth least the volume errs by its square.</summary>
    private const double LeastTilt = 1e-5;

    internal double Volume => A * B * C;

    internal double Area => 2 * ((A * B) + (A * C) + (B * C));

    internal static OrientedBox Around(ConvexHull hull, Vector3D unit) => Around(hull.Corners(unit), hull.Normals(unit), hull.Edges(unit));

    /// <summary>The least box found; <paramref name="normals"/> need no length, longer ones are tried first.</summary>
    internal static OrientedBox Around(Vector3D[] corners, List<Vector3D> normals, List<Vector3D> edges)
    {
        var search = new Search(corners);
        Span<Vector3D> axes = [new(1, 0, 0), new(0, 1, 0), new(0, 0, 1)];
        var best = new Placed(Extent(corners, axes[0]), Extent(corners, axes[1]), Extent(corners, axes[2]), axes[0], axes[1], axes[2]);
        var tried = new List<Placed> { best };
        foreach (var direction in Directions(normals, edges, Math.Clamp(8_000 / corners.Length, 96, 200)))
        {
            tried.Add(search.Across(direction));
        }

        foreach (var start in Distinct(tried, Math.Clamp(500 / corners.Length, 6, 16)))
        {
            var refined = search.Refine(start);
            best = refined.Volume < best.Volume ? refined : best;
        }

        return new OrientedBox(Extent(corners, best.A), Extent(corners, best.B), Extent(corners, best.C));
    }

    private static IEnumerable<Vector3D> Directions(List<Vector3D> normals, List<Vector3D> edges, int spread)
    {
        foreach (var normal in normals.OrderByDescending(n => n.Length).Take(FaceLimit))
        {
            yield return normal * (1 / normal.Length);
        }

        for (var i = 0; i < edges.Count && edges.Count <= EdgeLimit; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var across = edges[i].Cross(edges[j]);
                if (across.Length > 1e-9 * edges[i].Length * edges[j].Length)
                {
                    yield return across * (1 / across.Length);
                }
            }
        }

        // A golden spiral, each point turned and mirrored in all ways that map a cube onto itself: a lesion turned by right angles has the same directions.
        for (var i = 0; i < spread / Turns; i++)
        {
            var z = (i + 0.5) / (spread / Turns);
            var (sine, cosine) = Math.SinCos(i * Math.PI * (3 - Math.Sqrt(5)));
            var radius = Math.Sqrt(1 - (z * z));
            foreach (var turned in TurnsOf(radius * cosine, radius * sine, z))
            {
                yield return turned;
            }
        }
    }

    private static IEnumerable<Vector3D> TurnsOf(double x, double y, double z)
    {
        foreach (var (a, b, c) in new[] { (x, y, z), (y, z, x), (z, x, y), (x, z, y), (z, y, x), (y, x, z) })
        {
            yield return new Vector3D(a, b, c);
            yield return new Vector3D(-a, b, c);
            yield return new Vector3D(a, -b, c);
            yield return new Vector3D(-a, -b, c);
        }
    }

    /// <summary>The smallest, of boxes as good as equal one: a symmetric lesion would fill the list with one box turned.</summary>
    private static IEnumerable<Placed> Distinct(IEnumerable<Placed> tried, int count)
    {
        var last = 0.0;
        foreach (var box in tried.OrderBy(p => p.Volume))
        {
            if (box.Volume > last * (1 + 1e-9) && count-- > 0)
            {
                last = box.Volume;
                yield return box;
            }
        }
    }

    private static double Extent(ReadOnlySpan<Vector3D> corners, Vector3D axis)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (ref readonly var corner in corners)
        {
            var along = corner.Dot(axis);
            low = Math.Min(low, along);
            high = Math.Max(high, along);
        }

        return high - low;
    }

    private readonly record struct Placed(double LengthA, double LengthB, double LengthC, Vector3D A, Vector3D B, Vector3D C)
    {
        internal double Volume => LengthA * LengthB * LengthC;
    }

    private sealed class Search(Vector3D[] corners)
    {
        private readonly MinimumRectangle _rectangle = new(corners.Length);

        /// <summary>The least box with an axis along a unit direction.</summary>
        internal Placed Across(Vector3D direction)
        {
            var sides = _rectangle.Find(corners, direction);
            return new Placed(Extent(corners, direction), sides.FirstLength, sides.SecondLength, direction, sides.First, sides.Second);
        }

        /// <summary>Turns about its own axes, then tilts of them that shrink whenever none gains.</summary>
        internal Placed Refine(Placed box)
        {
            box = Turn(box);
            for (var tilt = 0.25; tilt > LeastTilt;)
            {
                var better = Tilt(box, tilt);
                tilt = better.Volume < box.Volume * (1 - 1e-13) ? tilt : tilt / 3;
                box = better;
            }

            return box;
        }

        private Placed Turn(Placed box)
        {
            for (var (turn, idle) = (0, 0); turn < TurnLimit && idle < 3; turn++)
            {
                var turned = Across((turn % 3) switch { 0 => box.B, 1 => box.C, _ => box.A });
                idle = turned.Volume < box.Volume * (1 - 1e-14) ? 0 : idle + 1;
                box = turned.Volume < box.Volume ? turned : box;
            }

            return box;
        }

        private Placed Tilt(Placed box, double angle)
        {
            var best = box;
            foreach (var (axis, u, v) in new[] { (box.A, box.B, box.C), (box.B, box.C, box.A), (box.C, box.A, box.B) })
            {
                foreach (var towards in new[] { u, u * -1, v, v * -1 })
                {
                    var tilted = axis + (towards * angle);
                    var found = Across(tilted * (1 / tilted.Length));
                    best = found.Volume < best.Volume ? found : best;
                }
            }

            return best.Volume < box.Volume ? Turn(best) : box;
        }
    }
}
