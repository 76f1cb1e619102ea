namespace HccRisk.Radiomics.Texture;

/// <summary>A connected group of voxels of one grey level.</summary>
/// <param name="Level">Its grey level.</param>
/// <param name="Size">Its number of voxels.</param>
/// <param name="Distance">Its least city-block distance from the outside of the morphological mask, from 1.</param>
/// <param name="Z">Slice of its first voxel.</param>
internal readonly record struct Zone(int Level, int Size, int Distance, int Z);
