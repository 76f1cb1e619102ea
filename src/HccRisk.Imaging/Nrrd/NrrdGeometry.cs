using System.Globalization;

namespace HccRisk.Imaging.Nrrd;

/// <summary>The grid a NRRD header describes, turned into our frame (+x right, +y anterior, +z superior).</summary>
internal static class NrrdGeometry
{
    internal static VolumeGeometry Read(NrrdFields fields, ReadOnlySpan<long> allSizes, int[] space)
    {
        var (signX, signY) = fields.Find("space")?.ToLowerInvariant() switch
        {
            "left-posterior-superior" or "lps" => (-1, -1),
            "left-anterior-superior" or "las" => (-1, 1),
            "right-anterior-superior" or "ras" or "scanner-xyz" or "3d-right-handed" or null => (1, 1),
            var other => throw fields.Fault("space", other, "LPS, LAS and RAS are read"),
        };
        Vector3D ToRas(Vector3D v) => new(signX * v.X, signY * v.Y, v.Z);

        var (width, height, depth) = ((int)allSizes[space[0]], (int)allSizes[space[1]], (int)allSizes[space[2]]);
        var origin = fields.Find("space origin") is { } text ? ToRas(ParseVector(fields, "space origin", text)) : default;
        if (fields.Find("space directions") is not { } directions)
        {
            var spacings = fields.Require("spacings").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (spacings.Length != allSizes.Length)
            {
                throw fields.Fault("spacings", fields.Find("spacings"), $"{allSizes.Length} numbers are expected");
            }

            var spacing = ParseVector(fields, "spacings", $"({string.Join(',', space.Select(axis => spacings[axis]))})");
            return spacing is { X: > 0, Y: > 0, Z: > 0 }
                ? VolumeGeometry.AxisAligned(width, height, depth, spacing) with { Origin = origin }
                : throw fields.Fault("spacings", fields.Find("spacings"), "spacings are above zero");
        }

        var vectors = directions.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (vectors.Length != allSizes.Length)
        {
            throw fields.Fault("space directions", directions, $"{allSizes.Length} vectors are expected");
        }

        var axes = Array.ConvertAll(space, axis => ToRas(ParseVector(fields, "space directions", vectors[axis])));
        var lengths = new Vector3D(axes[0].Length, axes[1].Length, axes[2].Length);
        if (!(Math.Abs(axes[0].Cross(axes[1]).Dot(axes[2])) > 1e-6 * lengths.X * lengths.Y * lengths.Z))
        {
            throw fields.Fault("space directions", directions, "the directions must span the space");
        }

        var grid = new VolumeGeometry(
            width, height, depth, lengths, origin, axes[0] * (1 / lengths.X), axes[1] * (1 / lengths.Y), axes[2] * (1 / lengths.Z));
        return grid.SkewText is { } skew ? throw fields.Fault("space directions", skew, VolumeGeometry.SkewReason) : grid;
    }

    private static Vector3D ParseVector(NrrdFields fields, string field, string text)
    {
        var parts = text.Trim('(', ')').Split(',');
        Span<double> values = stackalloc double[3];
        for (var i = 0; i < 3; i++)
        {
            if (parts.Length != 3
                || !double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i])
                || !double.IsFinite(values[i]))
            {
                throw fields.Fault(field, text, "a vector (x,y,z) of three finite numbers is expected");
            }
        }

        return new Vector3D(values[0], values[1], values[2]);
    }
}
