namespace HccRisk.Imaging.QuickLooks;

/// <summary>One plane of an image, with the mask's part of it: <c>Columns * Rows</c> voxels, the lower of its two axes running along a row.</summary>
internal sealed record QuickLookPlane(int Columns, int Rows, float[] Voxels, bool[]? Inside, (double X, double Y) Spacing, (Vector3D X, Vector3D Y) Axes)
{
    /// <summary>Planes across axis 0, 1 or 2.</summary>
    internal static QuickLookPlane Of(Volume<float> image, Mask? mask, int axis, int index)
    {
        var g = image.Geometry;
        var sizes = new[] { g.Width, g.Height, g.Depth };
        var steps = new[] { 1, g.Width, g.Width * g.Height };
        var spacings = new[] { g.Spacing.X, g.Spacing.Y, g.Spacing.Z };
        var axes = new[] { g.AxisX, g.AxisY, g.AxisZ };
        var (u, v) = axis switch { 0 => (1, 2), 1 => (0, 2), _ => (0, 1) };
        var voxels = new float[sizes[u] * sizes[v]];
        var inside = mask is null ? null : new bool[voxels.Length];
        var start = index * steps[axis];
        for (var row = 0; row < sizes[v]; row++)
        {
            for (var column = 0; column < sizes[u]; column++)
            {
                var from = start + (row * steps[v]) + (column * steps[u]);
                var to = (row * sizes[u]) + column;
                voxels[to] = image.Voxels[from];
                if (inside is not null)
                {
                    inside[to] = mask!.Inside[from];
                }
            }
        }

        return new QuickLookPlane(sizes[u], sizes[v], voxels, inside, (spacings[u], spacings[v]), (axes[u], axes[v]));
    }

    /// <summary>For each axis the plane across it with most voxels of the mask, the first of equals; the middle one where there is no mask or nothing in it.</summary>
    internal static int[] Widest(VolumeGeometry g, Mask? mask)
    {
        var counts = new[] { new int[g.Width], new int[g.Height], new int[g.Depth] };
        for (var i = mask?.Inside.IndexOf(true) ?? -1; i >= 0 && i < mask!.Inside.Length; i++)
        {
            if (mask.Inside[i])
            {
                counts[0][i % g.Width]++;
                counts[1][i / g.Width % g.Height]++;
                counts[2][i / g.Width / g.Height]++;
            }
        }

        return Array.ConvertAll(counts, c => c.Max() is > 0 and var most ? Array.IndexOf(c, most) : c.Length / 2);
    }
}
