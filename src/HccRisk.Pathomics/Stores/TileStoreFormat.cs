namespace HccRisk.Pathomics.Stores;

/// <summary>How the tiles of a slide are written.</summary>
public enum TileStoreFormat
{
    /// <summary>One Parquet file a slide: a row a tile with columns <c>x</c>, <c>y</c> (level-0 pixels), <c>tissue</c>, and one a feature (<c>f_...</c>).</summary>
    Parquet,

    /// <summary>
    /// One HDF5 file a slide in the layout of CLAM: <c>features</c> [tiles, width] float32 and <c>coords</c> [tiles, 2] int32 (x, y, level-0
    /// pixels) with the attributes <c>patch_size</c>, <c>patch_level</c>, <c>patch_size_level0</c>.
    /// </summary>
    Hdf5,
}
