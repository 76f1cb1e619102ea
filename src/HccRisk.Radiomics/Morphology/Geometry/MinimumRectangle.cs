using HccRisk.Imaging;

namespace HccRisk.Radiomics.Morphology.Geometry;

/// <summary>
/// The rectangle of least area around points seen along an axis: one of its sides lies on an edge of their outline (Freeman and
/// Shapira 1975).
/// </summary>
internal sealed class MinimumRectangle(int capacity)
{
    private const double Slack = 1e-13;

    private readonly double[] _u = new double[capacity];
    private readonly double[] _v = new double[capacity];
    private readonly (double U, double V)[] _hull = new (double U, double V)[(2 * capacity) + 1];
    private double _slack;

    /// <summary>Directions and lengths of its two sides.</summary>
    internal readonly record struct Sides(Vector3D First, double FirstLength, Vector3D Second, double SecondLength)
    {
        internal double Area => FirstLength * SecondLength;
    }

    /// <summary>Looks along a unit <paramref name="axis"/>.</summary>
    internal Sides Find(ReadOnlySpan<Vector3D> corners, Vector3D axis)
    {
        var u = Across(axis);
        var v = axis.Cross(u);
        for (var i = 0; i < corners.Length; i++)
        {
            (_u[i], _v[i]) = (corners[i].Dot(u), corners[i].Dot(v));
        }

        var count = Outline(corners.Length);
        var (best, least) = (new Sides(u, 0, v, 0), double.PositiveInfinity);
        for (var i = 0; i < count; i++)
        {
            var (from, to) = (_hull[i], _hull[i + 1]);
            var (du, dv) = (to.U - from.U, to.V - from.V);
            var length = Math.Sqrt((du * du) + (dv * dv));
            (du, dv) = (du / length, dv / length);
            var (width, height) = Sizes(_hull.AsSpan(0, count), du, dv);
            if (width * height < least)
            {
                least = width * height;
                best = new Sides((u * du) + (v * dv), width, (u * -dv) + (v * du), height);
            }
        }

        return best;
    }

    /// <summary>A unit vector across a unit vector.</summary>
    internal static Vector3D Across(Vector3D axis)
    {
        var (x, y, z) = (Math.Abs(axis.X), Math.Abs(axis.Y), Math.Abs(axis.Z));
        var other = x <= y && x <= z ? new Vector3D(1, 0, 0) : y <= z ? new Vector3D(0, 1, 0) : new Vector3D(0, 0, 1);
        var across = other.Cross(axis);
        return across * (1 / across.Length);
    }

    /// <summary>
    /// Lengths along a side and across it. All corners are looked at: calipers that go on from where they stood lose their way on sides that
    /// are flat but for rounding, of which the outline of voxels is full.
    /// </summary>
    private static (double Width, double Height) Sizes(ReadOnlySpan<(double U, double V)> outline, double du, double dv)
    {
        var (left, right, near, far) = (double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity);
        foreach (ref readonly var corner in outline)
        {
            var along = (corner.U * du) + (corner.V * dv);
            var across = (corner.V * du) - (corner.U * dv);
            (left, right) = (Math.Min(left, along), Math.Max(right, along));
            (near, far) = (Math.Min(near, across), Math.Max(far, across));
        }

        return (right - left, far - near);
    }

    /// <summary>
    /// Andrew's monotone chain, anticlockwise; ties but for rounding become ties, ordered across, and corners that stand out by no
    /// more than rounding are left out: both would fold the outline.
    /// </summary>
    private int Outline(int count)
    {
        _u.AsSpan(0, count).Sort(_v.AsSpan(0, count));
        var span = _u[count - 1] - _u[0];
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && _u[end] - _u[end - 1] <= Slack * span)
            {
                end++;
            }

            if (end - start > 1)
            {
                _v.AsSpan(start, end - start).Sort();
                _u.AsSpan(start, end - start).Fill(_u[start]);
            }

            start = end;
        }

        _slack = Slack * span * span;
        var size = 0;
        for (var i = 0; i < count; i++)
        {
            size = Push(size, (_u[i], _v[i]), 2);
        }

        var lower = size + 1;
        for (var i = count - 2; i >= 0; i--)
        {
            size = Push(size, (_u[i], _v[i]), lower);
        }

        return size - 1;
    }

    private int Push(int size, (double U, double V) p, int keep)
    {
        while (size >= keep)
        {
            var (a, b) = (_hull[size - 2], _hull[size - 1]);
            var turn = ((b.U - a.U) * (p.V - a.V)) - ((b.V - a.V) * (p.U - a.U));
            var onward = ((b.U - a.U) * (p.U - b.U)) + ((b.V - a.V) * (p.V - b.V)) >= 0;

            // A corner where the outline comes straight back is a summit, however little it turns.
            if (turn > (onward ? _slack : 0))
            {
                break;
            }

            size--;
        }

        _hull[size] = p;
        return size + 1;
    }
}
