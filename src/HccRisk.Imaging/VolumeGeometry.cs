using System.Globalization;

namespace HccRisk.Imaging;

/// <summary>
/// Where the voxels of a volume lie in the patient, in the NIfTI world frame (millimetres, +x right, +y anterior, +z superior).
/// Voxels are stored x fastest, then y, then z.
/// </summary>
/// <param name="Width">Voxels along x (the fastest index).</param>
/// <param name="Height">Voxels along y.</param>
/// <param name="Depth">Voxels along z (slices).</param>
/// <param name="Spacing">Distance between voxel centres, millimetres, each above zero.</param>
/// <param name="Origin">World position of the centre of voxel (0, 0, 0), millimetres.</param>
/// <param name="AxisX">Unit direction of the x index in the world.</param>
/// <param name="AxisY">Unit direction of the y index in the world.</param>
/// <param name="AxisZ">Unit direction of the z index in the world.</param>
public sealed record VolumeGeometry(
    int Width,
    int Height,
    int Depth,
    Vector3D Spacing,
    Vector3D Origin,
    Vector3D AxisX,
    Vector3D AxisY,
    Vector3D AxisZ)
{
    /// <summary>Number of voxels.</summary>
    public long VoxelCount => (long)Width * Height * Depth;

    /// <summary>Volume of one voxel in cubic millimetres.</summary>
    public double VoxelVolume => Spacing.X * Spacing.Y * Spacing.Z;

    /// <summary>The extents and the spacing in words: "80 x 80 x 40 voxels of 2 x 2 x 3 mm".</summary>
    internal string SizeText => string.Create(
        CultureInfo.InvariantCulture, $"{Width} x {Height} x {Depth} voxels of {Spacing.X:G4} x {Spacing.Y:G4} x {Spacing.Z:G4} mm");

    /// <summary>A grid aligned with the world axes, its first voxel centre at the world origin.</summary>
    /// <param name="width">Voxels along x.</param>
    /// <param name="height">Voxels along y.</param>
    /// <param name="depth">Voxels along z.</param>
    /// <param name="spacing">Voxel spacing in millimetres.</param>
    public static VolumeGeometry AxisAligned(int width, int height, int depth, Vector3D spacing) =>
        new(width, height, depth, spacing, default, new Vector3D(1, 0, 0), new Vector3D(0, 1, 0), new Vector3D(0, 0, 1));

    /// <summary>World position of a voxel centre, millimetres.</summary>
    /// <param name="x">Index along x; may lie between voxels.</param>
    /// <param name="y">Index along y.</param>
    /// <param name="z">Index along z.</param>
    public Vector3D ToWorld(double x, double y, double z) =>
        Origin + (AxisX * (x * Spacing.X)) + (AxisY * (y * Spacing.Y)) + (AxisZ * (z * Spacing.Z));

    /// <summary>Voxel index of a world position, between voxels and beyond the edge where it lies there. The axes are at right angles.</summary>
    /// <param name="world">The position, millimetres.</param>
    public Vector3D ToIndex(Vector3D world)
    {
        var offset = world - Origin;
        return new Vector3D(offset.Dot(AxisX) / Spacing.X, offset.Dot(AxisY) / Spacing.Y, offset.Dot(AxisZ) / Spacing.Z);
    }

    /// <summary>
    /// Throws unless another grid has the same extents and puts every voxel at the same place.
    /// </summary>
    /// <param name="other">The other grid.</param>
    /// <param name="tolerance">
    /// How far the same voxel may lie apart in the two grids, as a fraction of the smallest spacing. The default, 0.01, forgives
    /// headers in single precision and rounded text, and nothing that could move a boundary by a visible part of a voxel.
    /// </param>
    /// <param name="name">What this grid is called in the message.</param>
    /// <param name="otherName">What the other grid is called in the message.</param>
    /// <exception cref="GeometryMismatchException">The grids differ; the message names what differs, with both values.</exception>
    public void EnsureMatches(VolumeGeometry other, double tolerance = 0.01, string name = "image", string otherName = "mask")
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        if (Width != other.Width || Height != other.Height || Depth != other.Depth)
        {
            throw new GeometryMismatchException(
                string.Create(CultureInfo.InvariantCulture, $"The {name} has {Width} x {Height} x {Depth} voxels, the {otherName} {other.Width} x {other.Height} x {other.Depth}{Differences(other, "; ")}."));
        }

        var farthest = Farthest(other);
        var allowed = tolerance * Math.Min(Spacing.X, Math.Min(Spacing.Y, Spacing.Z));
        if (farthest <= allowed)
        {
            return;
        }

        throw new GeometryMismatchException(
            string.Create(CultureInfo.InvariantCulture, $"The {name} and the {otherName} lie up to {farthest:G6} mm apart ({allowed:G3} mm is allowed){Differences(other, ": ")}."));
    }

    /// <summary>Whether another grid has the same extents and puts every voxel at the same place.</summary>
    /// <param name="other">The other grid.</param>
    /// <param name="tolerance">How far the same voxel may lie apart in the two grids, as a fraction of the smallest spacing.</param>
    public bool Matches(VolumeGeometry other, double tolerance = 0.01)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        return Width == other.Width && Height == other.Height && Depth == other.Depth
            && Farthest(other) <= tolerance * Math.Min(Spacing.X, Math.Min(Spacing.Y, Spacing.Z));
    }

    /// <summary>Why a file whose axes are not at right angles is refused.</summary>
    internal const string SkewReason = "the axes are not at right angles: a sheared grid has to be resampled to an upright one before it is read";

    /// <summary>The greatest cosine between two axes that rounding explains: 0.06 degrees.</summary>
    private const double SkewTolerance = 1e-3;

    /// <summary>Which axes are not at right angles, and their angle; null when all are.</summary>
    internal string? SkewText
    {
        get
        {
            var (worst, cosine) = new[] { ("x and y", AxisX.Dot(AxisY)), ("x and z", AxisX.Dot(AxisZ)), ("y and z", AxisY.Dot(AxisZ)) }.MaxBy(pair => Math.Abs(pair.Item2));
            return Math.Abs(cosine) <= SkewTolerance ? null
                : string.Create(CultureInfo.InvariantCulture, $"with {Math.Acos(cosine) * 180 / Math.PI:0.##} degrees between {worst}");
        }
    }

    /// <summary>Greatest distance of the same voxel in two grids: it is convex, so at a corner.</summary>
    internal double Farthest(VolumeGeometry other)
    {
        var farthest = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (x, y, z) = ((corner & 1) * (Width - 1), ((corner >> 1) & 1) * (Height - 1), (corner >> 2) * (Depth - 1));
            farthest = Math.Max(farthest, (ToWorld(x, y, z) - other.ToWorld(x, y, z)).Length);
        }

        return farthest;
    }

    /// <summary>What differs, with both values, after <paramref name="before"/>; empty when nothing does.</summary>
    internal string Differences(VolumeGeometry other, string before)
    {
        var differences = new List<string>();
        AddDifference(differences, "spacing", Spacing, other.Spacing);
        AddDifference(differences, "origin", Origin, other.Origin);
        AddDifference(differences, "direction of x", AxisX, other.AxisX);
        AddDifference(differences, "direction of y", AxisY, other.AxisY);
        AddDifference(differences, "direction of z", AxisZ, other.AxisZ);
        return differences.Count == 0 ? string.Empty : before + string.Join("; ", differences);
    }

    private static void AddDifference(List<string> differences, string what, Vector3D mine, Vector3D theirs)
    {
        if ((mine - theirs).Length > 1e-5 * Math.Max(1, mine.Length))
        {
            differences.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{what} ({mine.X:G7}, {mine.Y:G7}, {mine.Z:G7}) against ({theirs.X:G7}, {theirs.Y:G7}, {theirs.Z:G7})"));
        }
    }
}
