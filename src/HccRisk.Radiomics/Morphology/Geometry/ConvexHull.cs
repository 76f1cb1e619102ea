using HccRisk.Imaging;

namespace HccRisk.Radiomics.Morphology.Geometry;

/// <summary>
/// Convex hull in space by quickhull (Barber, Dobkin and Huhdanpaa 1996) over whole coordinates, where orientation is exact: no
/// tolerance, no degenerate face.
/// </summary>
internal sealed class ConvexHull
{
    private readonly List<LatticePoint> _points;
    private readonly int[] _next;
    private readonly List<Face> _faces = [];
    private readonly Stack<Face> _pending = new();
    private readonly List<Face> _visible = [];
    private readonly List<(int From, int To, Face Beyond)> _horizon = [];
    private readonly Dictionary<int, Face> _byStart = [];

    private ConvexHull(List<LatticePoint> points)
    {
        _points = points;
        _next = new int[points.Count];
    }

    /// <summary>The hull of points that do not all lie in one plane.</summary>
    internal static ConvexHull Create(List<LatticePoint> points)
    {
        var hull = new ConvexHull(points);
        hull.Build();
        return hull;
    }

    /// <summary>Area and volume with the lattice scaled by <paramref name="unit"/>.</summary>
    internal (double Area, double Volume) Measure(Vector3D unit)
    {
        double area = 0, volume = 0;
        var origin = Place(_points[0], unit);
        foreach (var face in _faces)
        {
            if (face.Dead)
            {
                continue;
            }

            var (a, b, c) = (Place(_points[face.A], unit) - origin, Place(_points[face.B], unit) - origin, Place(_points[face.C], unit) - origin);
            area += (b - a).Cross(c - a).Length / 2;
            volume += a.Cross(b).Dot(c) / 6;
        }

        return (area, volume);
    }

    /// <summary>The greatest distance between two corners.</summary>
    internal double Diameter(Vector3D unit)
    {
        var corners = Corners(unit);
        double greatest = 0;
        for (var i = 1; i < corners.Length; i++)
        {
            var p = corners[i];
            for (var j = 0; j < i; j++)
            {
                var (x, y, z) = (p.X - corners[j].X, p.Y - corners[j].Y, p.Z - corners[j].Z);
                greatest = Math.Max(greatest, (x * x) + (y * y) + (z * z));
            }
        }

        return Math.Sqrt(greatest);
    }

    /// <summary>The corners with the lattice scaled by <paramref name="unit"/>.</summary>
    internal Vector3D[] Corners(Vector3D unit)
    {
        var seen = new HashSet<int>();
        foreach (var face in _faces)
        {
            if (!face.Dead)
            {
                seen.Add(face.A);
                seen.Add(face.B);
                seen.Add(face.C);
            }
        }

        return [.. seen.Select(index => Place(_points[index], unit))];
    }

    /// <summary>The triangles, as the cross product of two sides: along the outer normal, twice the area long.</summary>
    internal List<Vector3D> Normals(Vector3D unit)
    {
        var normals = new List<Vector3D>();
        foreach (var face in _faces)
        {
            if (!face.Dead)
            {
                var a = Place(_points[face.A], unit);
                normals.Add((Place(_points[face.B], unit) - a).Cross(Place(_points[face.C], unit) - a));
            }
        }

        return normals;
    }

    /// <summary>The sides of the triangles that are edges of the hull: not those within a face.</summary>
    internal List<Vector3D> Edges(Vector3D unit)
    {
        var edges = new List<Vector3D>();
        foreach (var face in _faces)
        {
            for (var edge = 0; edge < 3 && !face.Dead; edge++)
            {
                var (start, end) = (face.Start(edge), face.End(edge));
                var beyond = face.Neighbour(edge);
                var isFlat = ((Int128)face.NormalX * beyond.NormalY) == ((Int128)face.NormalY * beyond.NormalX)
                    && ((Int128)face.NormalX * beyond.NormalZ) == ((Int128)face.NormalZ * beyond.NormalX)
                    && ((Int128)face.NormalY * beyond.NormalZ) == ((Int128)face.NormalZ * beyond.NormalY);
                if (start < end && !isFlat)
                {
                    edges.Add(Place(_points[end], unit) - Place(_points[start], unit));
                }
            }
        }

        return edges;
    }

    private static Vector3D Place(LatticePoint p, Vector3D unit) => new(p.X * unit.X, p.Y * unit.Y, p.Z * unit.Z);

