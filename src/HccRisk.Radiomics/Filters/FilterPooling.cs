namespace HccRisk.Radiomics.Filters;

/// <summary>How the responses of a filter under rotations by right angles become one.</summary>
public enum FilterPooling
{
    /// <summary>The filter is not rotated.</summary>
    None = 0,

    /// <summary>The largest response at each voxel.</summary>
    Maximum = 1,

    /// <summary>The mean response at each voxel.</summary>
    Mean = 2,

    /// <summary>The smallest response at each voxel.</summary>
    Minimum = 3,
}
