using HccRisk.Imaging;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>The voxels of an examination and the frame organs are drawn in, millimetres from the middle of the field: x to the patient's left, y to the back, z up.</summary>
internal sealed record Grid(int Width, int Height, int Depth, double Spacing, double Thickness)
{
    /// <summary>Half the field along x.</summary>
    public const double HalfX = 128;

    /// <summary>Half the field along y.</summary>
    public const double HalfY = 96;

    /// <summary>Half the height covered.</summary>
    public const double HalfZ = 60;

    public int Count => Width * Height * Depth;

    /// <summary>The grid of a matrix and a number of slices, stretched.</summary>
    public static Grid Of(int matrix, int slices, double stretch)
    {
        var spacing = 200.0 / matrix;
        var depth = Math.Max(8, (int)Math.Round(slices / stretch));
        return new Grid((int)Math.Round(2 * HalfX / spacing), (int)Math.Round(2 * HalfY / spacing), depth, spacing, 2 * HalfZ / depth);
    }

    public double X(int i) => ((i + .5 - (Width / 2.0)) * Spacing);

    public double Y(int j) => ((j + .5 - (Height / 2.0)) * Spacing);

    public double Z(int k) => ((k + .5 - (Depth / 2.0)) * Thickness);

    /// <summary>The voxels whose centres lie within a reach of a point along each axis; upper ends are excluded.</summary>
    public Box Around(double x, double y, double z, double reachX, double reachY, double reachZ)
    {
        var (x0, x1) = Range(x, reachX, Width, Spacing);
        var (y0, y1) = Range(y, reachY, Height, Spacing);
        var (z0, z1) = Range(z, reachZ, Depth, Thickness);
        return new Box(x0, x1, y0, y1, z0, z1);

        static (int From, int To) Range(double centre, double reach, int size, double step) =>
            (Math.Clamp((int)Math.Ceiling(((centre - reach) / step) + (size / 2.0) - .5), 0, size),
            Math.Clamp((int)Math.Floor(((centre + reach) / step) + (size / 2.0) - .5) + 1, 0, size));
    }

    /// <summary>As a scanner stores axial slices: the first voxel lies right, in front and below.</summary>
    public VolumeGeometry Geometry() => new(
        Width, Height, Depth, new Vector3D(Spacing, Spacing, Thickness), new Vector3D(-X(0), -Y(0), Z(0)),
        new Vector3D(-1, 0, 0), new Vector3D(0, -1, 0), new Vector3D(0, 0, 1));

    /// <summary>Ranges of voxels, upper ends excluded.</summary>
    internal readonly record struct Box(int X0, int X1, int Y0, int Y1, int Z0, int Z1)
    {
        public int Width => X1 - X0;

        public int Height => Y1 - Y0;

        public int Depth => Z1 - Z0;

        public int Count => Width * Height * Depth;
    }
}