    private void Build()
    {
        var seeds = Simplex();
        foreach (var (a, b, c) in new[] { (0, 1, 2), (0, 3, 1), (1, 3, 2), (2, 3, 0) })
        {
            AddFace(seeds[a], seeds[b], seeds[c]);
        }

        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                if (i != j)
                {
                    _faces[i].Link(_faces[j]);
                }
            }
        }

        for (var p = 0; p < _points.Count; p++)
        {
            Assign(p, _faces);
        }

        foreach (var face in _faces)
        {
            _pending.Push(face);
        }

        while (_pending.TryPop(out var face))
        {
            if (!face.Dead && face.First >= 0)
            {
                Extend(face);
            }
        }
    }

    /// <summary>Four points that span space, ordered so that the faces look outwards.</summary>
    private int[] Simplex()
    {
        var (a, b) = (0, 0);
        for (var i = 1; i < _points.Count; i++)
        {
            a = _points[i].X < _points[a].X ? i : a;
            b = _points[i].X > _points[b].X ? i : b;
        }

        var (c, d) = (-1, -1);
        Int128 best = 0;
        for (var i = 0; i < _points.Count; i++)
        {
            var (x, y, z) = Normal(a, b, i);
            var size = ((Int128)x * x) + ((Int128)y * y) + ((Int128)z * z);
            if (size > best)
            {
                (best, c) = (size, i);
            }
        }

        long height = 0;
        if (c >= 0)
        {
            var plane = new Face(_points, a, b, c);
            for (var i = 0; i < _points.Count; i++)
            {
                var above = plane.Above(_points[i]);
                if (Math.Abs(above) > Math.Abs(height))
                {
                    (height, d) = (above, i);
                }
            }
        }

        if (d < 0)
        {
            throw new ArgumentException("The points lie in one plane.");
        }

        return height < 0 ? [a, b, c, d] : [a, c, b, d];
    }

    private (long X, long Y, long Z) Normal(int a, int b, int c)
    {
        var face = new Face(_points, a, b, c);
        return (face.NormalX, face.NormalY, face.NormalZ);
    }

    private Face AddFace(int a, int b, int c)
    {
        var face = new Face(_points, a, b, c);
        _faces.Add(face);
        return face;
    }

    /// <summary>Hands a point to the first face that sees it; a point no face sees is inside and forgotten.</summary>
    private void Assign(int point, List<Face> faces, int from = 0)
    {
        var p = _points[point];
        for (var f = from; f < faces.Count; f++)
        {
            var above = faces[f].Above(p);
            if (above > 0)
            {
                _next[point] = faces[f].First;
                faces[f].First = point;
                if (above > faces[f].FarthestHeight)
                {
                    (faces[f].FarthestHeight, faces[f].Farthest) = (above, point);
                }

                return;
            }
        }
    }

    private void Extend(Face face)
    {
        var apex = face.Farthest;
        var p = _points[apex];
        _visible.Clear();
        _horizon.Clear();
        _byStart.Clear();
        face.Dead = true;
        _visible.Add(face);
        for (var v = 0; v < _visible.Count; v++)
        {
            var seen = _visible[v];
            for (var edge = 0; edge < 3; edge++)
            {
                var beyond = seen.Neighbour(edge);
                if (beyond.Dead)
                {
                    continue;
                }

                if (beyond.Above(p) > 0)
                {
                    beyond.Dead = true;
                    _visible.Add(beyond);
                }
            }
        }

        foreach (var seen in _visible)
        {
            for (var edge = 0; edge < 3; edge++)
            {
                if (!seen.Neighbour(edge).Dead)
                {
                    _horizon.Add((seen.Start(edge), seen.End(edge), seen.Neighbour(edge)));
                }
            }
        }

        var firstNew = _faces.Count;
        foreach (var (from, to, beyond) in _horizon)
        {
            var added = AddFace(from, to, apex);
            added.SetNeighbour(0, beyond);
            beyond.Replace(to, from, added);
            _byStart[from] = added;
        }

        for (var f = firstNew; f < _faces.Count; f++)
        {
            // Over the edge that ends where the next new face starts lies that face.
            var following = _byStart[_faces[f].B];
            _faces[f].SetNeighbour(1, following);
            following.SetNeighbour(2, _faces[f]);
        }

        foreach (var seen in _visible)
        {
            for (var point = seen.First; point >= 0;)
            {
                var following = _next[point];
                if (point != apex)
                {
                    Assign(point, _faces, firstNew);
                }

                point = following;
            }
        }

        for (var f = firstNew; f < _faces.Count; f++)
        {
            _pending.Push(_faces[f]);
        }
    }

    /// <summary>A triangle whose normal looks outwards, its neighbours, and the points above it.</summary>
    private sealed class Face
    {
        private readonly Face?[] _neighbours = new Face?[3];
        private readonly long _offset;

        internal Face(List<LatticePoint> points, int a, int b, int c)
        {
            (A, B, C) = (a, b, c);
            var (p, q, r) = (points[a], points[b], points[c]);
            long ux = q.X - p.X, uy = q.Y - p.Y, uz = q.Z - p.Z, vx = r.X - p.X, vy = r.Y - p.Y, vz = r.Z - p.Z;
            NormalX = (uy * vz) - (uz * vy);
            NormalY = (uz * vx) - (ux * vz);
            NormalZ = (ux * vy) - (uy * vx);
            _offset = (NormalX * p.X) + (NormalY * p.Y) + (NormalZ * p.Z);
        }

        internal int A { get; }

        internal int B { get; }

        internal int C { get; }

        internal long NormalX { get; }

        internal long NormalY { get; }

        internal long NormalZ { get; }

        internal bool Dead { get; set; }

        internal int First { get; set; } = -1;

        internal int Farthest { get; set; } = -1;

        internal long FarthestHeight { get; set; }

        internal long Above(LatticePoint p) => (NormalX * p.X) + (NormalY * p.Y) + (NormalZ * p.Z) - _offset;

        internal int Start(int edge) => edge switch { 0 => A, 1 => B, _ => C };

        internal int End(int edge) => edge switch { 0 => B, 1 => C, _ => A };

        internal Face Neighbour(int edge) => _neighbours[edge]!;

        internal void SetNeighbour(int edge, Face face) => _neighbours[edge] = face;

        internal void Replace(int from, int to, Face face)
        {
            for (var edge = 0; edge < 3; edge++)
            {
                if (Start(edge) == from && End(edge) == to)
                {
                    _neighbours[edge] = face;
                    return;
                }
            }
        }

        /// <summary>Makes the other face the neighbour over the edge both share.</summary>
        internal void Link(Face other)
        {
            for (var edge = 0; edge < 3; edge++)
            {
                for (var its = 0; its < 3; its++)
                {
                    if (Start(edge) == other.End(its) && End(edge) == other.Start(its))
                    {
                        _neighbours[edge] = other;
                    }
                }
            }
        }
    }
}
