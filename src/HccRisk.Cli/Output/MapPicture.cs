using HccRisk.Core.Storage;
using HccRisk.Imaging;
using HccRisk.Plots;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Output;

/// <summary>A picture of maps over slices of their image: planes of the third index, cut to the map, the patient's left on the right, posterior and inferior down.</summary>
internal static class MapPicture
{
    private const int Slices = 5;
    private const int Margin = 6;

    /// <summary>Throws where the picture has another form than those there are, before anything is computed.</summary>
    public static void RequireName(string option, string? path)
    {
        if (path is not null && !IsPng(path) && !path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
        {
            throw new StudyProtocolException($"{option} is '{path}': it must end in .svg or .png.");
        }
    }

    public static void Write(string path, PlotImage picture)
    {
        if (IsPng(path))
        {
            AtomicFile.Write(path, stream => stream.Write(picture.Png.Span));
        }
        else
        {
            AtomicFile.WriteText(path, picture.Svg);
        }
    }

    /// <summary>The slices of a map over those of an image, which may have another grid: each pixel shows the voxel it lies in.</summary>
    /// <param name="name">Name of the map.</param>
    /// <param name="image">The image.</param>
    /// <param name="map">The map; NaN where there is none.</param>
    public static MapRow Row(string name, Volume<float> image, Volume<float> map)
    {
        var g = map.Geometry;
        var plane = g.Width * g.Height;
        int[] filled = [.. Enumerable.Range(0, g.Depth).Where(z => map.Voxels.Slice(z * plane, plane).ContainsAnyExcept(float.NaN))];
        int[] slices = filled.Length == 0 ? [g.Depth / 2] : [.. Enumerable.Range(0, Math.Min(Slices, filled.Length)).Select(i => filled[(((2 * i) + 1) * filled.Length) / (2 * Math.Min(Slices, filled.Length))])];
        var (left, top) = (-Margin, -Margin);
        var (columns, rows) = (g.Width + (2 * Margin), g.Height + (2 * Margin));
        var (flipX, flipY) = (IsReversed(g.AxisX), IsReversed(g.AxisY));
        var panels = new List<MapPanel>();
        foreach (var z in slices)
        {
            var (grey, values) = (new float[columns * rows], new float[columns * rows]);
            for (var at = 0; at < grey.Length; at++)
            {
                var (u, v) = (at % columns, at / columns);
                var (x, y) = (left + (flipX ? columns - 1 - u : u), top + (flipY ? rows - 1 - v : v));
                values[at] = x < 0 || y < 0 || x >= g.Width || y >= g.Height ? float.NaN : map.Voxels[x + (g.Width * y) + (plane * z)];
                grey[at] = At(image, g.ToWorld(x, y, z));
            }

            panels.Add(new MapPanel(SliceOf(image.Geometry, g, z), columns, rows, g.Spacing.Y / g.Spacing.X, grey, values));
        }

        return new MapRow(name, Windowed(panels));
    }

    /// <summary>The number of a slice of a map among those of its image, along the axis that lies across it.</summary>
    private static string SliceOf(VolumeGeometry image, VolumeGeometry map, int z)
    {
        var index = image.ToIndex(map.ToWorld((map.Width - 1) / 2.0, (map.Height - 1) / 2.0, z));
        (double Across, double Index, int Count)[] axes =
        [
            (image.AxisZ.Dot(map.AxisZ), index.Z, image.Depth), (image.AxisY.Dot(map.AxisZ), index.Y, image.Height), (image.AxisX.Dot(map.AxisZ), index.X, image.Width),
        ];
        var axis = axes.MaxBy(a => Math.Abs(a.Across));
        return FormattableString.Invariant($"{Math.Round(axis.Index) + 1} of {axis.Count}");
    }

    /// <summary>Grey from the 1st to the 99th percentile of what is shown.</summary>
    private static List<MapPanel> Windowed(List<MapPanel> panels)
    {
        float[] known = [.. panels.SelectMany(p => p.Grey).Where(float.IsFinite).Order()];
        var (low, high) = known.Length == 0 ? (0f, 1f) : (known[known.Length / 100], known[(known.Length - 1) * 99 / 100]);
        var scale = high > low ? 1 / (high - low) : 0;
        return [.. panels.Select(p => p with { Grey = [.. p.Grey.Select(v => (v - low) * scale)] })];
    }

    private static float At(Volume<float> image, Vector3D world)
    {
        var (g, index) = (image.Geometry, image.Geometry.ToIndex(world));
        var (x, y, z) = ((int)Math.Round(index.X), (int)Math.Round(index.Y), (int)Math.Round(index.Z));
        return x < 0 || y < 0 || z < 0 || x >= g.Width || y >= g.Height || z >= g.Depth ? float.NaN : image.Voxels[x + (g.Width * (y + (g.Height * z)))];
    }

    /// <summary>The index rises toward right, anterior or superior, which are left and up on the picture.</summary>
    private static bool IsReversed(Vector3D axis)
    {
        var (x, y, z) = (Math.Abs(axis.X), Math.Abs(axis.Y), Math.Abs(axis.Z));
        return (x >= y && x >= z ? axis.X : y >= z ? axis.Y : axis.Z) > 0;
    }

    private static bool IsPng(string path) => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
}
