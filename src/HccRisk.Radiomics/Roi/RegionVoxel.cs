namespace HccRisk.Radiomics.Roi;

/// <summary>One voxel of a region: its place in the padded box and its linear index there.</summary>
internal readonly record struct RegionVoxel(int X, int Y, int Z, int Index);
