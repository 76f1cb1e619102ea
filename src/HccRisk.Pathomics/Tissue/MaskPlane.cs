using HccRisk.Pathomics.Annotations;

namespace HccRisk.Pathomics.Tissue;

/// <summary>One yes-or-no plane over a slide, with the running sums that answer a rectangle's share at once.</summary>
internal sealed class MaskPlane
{
    private readonly bool[] _mask;
    private readonly double _downsample;
    private readonly Lazy<int[]> _sums;

    public MaskPlane(bool[] mask, int width, int height, double downsample)
    {
        (_mask, Width, Height, _downsample) = (mask, width, height, downsample);
        _sums = new Lazy<int[]>(Accumulate);
    }

    public int Width { get; }

    public int Height { get; }

    public ReadOnlySpan<bool> Values => _mask;

    public double Fraction => (double)_sums.Value[^1] / _mask.Length;

    public bool this[int x, int y] => _mask[(y * Width) + x];

    /// <summary>Share of a level-0 rectangle by the mask pixels whose centres lie in it; the one below its centre when there is none.</summary>
    public double FractionIn(double x, double y, double width, double height)
    {
        var (left, right) = Range(x, width);
        var (top, bottom) = Range(y, height);
        var area = (double)(right - left) * (bottom - top);
        if (area == 0)
        {
            var (column, row) = ((int)Math.Floor((x + (width / 2)) / _downsample), (int)Math.Floor((y + (height / 2)) / _downsample));
            return column >= 0 && column < Width && row >= 0 && row < Height && this[column, row] ? 1 : 0;
        }

        (left, right) = (Math.Clamp(left, 0, Width), Math.Clamp(right, 0, Width));
        (top, bottom) = (Math.Clamp(top, 0, Height), Math.Clamp(bottom, 0, Height));
        return (Sum(right, bottom) - Sum(left, bottom) - Sum(right, top) + Sum(left, top)) / area;

        (int From, int To) Range(double start, double length) =>
            ((int)Math.Ceiling((start / _downsample) - 0.5), (int)Math.Ceiling(((start + length) / _downsample) - 0.5));
    }

    /// <summary>Sets every mask pixel whose centre lies in one of the polygons.</summary>
    public static bool[] Rasterise(IEnumerable<SlidePolygon> polygons, int width, int height, double downsample)
    {
        var inside = new bool[width * height];
        var crossings = new List<double>();
        foreach (var polygon in polygons)
        {
            var first = Math.Max(0, (int)Math.Ceiling((polygon.Outer.Min(p => p.Y) / downsample) - 0.5));
            var last = Math.Min(height - 1, (int)Math.Floor((polygon.Outer.Max(p => p.Y) / downsample) - 0.5));
            for (var row = first; row <= last; row++)
            {
                crossings.Clear();
                foreach (var ring in polygon.Holes.Prepend(polygon.Outer))
                {
                    Cross(ring, (row + 0.5) * downsample, crossings);
                }

                crossings.Sort();
                for (var i = 0; i + 1 < crossings.Count; i += 2)
                {
                    var from = Math.Clamp((int)Math.Ceiling((crossings[i] / downsample) - 0.5), 0, width);
                    var to = Math.Clamp((int)Math.Ceiling((crossings[i + 1] / downsample) - 0.5), from, width);
                    inside.AsSpan((row * width) + from, to - from).Fill(true);
                }
            }
        }

        return inside;
    }

    private static void Cross(IReadOnlyList<SlidePoint> ring, double y, List<double> crossings)
    {
        for (int i = 0, j = ring.Count - 1; i < ring.Count; j = i++)
        {
            var (a, b) = (ring[i], ring[j]);
            if ((a.Y > y) != (b.Y > y))
            {
                crossings.Add(a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)));
            }
        }
    }

    private int[] Accumulate()
    {
        var sums = new int[(Width + 1) * (Height + 1)];
        for (var y = 0; y < Height; y++)
        {
            var line = _mask.AsSpan(y * Width, Width);
            var above = sums.AsSpan((y * (Width + 1)) + 1, Width);
            var here = sums.AsSpan(((y + 1) * (Width + 1)) + 1, Width);
            for (int x = 0, row = 0; x < line.Length; x++)
            {
                row += line[x] ? 1 : 0;
                here[x] = above[x] + row;
            }
        }

        return sums;
    }

    private int Sum(int column, int row) => _sums.Value[(row * (Width + 1)) + column];
}
