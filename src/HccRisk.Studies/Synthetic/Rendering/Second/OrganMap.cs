namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>Draws shapes of one tissue into a map of tissues; a later shape covers an earlier one.</summary>
internal sealed class OrganMap(byte[] tissues, Grid grid)
{
    /// <summary>The tissue of every voxel, x fastest.</summary>
    public byte[] Tissues => tissues;

    public Grid Grid => grid;

    /// <summary>An ellipsoid about a point; turned about z by <paramref name="turn"/> radians.</summary>
    public void Ellipsoid(Tissue tissue, double cx, double cy, double cz, double a, double b, double c, double turn = 0)
    {
        var reach = turn == 0 ? 0 : Math.Max(a, b);
        var (sin, cos) = Math.SinCos(turn);
        var box = grid.Around(cx, cy, cz, Math.Max(a, reach), Math.Max(b, reach), c);
        for (var k = box.Z0; k < box.Z1; k++)
        {
            var w = (grid.Z(k) - cz) / c;
            for (var j = box.Y0; j < box.Y1; j++)
            {
                var row = tissues.AsSpan(grid.Width * (j + (grid.Height * k)), grid.Width);
                if (turn == 0)
                {
                    // The chord at this height is filled at once.
                    var v = (grid.Y(j) - cy) / b;
                    var room = 1 - (v * v) - (w * w);
                    if (room > 0)
                    {
                        var half = a * Math.Sqrt(room);
                        var from = Math.Max(box.X0, (int)Math.Ceiling(((cx - half) / grid.Spacing) + (grid.Width / 2.0) - .5));
                        var to = Math.Min(box.X1, (int)Math.Floor(((cx + half) / grid.Spacing) + (grid.Width / 2.0) - .5) + 1);
                        if (to > from)
                        {
                            row[from..to].Fill((byte)tissue);
                        }
                    }

                    continue;
                }

                var dy = grid.Y(j) - cy;
                for (var i = box.X0; i < box.X1; i++)
                {
                    var dx = grid.X(i) - cx;
                    var (u, v) = (((dx * cos) + (dy * sin)) / a, ((dy * cos) - (dx * sin)) / b);
                    if ((u * u) + (v * v) + (w * w) < 1)
                    {
                        row[i] = (byte)tissue;
                    }
                }
            }
        }
    }

    /// <summary>A column along z through the field.</summary>
    public void Column(Tissue tissue, double cx, double cy, double a, double b) => Ellipsoid(tissue, cx, cy, 0, a, b, 1e6);

    /// <summary>A tube between two points with a radius at either end; with a tissue named it covers only that one.</summary>
    public void Tube(Tissue tissue, (double X, double Y, double Z) from, (double X, double Y, double Z) to, double radius, double end, Tissue? within = null)
    {
        var (dx, dy, dz) = (to.X - from.X, to.Y - from.Y, to.Z - from.Z);
        var square = Math.Max(1e-9, (dx * dx) + (dy * dy) + (dz * dz));
        var reach = Math.Max(radius, end);
        var box = grid.Around(
            (from.X + to.X) / 2, (from.Y + to.Y) / 2, (from.Z + to.Z) / 2, (Math.Abs(dx) / 2) + reach, (Math.Abs(dy) / 2) + reach, (Math.Abs(dz) / 2) + reach);
        for (var k = box.Z0; k < box.Z1; k++)
        {
            var z = grid.Z(k) - from.Z;
            for (var j = box.Y0; j < box.Y1; j++)
            {
                var y = grid.Y(j) - from.Y;
                var row = tissues.AsSpan(grid.Width * (j + (grid.Height * k)), grid.Width);
                for (var i = box.X0; i < box.X1; i++)
                {
                    var x = grid.X(i) - from.X;
                    var t = Math.Clamp(((x * dx) + (y * dy) + (z * dz)) / square, 0, 1);
                    var (ex, ey, ez) = (x - (t * dx), y - (t * dy), z - (t * dz));
                    var r = radius + (t * (end - radius));
                    if ((ex * ex) + (ey * ey) + (ez * ez) < r * r && (within is null || row[i] == (byte)within))
                    {
                        row[i] = (byte)tissue;
                    }
                }
            }
        }
    }
}
