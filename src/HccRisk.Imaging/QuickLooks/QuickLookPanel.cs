namespace HccRisk.Imaging.QuickLooks;

/// <summary>How a plane of so many columns and rows becomes a picture.</summary>
internal readonly record struct QuickLookPanel(int Columns, int Rows, int Width, int Height, bool FlipX, bool FlipY)
{
    internal static QuickLookPanel Of(QuickLookPlane plane, int size)
    {
        var (wide, high) = (plane.Columns * plane.Spacing.X, plane.Rows * plane.Spacing.Y);
        var scale = size / Math.Max(wide, high);
        return new QuickLookPanel(
            plane.Columns,
            plane.Rows,
            Math.Max(1, (int)Math.Round(wide * scale)),
            Math.Max(1, (int)Math.Round(high * scale)),
            IsReversed(plane.Axes.X),
            IsReversed(plane.Axes.Y));
    }

    /// <summary>Inside the mask, with a neighbour on the panel that is outside.</summary>
    internal bool IsBorder(bool[]? inside, int x, int y) =>
        inside is not null
        && IsInside(inside, x, y)
        && !(IsInside(inside, x - 1, y) && IsInside(inside, x + 1, y) && IsInside(inside, x, y - 1) && IsInside(inside, x, y + 1));

    internal double Interpolate(float[] voxels, int x, int y)
    {
        var (u, v) = ToVoxel(x, y);
        var (u0, v0) = (Math.Clamp((int)Math.Floor(u), 0, Columns - 1), Math.Clamp((int)Math.Floor(v), 0, Rows - 1));
        var (u1, v1) = (Math.Min(u0 + 1, Columns - 1), Math.Min(v0 + 1, Rows - 1));
        var (fu, fv) = (Math.Clamp(u - u0, 0, 1), Math.Clamp(v - v0, 0, 1));
        double near = voxels[u0 + (Columns * v0)], across = voxels[u1 + (Columns * v0)];
        double below = voxels[u0 + (Columns * v1)], diagonal = voxels[u1 + (Columns * v1)];
        return ((1 - fv) * (((1 - fu) * near) + (fu * across))) + (fv * (((1 - fu) * below) + (fu * diagonal)));
    }

    private bool IsInside(bool[] inside, int x, int y)
    {
        if (x < 0 || y < 0 || x >= Width || y >= Height)
        {
            return false;
        }

        var (u, v) = ToVoxel(x, y);
        var column = Math.Clamp((int)Math.Round(u), 0, Columns - 1);
        var row = Math.Clamp((int)Math.Round(v), 0, Rows - 1);
        return inside[column + (Columns * row)];
    }

    /// <summary>Voxel index, between voxels too, of the centre of a pixel.</summary>
    private (double U, double V) ToVoxel(int x, int y)
    {
        var u = ((x + 0.5) * Columns / Width) - 0.5;
        var v = ((y + 0.5) * Rows / Height) - 0.5;
        return (FlipX ? Columns - 1 - u : u, FlipY ? Rows - 1 - v : v);
    }

    /// <summary>The index rises toward right, anterior or superior, which are left and up on the picture.</summary>
    private static bool IsReversed(Vector3D axis)
    {
        var (x, y, z) = (Math.Abs(axis.X), Math.Abs(axis.Y), Math.Abs(axis.Z));
        return (x >= y && x >= z ? axis.X : y >= z ? axis.Y : axis.Z) > 0;
    }
}
