namespace HccRisk.Radiomics.Filters;

/// <summary>How the signs of neighbours around a voxel in its slice become a number.</summary>
public enum BinaryPattern
{
    /// <summary>Number of neighbours that are not below; of more than two changes along the circle, the number of neighbours + 1.</summary>
    Uniform = 0,

    /// <summary>The signs as a binary number.</summary>
    Plain = 1,

    /// <summary>The least of the binary numbers of all rotations.</summary>
    RotationInvariant = 2,
}
