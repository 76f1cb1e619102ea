using HccRisk.Core.Notebooks;

namespace HccRisk.Imaging;

/// <summary>A 3-D image: voxel values (x fastest) and their geometry.</summary>
/// <typeparam name="T">Voxel type; images read from files are <see cref="float"/> after scaling.</typeparam>
[TypeFormatterSource(typeof(VolumeFormatter))]
public sealed class Volume<T>
    where T : unmanaged
{
    private readonly T[] _voxels;

    /// <summary>Wraps an array of voxels; the array is not copied.</summary>
    /// <param name="geometry">The grid.</param>
    /// <param name="voxels">Values, x fastest; as many as the grid has voxels.</param>
    /// <exception cref="ArgumentException">The array's length is not the grid's voxel count.</exception>
    public Volume(VolumeGeometry geometry, T[] voxels)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(voxels);
        if (voxels.LongLength != geometry.VoxelCount)
        {
            throw new ArgumentException(
                $"'voxels' has {voxels.LongLength} values, the geometry {geometry.Width} x {geometry.Height} x {geometry.Depth} has {geometry.VoxelCount}.",
                nameof(voxels));
        }

        Geometry = geometry;
        _voxels = voxels;
    }

    /// <summary>The grid.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>
    /// How the voxels were stored where they were read, after the scaling of the file: whole numbers stay whole when pyradiomics resamples them, whatever
    /// the values. Default: <typeparamref name="T"/>.
    /// </summary>
    public VoxelType StoredType { get; init; } = VoxelTypes.Of<T>();

    /// <summary>The voxel values, x fastest.</summary>
    public ReadOnlySpan<T> Voxels => _voxels;

    /// <summary>The value at a voxel index.</summary>
    /// <param name="x">Index along x.</param>
    /// <param name="y">Index along y.</param>
    /// <param name="z">Index along z.</param>
    public T this[int x, int y, int z] => _voxels[x + (Geometry.Width * (y + (Geometry.Height * z)))];
}
