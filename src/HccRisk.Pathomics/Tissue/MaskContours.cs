using HccRisk.Pathomics.Annotations;

namespace HccRisk.Pathomics.Tissue;

/// <summary>
/// The exact outline of a mask along the edges of its pixels. Every 4-connected piece gives one polygon; a ring that would touch itself in
/// a corner is cut there, so that every ring is simple and the polygons valid.
/// </summary>
internal sealed class MaskContours
{
    // Right, down, left, up; the mask lies on the side towards which the order turns.
    private static readonly (int X, int Y)[] Steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    private readonly MaskPlane _mask;
    private readonly double _scale;
    private readonly byte[] _edges;
    private readonly int[] _place;
    private readonly int[] _pieces;
    private readonly List<(SlidePoint[]? Outer, List<IReadOnlyList<SlidePoint>> Holes)> _found = [];

    private MaskContours(MaskPlane mask, double scale)
    {
        (_mask, _scale) = (mask, scale);
        _edges = new byte[(mask.Width + 1) * (mask.Height + 1)];
        _place = new int[_edges.Length];
        _pieces = new int[mask.Width * mask.Height];
        Array.Fill(_place, -1);
    }

    private int Stride => _mask.Width + 1;

    /// <summary>Polygons in the order in which their pieces are met row by row; corners times <paramref name="scale"/>.</summary>
    public static IReadOnlyList<SlidePolygon> Trace(MaskPlane mask, double scale)
    {
        var contours = new MaskContours(mask, scale);
        contours.Label();
        contours.MarkEdges();
        for (var start = 0; start < contours._edges.Length; start++)
        {
            while (contours._edges[start] != 0)
            {
                contours.Follow(start);
            }
        }

        return [.. contours._found.Select(x => new SlidePolygon(x.Outer!, x.Holes))];
    }

    private void Label()
    {
        var stack = new Stack<int>();
        for (var start = 0; start < _pieces.Length; start++)
        {
            if (!_mask.Values[start] || _pieces[start] != 0)
            {
                continue;
            }

            _found.Add((null, []));
            Visit(start);
            while (stack.TryPop(out var at))
            {
                var (x, y) = (at % _mask.Width, at / _mask.Width);
                foreach (var (dx, dy) in Steps)
                {
                    if (Inside(x + dx, y + dy) && _pieces[at + dx + (dy * _mask.Width)] == 0)
                    {
                        Visit(at + dx + (dy * _mask.Width));
                    }
                }
            }
        }

        void Visit(int at)
        {
            _pieces[at] = _found.Count;
            stack.Push(at);
        }
    }

    private void MarkEdges()
    {
        for (var y = 0; y < _mask.Height; y++)
        {
            for (var x = 0; x < _mask.Width; x++)
            {
                if (!_mask[x, y])
                {
                    continue;
                }

                var corner = (y * Stride) + x;
                Mark(corner, 0, x, y - 1);
                Mark(corner + 1, 1, x + 1, y);
                Mark(corner + Stride + 1, 2, x, y + 1);
                Mark(corner + Stride, 3, x - 1, y);
            }
        }

        void Mark(int corner, int direction, int x, int y)
        {
            if (!Inside(x, y))
            {
                _edges[corner] |= (byte)(1 << direction);
            }
        }
    }

    /// <summary>Walks one closed line of edges, cutting off a ring whenever it comes back to a corner it has passed.</summary>
    private void Follow(int start)
    {
        var path = new List<(int Corner, int Direction)>();
        var (at, direction) = (start, System.Numerics.BitOperations.TrailingZeroCount(_edges[start]));
        while (true)
        {
            if (_place[at] is >= 0 and var from)
            {
                Store(path.GetRange(from, path.Count - from));
                path.RemoveRange(from, path.Count - from);
                if (path.Count == 0 && (_edges[at] & (1 << direction)) == 0)
                {
                    return;
                }
            }

            _edges[at] &= (byte)~(1 << direction);
            _place[at] = path.Count;
            path.Add((at, direction));
            at += Steps[direction].X + (Steps[direction].Y * Stride);

            // First the turn round the same pixel, which keeps pieces that only touch in a corner apart.
            foreach (var turn in (ReadOnlySpan<int>)[1, 0, 3])
            {
                var next = (direction + turn) & 3;
                if ((_edges[at] & (1 << next)) != 0)
                {
                    direction = next;
                    break;
                }
            }
        }
    }

    private void Store(List<(int Corner, int Direction)> ring)
    {
        var points = new List<SlidePoint>();
        for (var i = 0; i < ring.Count; i++)
        {
            _place[ring[i].Corner] = -1;
            if (ring[i].Direction != ring[(i + ring.Count - 1) % ring.Count].Direction)
            {
                points.Add(new SlidePoint(ring[i].Corner % Stride * _scale, ring[i].Corner / Stride * _scale));
            }
        }

        var (column, row) = (ring[0].Corner % Stride, ring[0].Corner / Stride);
        var (x, y) = ring[0].Direction switch { 0 => (column, row), 1 => (column - 1, row), 2 => (column - 1, row - 1), _ => (column, row - 1) };
        var piece = _pieces[(y * _mask.Width) + x] - 1;
        if (SlidePolygon.SignedArea(points) > 0)
        {
            _found[piece] = ([.. points], _found[piece].Holes);
        }
        else
        {
            _found[piece].Holes.Add(points);
        }
    }

    private bool Inside(int x, int y) => x >= 0 && x < _mask.Width && y >= 0 && y < _mask.Height && _mask[x, y];
}
